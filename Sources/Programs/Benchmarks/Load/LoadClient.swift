import Glibc
import PartnerClient
import Signatures

/// A client in a process of its own: one thread, connections that are kept, each with one request under way.
///
/// Every request is signed when it is sent; of every answer the status, the digest and the hub's signature are checked
/// before the next one is sent. Receipts are kept, and every one verified when the clock has been stopped.
struct LoadClient {
    /// One connection and what is under way on it.
    private struct Lane {
        var socket: HubSocket
        var request: RequestMessage?
        var draft: MessageSource.Draft?
        /// When it was sent, or was due.
        var since: UInt64 = 0
    }

    private let plan: LoadPlan
    private let senders: Senders
    private let verifier: ResponseVerifier
    private let cardCount: Int
    private var source: MessageSource
    private var lanes: [Lane] = []
    private var events: [pollfd] = []
    private var evidence = Evidence()
    private var latencies = Latencies()
    private var slowest = SlowestMessages()
    private var sent = 0
    private var answered = 0
    private var measured = 0
    private var lastAnswer: UInt64 = 0
    private var isStopped = false
    private var lastLook: UInt64 = 0

    /// Reads what the plan names, and connects.
    init(_ plan: LoadPlan) throws {
        self.plan = plan
        senders = try Senders(hub: plan.hub, plan.senders)
        verifier = senders.verifier
        let cards = try plan.membersPath.map { try CardList(path: $0) } ?? CardList()
        cardCount = cards.count
        source = MessageSource(
            plan.work, senders: plan.senders.count, name: plan.name, cards: cards, seed: plan.seed)
        for _ in 0..<plan.connections { lanes.append(Lane(socket: try HubSocket(senders.socketAddress))) }
        events = lanes.map { pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0) }
    }

    /// Sends until the plan's end, then checks all that came back.
    mutating func run() throws -> LoadResult {
        let before = ProcessUsage.ownSeconds()
        let start = SteadyClock.nanoseconds()
        let measureFrom = start + UInt64(plan.warmUpSeconds * 1e9)
        let end = plan.seconds.map { measureFrom + UInt64($0 * 1e9) } ?? .max
        switch plan.pace {
        case .closed: try runClosed(measureFrom, end)
        case .open(let perSecond):
            let seconds = plan.warmUpSeconds + (plan.seconds ?? 1)
            try runOpen(SendingSchedule(start: start, perSecond: perSecond, seconds: seconds), measureFrom)
        }
        let processorSeconds = ProcessUsage.ownSeconds() - before
        // A closed loop is measured to the planned end, an open one to its last answer.
        let measuredTo: UInt64 = if case .closed = plan.pace, plan.seconds != nil { end } else { lastAnswer }
        let found = try evidence.findings(partners: senders.partners, hubKeys: senders.hubKeys)
        if let path = plan.cardsPath { try LoadResult.write(cards: found.cards, to: path) }
        return LoadResult(
            messages: measured, seconds: Double(measuredTo - min(measuredTo, measureFrom)) / 1e9, answered: answered,
            latency: latencies.figures, outcomes: found.outcomes, receipts: found.receipts,
            processorSeconds: processorSeconds, slowest: slowest.all)
    }

    private mutating func runClosed(_ measureFrom: UInt64, _ end: UInt64) throws {
        let most = plan.count ?? .max
        var busy = 0
        for index in lanes.indices where sent < most {
            try send(on: index, since: SteadyClock.nanoseconds())
            busy += 1
        }
        while busy > 0 {
            try wait(until: nil)
            for index in lanes.indices where events[index].revents != 0 {
                guard try take(index, measureFrom, end) else { continue }
                let now = SteadyClock.nanoseconds()
                if now < end, sent < most {
                    try send(on: index, since: now)
                } else {
                    busy -= 1
                }
            }
        }
    }

    private mutating func runOpen(_ planned: SendingSchedule, _ measureFrom: UInt64) throws {
        var schedule = planned
        var idle = Array(lanes.indices)
        while !isStopped && schedule.upcoming != nil || idle.count < lanes.count {
            lookForStop()
            if isStopped, idle.count == lanes.count { return }
            while !isStopped, let index = idle.first, let due = schedule.take(at: SteadyClock.nanoseconds()) {
                idle.removeFirst()
                try send(on: index, since: due)
            }
            // Without a free connection what is due waits for one, and its latency goes on counting.
            try wait(until: idle.isEmpty || isStopped ? nil : schedule.upcoming)
            for index in lanes.indices where events[index].revents != 0 {
                if try take(index, measureFrom, .max) { idle.append(index) }
            }
        }
    }

    /// Whether someone has said that it is enough, looked for ten times a second.
    private mutating func lookForStop() {
        guard let path = plan.stopPath, !isStopped else { return }
        let now = SteadyClock.nanoseconds()
        guard now - lastLook > 100_000_000 else { return }
        lastLook = now
        isStopped = access(path, F_OK) == 0
    }

    private mutating func send(on index: Int, since: UInt64) throws {
        let now = SystemClock.seconds()
        let draft = source.next(now: now)
        let request = try senders.request(draft, now: now, count: sent)
        lanes[index].request = request
        lanes[index].draft = draft
        lanes[index].since = since
        sent += 1
        try lanes[index].socket.send(request)
        events[index].events = Int16(POLLIN) | (lanes[index].socket.isSending ? Int16(POLLOUT) : 0)
    }

    /// Takes in what came; whether that completed the answer.
    private mutating func take(_ index: Int, _ measureFrom: UInt64, _ end: UInt64) throws -> Bool {
        events[index].revents = 0
        guard lanes[index].request != nil else {
            // Between requests the hub may close a connection that was idle for long.
            lanes[index].socket = try HubSocket(senders.socketAddress)
            events[index].fd = lanes[index].socket.descriptor
            return false
        }
        let socket = lanes[index].socket
        if socket.isSending {
            try socket.sendOn()
            events[index].events = Int16(POLLIN) | (socket.isSending ? Int16(POLLOUT) : 0)
        }
        let received = try withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 16) { scratch in
            try socket.receive(scratch)
        }
        guard let response = received, let request = lanes[index].request, let draft = lanes[index].draft else {
            return false
        }
        do {
            try verifier.verify(response, to: request, now: SystemClock.seconds())
        } catch {
            let text = String(decoding: response.body.prefix(300), as: UTF8.self)
            throw BenchmarkFailure("The hub's signature does not hold (\(error)), status \(response.status): \(text)")
        }
        let now = SteadyClock.nanoseconds()
        let since = lanes[index].since
        lanes[index].request = nil
        lanes[index].draft = nil
        answered += 1
        lastAnswer = now
        slowest.add(from: since, to: now)
        if case .open = plan.pace {
            if since >= measureFrom { count(since, now) }
        } else if now >= measureFrom, now <= end {
            count(since, now)
        }
        evidence.append(
            sender: draft.sender, kind: draft.kind, status: response.status, body: draft.body, answer: response.body)
        return true
    }

    private mutating func count(_ since: UInt64, _ now: UInt64) {
        measured += 1
        latencies.add(nanoseconds: now - min(now, since))
    }

    /// Waits until a connection has something, or until a moment.
    private mutating func wait(until moment: UInt64?) throws {
        var limit: Int32 = 60_000
        if let moment {
            let now = SteadyClock.nanoseconds()
            let left = moment > now ? moment - now : 0
            limit = Int32(min(left / 1_000_000, 60_000))
            // poll counts in milliseconds: the rest is slept, and an answer meanwhile is seen that much later.
            if limit == 0, left > 0 {
                var rest = timespec(tv_sec: 0, tv_nsec: Int(left))
                nanosleep(&rest, nil)
            }
        }
        let found = poll(&events, nfds_t(events.count), limit)
        if found < 0, errno != EINTR { throw BenchmarkFailure("poll: \(String(cString: strerror(errno)))") }
        if found == 0, moment == nil { throw BenchmarkFailure("The hub has answered nothing for a minute.") }
    }
}
