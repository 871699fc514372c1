import CoalitionTestKit
import Delivery
import Operations
import Partners
import Quantities
import Settlement
import Storage
import Synchronization
import Testing

@Suite struct `The delivery queue` {
    /// Two partners, the grocer with two places.
    static var partners: [Partner] {
        [
            .sample(.grocery).delivering(to: ["file:///srv/grocery/", "file:///srv/second/"]),
            .sample(.cafe).delivering(to: ["file:///srv/cafe/"]),
        ]
    }

    static func dispatched(_ world: SettlementWorld, cycles: Int64 = 1) async throws {
        try await `A settlement cycle in the database`.trade(world)
        for cycle in 1...cycles {
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(cycle, by: "ana")
            _ = try await world.desk.dispatch(cycle, by: "ana")
        }
    }

    @Test func `gives each folder to one worker, and the manifest goes last`() async throws {
        try await SettlementWorld.with(approvals: 0, partners: Self.partners) { world in
            try await Self.dispatched(world, cycles: 8)
            let pusher = ScriptedPusher()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    let worker = DeliveryWorker(
                        store: world.deliveries, pusher: pusher, logger: SettlementWorld.logger)
                    group.addTask { while (try? await worker.step()) ?? 0 > 0 {} }
                }
            }
            let pushes = pusher.pushes
            #expect(pushes.count == 24 && Set(pushes.map { "\($0.folder.path) \($0.target)" }).count == 24)
            #expect(pushes.allSatisfy { $0.files.suffix(2) == ["manifest.json.p7s", "manifest.json"] })
            let reports = try await world.deliveries.deliveries(of: 3)
            #expect(reports.count == 3)
            for report in reports {
                guard case .delivered(_, attempts: 1) = report.state else {
                    Issue.record("\(report)")
                    continue
                }
            }
            #expect(try await world.scalar("select count(*) from delivery_attempt where outcome = 'succeeded'") == 24)
            #expect(
                try await world.scalar("select count(*) from audit_entry where action = 'delivery.delivered'") == 24)
        }
    }

    @Test func `tries again after failures, sooner or later, and begins within a second`() async throws {
        try await SettlementWorld.with(approvals: 0, partners: Self.partners) { world in
            let pusher = ScriptedPusher(failing: ["file:///srv/cafe/": 2])
            let worker = DeliveryWorker(store: world.deliveries, pusher: pusher, logger: SettlementWorld.logger)
            let running = Task { await worker.run() }
            try await Self.dispatched(world)
            let start = ContinuousClock.now
            while pusher.pushes.isEmpty, ContinuousClock.now - start < .seconds(20) {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(ContinuousClock.now - start < .seconds(1))
            let unfinished = "select count(*) from delivery where state <> 'delivered'"
            while try await world.scalar(unfinished) > 0, ContinuousClock.now - start < .seconds(30) {
                try await Task.sleep(for: .milliseconds(20))
            }
            running.cancel()
            await running.value
            #expect(try await world.scalar(unfinished) == 0)
            #expect(pusher.pushes.filter { $0.target == "file:///srv/cafe/" }.map(\.attempt) == [1, 2, 3])
            #expect(
                try await world.scalar(
                    "select count(*) from delivery_attempt where outcome = 'failed' and detail = 'scripted'") == 2)
        }
    }

    @Test func `a worker that vanished between push and record is replaced when its lease runs out`() async throws {
        try await SettlementWorld.with(approvals: 0, partners: [.sample(.grocery), Self.partners[1]]) { world in
            try await Self.dispatched(world)
            let first = try #require(try await world.deliveries.claim(4, leaseSeconds: 1).first)
            #expect(try await world.deliveries.claim(4, leaseSeconds: 1).isEmpty)
            #expect(try await world.deliveries.renew(first, leaseSeconds: 1))
            // The clock of the queue is the database's: the lease is made to run out instead of waiting.
            try await world.run("update delivery set leased_until = clock_timestamp() - interval '1 second'")
            let second = try #require(try await world.deliveries.claim(4, leaseSeconds: 30).first)
            #expect(second.id == first.id && second.attempt == 2)
            // The first comes back late and is not believed.
            #expect(try await world.deliveries.record(first, .succeeded(""), random: 0) == nil)
            #expect(try await !world.deliveries.renew(first, leaseSeconds: 30))
            let state = try await world.deliveries.record(second, .succeeded("all sent"), random: 0)
            guard case .delivered(_, attempts: 2) = state else {
                Issue.record("\(String(describing: state))")
                return
            }
            #expect(
                try await world.scalar(
                    "select count(*) from delivery_attempt where attempt = 1 and outcome = 'abandoned'") == 1)
        }
    }

    @Test func `is given up at its deadline, with an alert`() async throws {
        try await SettlementWorld.with(approvals: 0, partners: [.sample(.grocery), Self.partners[1]]) { world in
            try await Self.dispatched(world)
            let claim = try #require(try await world.deliveries.claim(1, leaseSeconds: 30).first)
            guard case .waiting = try await world.deliveries.record(claim, .failed("no route"), random: .max) else {
                Issue.record("not waiting")
                return
            }
            try await world.run(
                "update delivery set deadline = clock_timestamp(), next_attempt_at = clock_timestamp()")
            #expect(try await world.deliveries.claim(1, leaseSeconds: 30).isEmpty)
            let report = try #require(try await world.deliveries.deliveries(of: 1).first)
            guard case .expired(_, attempts: 1) = report.state else {
                Issue.record("\(report)")
                return
            }
            #expect(report.lastDetail == "no route")
            #expect(
                try await world.scalar(
                    "select count(*) from alert where kind = 'delivery_expired' and partner = 'cafe'")
                    == 1)
            #expect(try await world.deliveries.claim(1, leaseSeconds: 30).isEmpty)
        }
    }

    @Test func `a place that moved is found where the partner file names it now`() async throws {
        try await SettlementWorld.with(approvals: 0, partners: Self.partners) { world in
            try await Self.dispatched(world)
            let moved = [
                Partner.sample(.grocery).delivering(to: ["file:///srv/second/", "file:///srv/moved/"]),
                .sample(.cafe),
            ]
            try await world.apply(CoalitionSettlement(), moved)
            let claims = try await world.deliveries.claim(4, leaseSeconds: 30)
            #expect(claims.count == 3)
            let targets = Dictionary(grouping: claims, by: \.folder.party).mapValues {
                $0.map { $0.target?.url ?? "none" }
            }
            #expect(targets[.cafe] == ["none"])
            // The second place kept its address; the first is gone, and where it stood another delivery goes already.
            #expect(targets[.grocery]?.sorted() == ["file:///srv/second/", "none"])
        }
    }
}

