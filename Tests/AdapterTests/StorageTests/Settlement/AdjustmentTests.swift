import CoalitionTestKit
import Operations
import Partners
import Quantities
import Settlement
import Storage
import Testing
import Wire

@Suite struct `Adjustments in the database` {
    static func draft(
        _ id: UInt64, _ legs: [PartnerID: Int64], reason: String = "a price was wrong", corrects: [String] = ["m-2"]
    ) throws -> AdjustmentDraft {
        try AdjustmentDraft(
            id: UniqueID(high: 7, low: id), kind: .correction, reason: reason, corrects: corrects, legs: legs)
    }

    static func store(_ world: SettlementWorld) -> PostgresAdjustmentStore {
        PostgresAdjustmentStore(world.settings, pool: world.pool)
    }

    /// The rows of a kind in a party's kept statement.
    static func rows(
        _ kind: StatementKind, _ party: PartnerID, cycle: Int64, version: Int64 = 1, _ world: SettlementWorld
    ) async throws -> [StatementLine] {
        let key = FolderKey(party: party, cycle: cycle, version: version)
        let file = try #require(await world.kept.folders[key]?.first { $0.name == SettlementFile.statement })
        let statement = try StatementReader.read(file.bytes, partner: party, currency: .ron)
        return statement.lines.filter { $0.kind == kind }
    }

