import Members
import Messages

/// Which lane each line of a batch goes to.
///
/// Lines that name the same member by the same identifier, the same message id, or one another's message ids meet in one
/// lane and so keep their order; all others may be posted side by side. A line without such ties goes where its single
/// request would, so that lanes seldom wait for each other's members.
public struct BatchRoutes: Sendable {
    private let laneCount: Int
    /// Lanes of what is not answered yet, window by window, the oldest first; keys are hashes, so two may fall together,
    /// which costs a little order too much and never too little.
    private var windows: [[UInt64: Int]] = [[:]]

    /// Routes over so many lanes.
    public init(laneCount: Int) {
        self.laneCount = laneCount
    }

    /// The lane of a line; nothing when it hangs together with lines of several lanes, and so must wait until all before
    /// it are answered, see ``forgetAll()``.
    public mutating func lane(of message: VerifiedMessage) -> Int? {
        let keys = Self.keys(of: message)
        var lane: Int?
        for key in keys {
            guard let known = windows.lazy.compactMap({ $0[key] }).first else { continue }
            if let lane, lane != known { return nil }
            lane = known
        }
        let chosen = lane ?? LaneRoute.lane(of: message.route, count: laneCount)
        for key in keys { windows[windows.count - 1][key] = chosen }
        return chosen
    }

    /// The lines so far were handed in.
    public mutating func beginWindow() {
        windows.append([:])
    }

    /// The oldest lines that were handed in are answered.
    public mutating func forgetOldest() {
        if windows.count > 1 { windows.removeFirst() }
    }

    /// Everything that was handed in is answered.
    public mutating func forgetAll() {
        windows = [[:]]
    }

    /// What ties a line to others.
    private static func keys(of message: VerifiedMessage) -> [UInt64] {
        let own = LaneRoute.hash(message.message.messageID)
        switch message.message.content {
        case .enrolment(let enrolment):
            let names = [enrolment.card.map { Identifier.card($0) }, enrolment.phone.map { Identifier.phone($0) }]
            return [own] + names.compactMap(\.self).map { LaneRoute.hash($0.description) }
        case .identifierAddition, .accrual, .redemption, .capture, .void, .reversal:
            return [own, LaneRoute.hash(message.route)]
        }
    }
}

/// How routes are spread over lanes: FNV-1a over the route's bytes, the same for single requests and for lines.
enum LaneRoute {
    static func hash(_ route: String) -> UInt64 {
        route.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }

    static func lane(of route: String, count: Int) -> Int {
        Int(hash(route) % UInt64(count))
    }
}