extension Partner {
    /// The same partner with these places to push to.
    func delivering(to urls: [String]) -> Partner {
        Partner(
            id: id, name: name, kind: kind, status: status, keys: keys, contracts: contracts,
            settlement: PartnerSettlement(account: nil, deliveries: urls.map { DeliveryTarget(url: $0) }))
    }
}

/// Records what it is given, and fails so many times for each place.
final class ScriptedPusher: FolderPusher {
    struct Push: Sendable {
        let folder: FolderKey
        let target: String
        let attempt: Int64
        let files: [String]
    }

    private let state: Mutex<(pushes: [Push], failures: [String: Int])>

    init(failing failures: [String: Int] = [:]) {
        state = Mutex(([], failures))
    }

    var pushes: [Push] { state.withLock { $0.pushes } }

    func push(
        _ files: [FolderFile], of claim: DeliveryClaim, to target: DeliveryTarget, deadline: ContinuousClock.Instant
    ) async -> PushOutcome {
        state.withLock { state in
            state.pushes.append(
                Push(folder: claim.folder, target: target.url, attempt: claim.attempt, files: files.map(\.name)))
            guard let left = state.failures[target.url], left > 0 else { return .succeeded("scripted") }
            state.failures[target.url] = left - 1
            return .failed("scripted")
        }
    }
}
