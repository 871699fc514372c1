import Messages
import Operations
import Quantities
import Wire

/// Lines of a batch that were handed to the desk and are not answered yet.
struct BatchWindow {
    /// A line as it was read.
    enum Line {
        /// Refused before any lane saw it.
        case refused(Refusal)
        /// Handed in, or to be handed in.
        case asked(LaneRequest, messageID: String)
    }

    /// A group of lines in one lane, with their places in the window.
    private struct Part {
        var places: [Int] = []
        var requests: [LaneRequest] = []
        var group: LineGroup?
    }

    private(set) var lines: [Line] = []
    private var parts: [Part]

    init(laneCount: Int) {
        parts = Array(repeating: Part(), count: laneCount)
    }

    mutating func add(_ refusal: Refusal) {
        lines.append(.refused(refusal))
    }

    mutating func add(_ request: LaneRequest, messageID: String, lane: Int) {
        parts[lane].places.append(lines.count)
        parts[lane].requests.append(request)
        lines.append(.asked(request, messageID: messageID))
    }

    /// Hands the lines to their lanes, and does not wait.
    mutating func submit(to desk: ClearingDesk, of batch: UniqueID) {
        for lane in parts.indices where !parts[lane].requests.isEmpty {
            parts[lane].group = desk.submit(parts[lane].requests, of: batch, lane: lane)
            parts[lane].requests = []
        }
    }

    /// What the lanes made of each line; nothing for those that no lane saw.
    func outcomes() async -> [Result<LaneOutcome, LaneError>?] {
        var outcomes = [Result<LaneOutcome, LaneError>?](repeating: nil, count: lines.count)
        for part in parts {
            guard let group = part.group else { continue }
            for (place, outcome) in zip(part.places, await group.outcomes()) { outcomes[place] = outcome }
        }
        return outcomes
    }
}