    @Test func `an adjustment counts in the cycle that is open, and stands in both statements`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await `A settlement cycle in the database`.trade(world)
            let store = Self.store(world)
            let posted = try await store.post(Self.draft(1, [.cafe: -30, .grocery: 25, .operator: 5]), by: "ana")
            #expect(posted.cycle == 1 && posted.adjustment.madeBy == "ana")
            #expect(try await world.desk.show(1).settlement?.positions.map(\.net) == [350, -375])
            _ = try await world.desk.close(by: "ana")
            #expect(try await store.post(Self.draft(2, [.cafe: 1, .grocery: -1]), by: "ana").cycle == 2)
            let calculated = try await world.desk.calculate(1, by: "ana")
            #expect(calculated.settlement?.adjustments.map(\.id.low) == [1])
            #expect(calculated.settlement?.operatorPosition.net == 25)
            _ = try await world.desk.dispatch(1, by: "ana")
            try await `A settlement cycle in the database`.check(world, cycle: 1, version: 1, sequence: 1)
            for (party, amount) in [(PartnerID.cafe, "-0.3"), (.grocery, "0.25")] {
                let line = try #require(try await Self.rows(.adjustment, party, cycle: 1, world).first)
                #expect(line.amount.description == amount && line.messageID == "m-2" && line.issuer == party)
            }
            #expect(try await world.desk.replay(1).differing.isEmpty)
            #expect(try await store.adjustments(of: 1) == [posted])
            #expect(try await store.adjustments(of: nil).map(\.cycle) == [2, 1])
        }
    }

    @Test func `the same draft is posted once, and its id serves no other`() async throws {
        try await SettlementWorld.with { world in
            let store = Self.store(world)
            let draft = try Self.draft(1, [.cafe: -30, .grocery: 30])
            let posted = try await withThrowingTaskGroup(of: PostedAdjustment.self) { group in
                for person in 0..<8 { group.addTask { try await store.post(draft, by: "person-\(person)") } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(posted.count == 1)
            _ = try await world.desk.close(by: "ana")
            #expect(try await store.post(draft, by: "ana").cycle == 1)
            let other = try Self.draft(1, [.cafe: -31, .grocery: 31])
            await #expect(throws: SettlementFailure.adjustmentDiffers(draft.id)) {
                try await store.post(other, by: "ana")
            }
            #expect(try await world.scalar("select count(*) from adjustment_leg") == 2)
            let entries = "select count(*) from audit_entry where action = 'adjustment.post'"
            #expect(try await world.scalar(entries) == 1)
        }
    }

    @Test func `a stranger's leg posts nothing`() async throws {
        try await SettlementWorld.with { world in
            let draft = try Self.draft(1, [.cafe: -30, .of("wine"): 30])
            await #expect(throws: SettlementFailure.unknownParty(.of("wine"))) {
                try await Self.store(world).post(draft, by: "ana")
            }
            #expect(try await world.scalar("select count(*) from adjustment") == 0)
        }
    }

    @Test func `adjustments that race with the close land in exactly one cycle, and every one is paid`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            let store = Self.store(world)
            let last: UInt64 = 120
            let cycles = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for writer in UInt64(0)..<4 {
                    group.addTask {
                        var cycles: [Int64] = []
                        for id in stride(from: writer, to: last, by: 4) {
                            let draft = try Self.draft(id, [.cafe: Int64(id) + 1, .grocery: -Int64(id) - 1])
                            cycles.append(try await store.post(draft, by: "writer-\(writer)").cycle)
                        }
                        return cycles
                    }
                }
                group.addTask {
                    for _ in 0..<3 { _ = try await world.desk.close(by: "ana") }
                    return []
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(cycles.count == Int(last))
            _ = try await world.desk.close(by: "ana")
            var found = 0
            var paid: Int64 = 0
            for cycle in Int64(1)...4 {
                let settlement = try #require(try await world.desk.calculate(cycle, by: "ana").settlement)
                #expect(settlement.adjustments.count == cycles.filter { $0 == cycle }.count)
                found += settlement.adjustments.count
                paid += settlement.position(of: .cafe)?.net ?? 0
            }
            #expect(found == Int(last) && paid == 120 * 121 / 2)
        }
    }

    @Test func `the database itself refuses what does not balance, and any change`() async throws {
        try await SettlementWorld.with { world in
            _ = try await Self.store(world).post(Self.draft(1, [.cafe: -30, .grocery: 30]), by: "ana")
            for change in [
                "insert into adjustment_leg select id, 'fuel', 1 from adjustment", "update adjustment set reason = 'x'",
                "delete from adjustment_leg", "truncate adjustment cascade", "update adjustment_leg set amount = 31",
                "insert into adjustment_leg select id, 'fuel', 0 from adjustment",
            ] {
                await #expect(throws: (any Error).self, "\(change)") { try await world.run(change) }
            }
            #expect(try await world.scalar("select sum(amount)::bigint from adjustment_leg where amount > 0") == 30)
        }
    }

    @Test func `a cycle without any keeps the form of its documents`() async throws {
        try await SettlementWorld.with { world in
            try await `A settlement cycle in the database`.trade(world)
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            for word in ["run_off", "defaults", "operator_share", "adjustments"] {
                #expect(try await world.scalar("select count(*) from settlement where terms like '%\(word)%'") == 0)
            }
        }
    }

    @Test func `a folder from before there were account statements is made again without one`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await `A settlement cycle in the database`.trade(world)
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            _ = try await world.desk.dispatch(1, by: "ana")
            let key = FolderKey(party: .cafe, cycle: 1, version: 1)
            let files = try #require(await world.kept.folders[key])
            #expect(files.map(\.name).contains("camt.053.xml"))
            // Only the account statement is gone: the manifest still lists it.
            try await world.run("delete from settlement_file where name = 'camt.053.xml' and party = 'cafe'")
            #expect(try await world.desk.replay(1).differing == ["cafe/000001/v1/manifest.json"])
            let manifest = try ManifestReader.read(try #require(files.last).bytes)
            let older = Manifest(
                folder: SettlementFolder(
                    coalition: manifest.coalition, partner: .cafe, cycle: manifest.cycle, version: 1, supersedes: nil,
                    sequence: manifest.sequence, endToEndID: "x"),
                files: files.filter { !["camt.053.xml", "manifest.json", "manifest.json.p7s"].contains($0.name) }
                    .map { SettlementFile(name: $0.name, bytes: $0.bytes) }, totals: manifest.totals, sha256: sha256)
            let hexadecimal = older.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            try await world.run(
                "update settlement_file set content = '\\x\(hexadecimal)' where name = 'manifest.json' and party = 'cafe'"
            )
            let replay = try await world.desk.replay(1)
            #expect(replay.differing.isEmpty && replay.files == 4 + 5 + 3)
        }
    }
}
