import Messages
import Operations
import Quantities
import Signatures
import Wire

/// Posts the lines of one batch through the lanes and spools their results, in bounded memory.
///
/// Lines are read in windows. One window is read while those before it are posted, so that the lanes never wait for a batch
/// that they could go on with; their results are written in order.
struct BatchPosting {
    /// The most lines of a window.
    static let mostLines = 1024
    /// The most bytes of a window's lines, the last of which may pass it.
    static let mostBytes = 1 << 20
    /// Windows that are posted while one is read.
    static let mostWindows = 2
    /// How long a line may wait for its transaction, in seconds.
    static let deadlineSeconds: Int64 = 30
    /// After so many lines other tasks get a chance.
    static let linesAtOnce = 32

    /// The signature as judged, under a revision of the terms.
    struct Judged {
        let envelope: VerifiedEnvelope
        let ring: KeyRing
    }

    let id: UniqueID
    let body: BatchSpool
    let desk: ClearingDesk
    let clock: @Sendable () -> Instant
    /// Judges the batch's signature under the newest terms.
    let judge: @Sendable () -> Result<Judged, Refusal>

    private var judged: Judged
    private var results: BatchResults
    private var routes: BatchRoutes
    private var pending: [BatchWindow] = []
    private var lineNumber: Int64 = 0
    /// What all lines from here on are answered: once the hub cannot post, or the key holds no more, none is tried.
    private var refusesAll: Refusal?

    init(
        id: UniqueID, body: BatchSpool, judged: Judged, spoolFolder: String, desk: ClearingDesk,
        clock: @escaping @Sendable () -> Instant, judge: @escaping @Sendable () -> Result<Judged, Refusal>
    ) throws(BatchSpool.Failure) {
        self.id = id
        self.body = body
        self.desk = desk
        self.clock = clock
        self.judge = judge
        self.judged = judged
        results = try BatchResults(folder: spoolFolder)
        routes = BatchRoutes(laneCount: desk.laneCount)
    }

    /// Posts every line.
    mutating func run() async throws(BatchSpool.Failure) -> SpooledBody {
        var splitter = BatchLineSplitter()
        var offset = 0
        var waiting: [BatchLineSplitter.Line] = []
        var bytes = 0
        while true {
            let piece = try body.read(BatchSpool.pieceSize, at: offset)
            offset += piece.count
            let take = { (line: BatchLineSplitter.Line) in
                if case .bytes(let text) = line { bytes += text.count }
                waiting.append(line)
            }
            if piece.isEmpty {
                splitter.end(line: take)
            } else {
                piece.withUnsafeBytes { splitter.take($0, line: take) }
            }
            if waiting.count >= Self.mostLines || bytes >= Self.mostBytes || piece.isEmpty {
                try await post(waiting)
                waiting.removeAll(keepingCapacity: true)
                bytes = 0
            }
            if piece.isEmpty { break }
        }
        try await answerAll()
        return try results.finish()
    }

    /// Reads lines, hands them in, and answers older ones when enough are under way.
    private mutating func post(_ lines: [BatchLineSplitter.Line]) async throws(BatchSpool.Failure) {
        var window = BatchWindow(laneCount: desk.laneCount)
        let deadline = clock().advanced(bySeconds: Self.deadlineSeconds)
        for (index, line) in lines.enumerated() {
            if index % Self.linesAtOnce == Self.linesAtOnce - 1 { await Task.yield() }
            lineNumber += 1
            switch read(line, deadline) {
            case .refused(let refusal): window.add(refusal)
            case .asked(let request, let messageID):
                guard case .message(let message) = request.content else { continue }
                var lane = routes.lane(of: message)
                if lane == nil {
                    // It hangs together with lines of several lanes: they go first.
                    try await submit(window)
                    try await answerAll()
                    window = BatchWindow(laneCount: desk.laneCount)
                    lane = routes.lane(of: message)
                }
                window.add(request, messageID: messageID, lane: lane ?? 0)
            }
        }
        try await submit(window)
    }

    private func read(_ line: BatchLineSplitter.Line, _ deadline: Instant) -> BatchWindow.Line {
        switch line {
        case .tooLong: return .refused(refusesAll ?? Refusal(.bodyTooLarge))
        case .bytes(let bytes):
            let envelope = judged.envelope.line(bytes, at: BatchPlace(batch: id, line: lineNumber))
            return read(envelope, deadline)
        }
    }

    private func read(_ envelope: VerifiedEnvelope, _ deadline: Instant) -> BatchWindow.Line {
        if let refusesAll { return .refused(refusesAll) }
        do throws(Refusal) {
            let message = try judged.ring.reader.read(line: envelope.body)
            return .asked(
                LaneRequest(
                    signature: envelope.signature, revision: judged.ring.revision,
                    content: .message(envelope.carrying(message)), deadline: deadline, usesNonce: false),
                messageID: message.messageID)
        } catch {
            return .refused(error)
        }
    }

    private mutating func submit(_ window: BatchWindow) async throws(BatchSpool.Failure) {
        var window = window
        window.submit(to: desk, of: id)
        pending.append(window)
        routes.beginWindow()
        while pending.count > Self.mostWindows { try await answerOldest() }
    }

    private mutating func answerAll() async throws(BatchSpool.Failure) {
        while !pending.isEmpty { try await answerOldest() }
        routes.forgetAll()
    }

    private mutating func answerOldest() async throws(BatchSpool.Failure) {
        let window = pending.removeFirst()
        var outcomes = await window.outcomes()
        var lines = window.lines
        try await settleOutdated(&lines, &outcomes)
        routes.forgetOldest()
        for (line, outcome) in zip(lines, outcomes) {
            switch (line, outcome) {
            case (.refused(let refusal), _): try results.append(refusal)
            case (.asked, .success(.answered(let answer, let isReplay))): try results.append(answer, isReplay: isReplay)
            case (.asked(_, let messageID), .success(.refused(let refusal))):
                try results.append(refusal, messageID: messageID)
            case (.asked(_, let messageID), _):
                // Nothing of it was posted.
                refusesAll = refusesAll ?? Refusal(.unavailable)
                try results.append(Refusal(.unavailable), messageID: messageID)
            }
        }
    }

    /// Hands lines in again that the lanes refused because the terms changed since they were read.
    private mutating func settleOutdated(
        _ lines: inout [BatchWindow.Line], _ outcomes: inout [Result<LaneOutcome, LaneError>?]
    ) async throws(BatchSpool.Failure) {
        for _ in 0..<PartnerRequests.mostJudgements {
            let places = outcomes.indices.filter { if case .success(.outdated) = outcomes[$0] { true } else { false } }
            guard !places.isEmpty else { return }
            switch judge() {
            case .success(let newest): judged = newest
            case .failure(let refusal): refusesAll = refusal
            }
            let deadline = clock().advanced(bySeconds: Self.deadlineSeconds)
            var requests = BatchWindow(laneCount: desk.laneCount)
            var again: [Int] = []
            for place in places {
                guard case .asked(let request, _) = lines[place], case .message(let message) = request.content else {
                    continue
                }
                lines[place] = read(message.envelope, deadline)
                guard case .asked(let request, let messageID) = lines[place] else { continue }
                // One lane keeps them in order; this is rare and need not be fast.
                requests.add(request, messageID: messageID, lane: 0)
                again.append(place)
            }
            requests.submit(to: desk, of: id)
            for (place, outcome) in zip(again, await requests.outcomes()) { outcomes[place] = outcome }
        }
    }
}
