import CoalitionTestKit
import Operations
import Partners
import Quantities
import Settlement
import Storage
import Testing

@Suite struct `A leaving partner in the database` {
    static func leaver(_ status: Partner.Status = .leaving, on day: LocalDay?) -> Partner {
        let sample = Partner.sample(.grocery)
        return Partner(
            id: sample.id, name: sample.name, kind: sample.kind, status: status, keys: sample.keys,
            contracts: sample.contracts, settlement: sample.settlement, leavesOn: day)
    }

    static let past = LocalDay(year: 2000, month: 1, day: 1)
    static let future = LocalDay(year: 2999, month: 1, day: 1)

    /// Closes and calculates the open cycle.
    static func settle(_ cycle: Int64, _ world: SettlementWorld) async throws -> Settlement {
        _ = try await world.desk.close(by: "ana")
        return try #require(try await world.desk.calculate(cycle, by: "ana").settlement)
    }

    @Test func `pays for its points still out in its last cycle, and no more in later ones`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await `A settlement cycle in the database`.trade(world)
            try await world.apply(CoalitionSettlement(), [Self.leaver(on: Self.future), .sample(.cafe)])
            // 1,000 earned, 500 spent, of which 400 at the café: nothing of leaving yet.
            let first = try await Self.settle(1, world)
            #expect(first.runOffs.isEmpty && first.position(of: .grocery)?.net == -400)
            #expect(try await world.post(.spending(50, by: .phone(1)), from: .cafe) == "posted in 2")
            try await world.apply(CoalitionSettlement(), [Self.leaver(on: Self.past), .sample(.cafe)])
            let last = try await Self.settle(2, world)
            #expect(last.runOffs.map(\.amount) == [450])
            #expect(last.position(of: .grocery)?.net == -500)
            _ = try await world.desk.dispatch(2, by: "ana")
            try await `A settlement cycle in the database`.check(world, cycle: 2, version: 1, sequence: 1)
            let lines = try await `Adjustments in the database`.rows(.runOff, .grocery, cycle: 2, world)
            #expect(lines.map(\.amount.description) == ["-4.5"] && lines.map(\.points.count) == [-450])
            // Its points are still honoured, at the operator's cost.
            #expect(try await world.post(.spending(150, by: .phone(1)), from: .cafe) == "posted in 3")
            let after = try await Self.settle(3, world)
            #expect(after.runOffs.map(\.runOff) == [.departed])
            #expect(after.position(of: .grocery)?.net == 0)
            #expect(after.position(of: .cafe)?.net == 142 && after.operatorPosition.net == -142)
            _ = try await world.desk.dispatch(3, by: "ana")
            try await `A settlement cycle in the database`.check(world, cycle: 3, version: 1, sequence: 2)
            for cycle in [Int64(2), 3] { #expect(try await world.desk.replay(cycle).differing.isEmpty) }
        }
    }

    @Test func `pays once, however often its last cycle is calculated`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await `A settlement cycle in the database`.trade(world)
            try await world.apply(CoalitionSettlement(), [Self.leaver(on: Self.past), .sample(.cafe)])
            #expect(try await Self.settle(1, world).runOffs.map(\.amount) == [500])
            _ = try await world.desk.abort(1, by: "ana")
            let again = try await world.desk.calculate(1, by: "ana").settlement
            #expect(again?.runOffs.map(\.amount) == [500])
            #expect(try await Self.settle(2, world).runOffs.map(\.runOff) == [.departed])
            // Given up with a later date, the last cycle is another.
            for cycle in [Int64(2), 1] { _ = try await world.desk.abort(cycle, by: "ana") }
            try await world.apply(CoalitionSettlement(), [Self.leaver(on: Self.future), .sample(.cafe)])
            #expect(try await world.desk.calculate(1, by: "ana").settlement?.runOffs == [])
            try await world.apply(CoalitionSettlement(), [Self.leaver(on: Self.past), .sample(.cafe)])
            #expect(try await world.desk.calculate(2, by: "ana").settlement?.runOffs.map(\.amount) == [500])
        }
    }

    @Test(
        arguments: [
            (.leaving, 19, nil), (.leaving, 20, 120), (.leaving, 21, 120), (.active, 21, nil), (.suspended, 21, nil),
        ] as [(Partner.Status, Int64, Int64?)])
    func `its last cycle is the first that closes on the run-off date or later`(
        status: Partner.Status, day: Int64, points: Int64?
    ) throws {
        let leaver = Self.leaver(status, on: LocalDay(year: 2026, month: 11, day: 20))
        let snapshot = CoalitionSnapshot(revision: 1, coalition: .sample(), partners: [.grocery: leaver])
        let closeDay = LocalDay(year: 2026, month: 11, day: day)
        let facts = SettlingFacts(outstanding: [.grocery: 120])
        let runOffs = facts.runOffs(in: snapshot, on: closeDay, close: Instant(seconds: 1))
        let expected = try points.map { RunOff.final(outstanding: try Points($0), price: .of("0.0100")) }
        #expect(runOffs[.grocery] == expected)
        let gone = SettlingFacts(departed: [.grocery]).runOffs(in: snapshot, on: closeDay, close: Instant(seconds: 1))
        #expect(gone[.grocery] == (status == .active ? nil : .departed))
    }
}
