import CoalitionTestKit
import Members
import Operations
import Partners
import Quantities
import Settlement
import Storage
import Synchronization
import Testing
import Wire

@Suite struct `A settlement cycle in the database` {
    /// Anna earns 1000 at the grocer and spends 400 there at the café and 100 at the grocer.
    static func trade(_ world: SettlementWorld) async throws {
        let anna = Identifier.phone(1)
        _ = try await world.post(.enrolment(anna))
        #expect(try await world.post(.purchase(100_000, by: anna)).hasPrefix("posted"))
        #expect(try await world.post(.spending(400, by: anna), from: .cafe).hasPrefix("posted"))
        #expect(try await world.post(.spending(100, by: anna)).hasPrefix("posted"))
    }

    @Test func `is closed, calculated, approved by two, dispatched and settled`() async throws {
        try await SettlementWorld.with { world in
            try await Self.trade(world)
            let open = try await world.desk.show(1)
            #expect(open.summary.version == 0)
            #expect(open.settlement?.matrix.map(\.points.count) == [400, 100])
            #expect(try await world.desk.close(by: "ana").id == 1)
            await #expect(throws: SettlementFailure.self) { try await world.desk.dispatch(1, by: "ana") }
            let calculated = try await world.desk.calculate(1, by: "ana")
            #expect(calculated.summary.version == 1)
            // 400 points at 0.0100 paid, at 0.0095 received.
            let positions = try #require(calculated.settlement?.positions)
            #expect(positions.map { [$0.grossDebit, $0.grossCredit, $0.net] } == [[0, 380, 380], [400, 0, -400]])
            #expect(calculated.settlement?.operatorPosition.net == 20)
            await #expect(throws: SettlementFailure.refused(.preparerApproves("ana"))) {
                try await world.desk.approve(1, by: "ana", digest: calculated.digest)
            }
            _ = try await world.desk.approve(1, by: "eva", digest: calculated.digest)
            await #expect(throws: SettlementFailure.refused(.alreadyApproved(by: "eva"))) {
                try await world.desk.approve(1, by: "eva")
            }
            await #expect(throws: SettlementFailure.self) { try await world.desk.approve(1, by: "ion", digest: "00") }
            await #expect(throws: SettlementFailure.refused(.approvalsMissing(given: 1, needed: 2))) {
                try await world.desk.dispatch(1, by: "ana")
            }
            #expect(try await world.desk.approve(1, by: "ion").summary.state == .approved)
            #expect(try await world.desk.dispatch(1, by: "ana").summary.state == .dispatched)
            try await Self.check(world, cycle: 1, version: 1, sequence: 1)
            let replay = try await world.desk.replay(1)
            #expect(replay.files == 5 + 5 + 3 && replay.differing.isEmpty)
            #expect(try await world.desk.settle(1, by: "ana").summary.state == .settled)
            await #expect(throws: SettlementFailure.self) { try await world.desk.abort(1, by: "ana") }
            #expect(try await world.desk.list().map(\.state) == [.open, .settled])
            let audited = try await world.scalar("select count(*) from audit_entry where subject = 'cycle 000001'")
            #expect(audited == 6)
        }
    }

    @Test func `an aborted version is superseded, and no number is left out or used twice`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await Self.trade(world)
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            _ = try await world.desk.abort(1, by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            _ = try await world.desk.dispatch(1, by: "ana")
            try await Self.check(world, cycle: 1, version: 2, sequence: 1)
            #expect(try await world.desk.abort(1, by: "ana").summary.state == .closed)
            #expect(try await world.desk.calculate(1, by: "ana").summary.version == 3)
            _ = try await world.desk.dispatch(1, by: "ana")
            try await Self.check(world, cycle: 1, version: 3, sequence: 2, supersedes: 2)
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(2, by: "ana")
            _ = try await world.desk.dispatch(2, by: "ana")
            try await Self.check(world, cycle: 2, version: 1, sequence: 3)
            #expect(try await world.desk.replay(1, version: 2).differing.isEmpty)
            #expect(try await world.desk.replay(1).version == 3)
            await world.kept.forget()
            try await world.desk.keepFolders()
            #expect(await world.kept.folders.count == 9)
        }
    }

    @Test func `what is too small to be paid is carried into the next cycle, which waits for it`() async throws {
        try await SettlementWorld.with(approvals: 0, minimumPayment: 500) { world in
            try await Self.trade(world)
            _ = try await world.desk.close(by: "ana")
            #expect(try await world.post(.spending(200, by: .phone(1)), from: .cafe) == "posted in 2")
            _ = try await world.desk.close(by: "ana")
            await #expect(throws: SettlementFailure.earlierNotCalculated(1)) {
                try await world.desk.calculate(2, by: "ana")
            }
            let first = try await world.desk.calculate(1, by: "ana")
            #expect(first.settlement?.positions.map(\.carriedOut) == [380, -400])
            let second = try await world.desk.calculate(2, by: "ana")
            #expect(second.settlement?.positions.map(\.carriedIn) == [380, -400])
            #expect(second.settlement?.positions.map(\.net) == [570, -600])
            #expect(second.settlement?.positions.map(\.carriedOut) == [0, 0])
            // The same terms carry the same; others are refused while the later cycle stands on them.
            _ = try await world.desk.abort(1, by: "ana")
            try await world.apply(
                CoalitionSettlement(minimumPayment: 100), [.sample(.grocery), .sample(.cafe)])
            await #expect(throws: SettlementFailure.laterCycleCarries(2)) {
                try await world.desk.calculate(1, by: "ana")
            }
        }
    }

    @Test func `a dispatch that fails leaves nothing behind, no number either`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await Self.trade(world)
            _ = try await world.desk.close(by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            let calls = Mutex(0)
            let sealing = FolderSealing(sha256: sha256) { bytes, _ in
                // The second of three folders cannot be signed.
                let count = calls.withLock { count in
                    count += 1
                    return count
                }
                if count == 2 { throw StoreError.unavailable }
                return bytes
            }
            let store = PostgresSettlementStore(world.settings, pool: world.pool, sealing: sealing)
            let desk = SettlementDesk(
                store: store, maintenance: MaintenanceRun(store: world.maintenance), keeper: world.kept,
                logger: SettlementWorld.logger)
            await #expect(throws: SettlementFailure.notSigned("\(StoreError.unavailable)")) {
                try await desk.dispatch(1, by: "ana")
            }
            #expect(try await world.desk.show(1).summary.state == .calculated)
            #expect(try await world.scalar("select count(*) from settlement_folder") == 0)
            _ = try await world.desk.dispatch(1, by: "ana")
            try await Self.check(world, cycle: 1, version: 1, sequence: 1)
        }
    }

    @Test func `a cycle whose points do not add up is not closed`() async throws {
        try await SettlementWorld.with { world in
            try await Self.trade(world)
            try await world.run("update lot set remaining = remaining - 1, redeemed = redeemed + 1")
            await #expect(
                throws: SettlementFailure.unbalanced([
                    ConservationBreak(issuer: .grocery, figure: "redeemed", flows: 500, lots: 501),
                    ConservationBreak(issuer: .grocery, figure: "whole", flows: 1000, lots: 999),
                ])
            ) { try await world.desk.close(by: "ana") }
            #expect(try await world.desk.list().map(\.state) == [.open])
        }
    }

    /// Every folder of a version is whole and free of findings.
    static func check(
        _ world: SettlementWorld, cycle: Int64, version: Int64, sequence: Int64, supersedes: Int64? = nil
    ) async throws {
        for party in [PartnerID.cafe, .grocery, .operator] {
            let key = FolderKey(party: party, cycle: cycle, version: version)
            let files = try #require(await world.kept.folders[key])
            #expect(files.suffix(2).map(\.name) == [SettlementFile.manifestSignature, SettlementFile.manifest])
            let manifest = try ManifestReader.read(try #require(files.last).bytes)
            #expect(manifest.sequence == sequence && manifest.supersedes == supersedes)
            #expect(manifest.cycle == CycleName.text(cycle) && manifest.version == version)
            let found = SettlementFolderCheck.check(
                manifest, files: files.map { SettlementFile(name: $0.name, bytes: $0.bytes) }, sha256: sha256)
            #expect(found.isEmpty)
        }
    }
}
