import CoalitionTestKit
import Delivery
import Operations
import Partners
import Quantities
import Settlement
import Storage
import Testing
import Wire

@Suite struct `Sending a settlement once more` {
    @Test func `gives the same bytes beside, with a marker and the same number`() async throws {
        try await SettlementWorld.with(approvals: 0, partners: `The delivery queue`.partners) { world in
            try await `The delivery queue`.dispatched(world)
            let pusher = ScriptedPusher()
            let worker = DeliveryWorker(store: world.deliveries, pusher: pusher, logger: SettlementWorld.logger)
            while try await worker.step() > 0 {}
            for copy in Int64(1)...2 {
                #expect(try await world.desk.reissue(1, by: "ana").summary.state == .dispatched)
                while try await worker.step() > 0 {}
                for party in [PartnerID.cafe, .grocery, .operator] {
                    let original = FolderKey(party: party, cycle: 1, version: 1)
                    let key = FolderKey(party: party, cycle: 1, version: 1, copy: copy)
                    #expect(key.path == "\(party)/000001/v1-copy-\(copy)")
                    let (before, after) = (
                        try #require(await world.kept.folders[original]), try #require(await world.kept.folders[key])
                    )
                    #expect(after.filter { $0.name != "copy.json" } == before)
                    #expect(after.suffix(3).map(\.name) == ["copy.json", "manifest.json.p7s", "manifest.json"])
                    let marker = try #require(after.first { $0.name == "copy.json" }).bytes
                    #expect(
                        String(decoding: marker, as: UTF8.self).hasPrefix(
                            #"{"copy_of":"\#(party)/000001/v1","copy":\#(copy),"made_at":"2"#))
                }
            }
            let pushes = pusher.pushes.map { "\($0.folder.path) \($0.target)" }
            #expect(pushes.count == 9 && Set(pushes).count == 9)
            #expect(try await world.scalar("select count(*) from delivery where state = 'delivered'") == 9)
            #expect(try await world.scalar("select count(distinct sequence) from settlement_folder") == 1)
            #expect(try await world.scalar("select count(*) from audit_entry where action = 'cycle.reissue'") == 2)
            await world.kept.forget()
            try await world.desk.keepFolders()
            #expect(await world.kept.folders.count == 9)
        }
    }

    @Test func `is refused where the content is another, with what to do`() async throws {
        try await SettlementWorld.with(approvals: 0, partners: `The delivery queue`.partners) { world in
            try await `The delivery queue`.dispatched(world)
            try await world.run("update message set occurred_at = occurred_at + interval '1 second'")
            let failure = try await #require(throws: SettlementFailure.self) {
                try await world.desk.reissue(1, by: "ana")
            }
            guard case .contentChanged(1, version: 1, let differing) = failure else {
                Issue.record("\(failure)")
                return
            }
            #expect(differing.contains("cafe/000001/v1/statement.csv"))
            #expect(
                failure.description.hasSuffix("abort the cycle, calculate and approve a new version, and dispatch that")
            )
            #expect(try await world.scalar("select count(*) from settlement_copy") == 0)
            #expect(try await world.scalar("select count(*) from delivery where copy > 0") == 0)
            // A new version is that of the ledger as it is, and can be sent again.
            _ = try await world.desk.abort(1, by: "ana")
            _ = try await world.desk.calculate(1, by: "ana")
            _ = try await world.desk.dispatch(1, by: "ana")
            _ = try await world.desk.reissue(1, by: "ana")
            #expect(await world.kept.folders[FolderKey(party: .cafe, cycle: 1, version: 2, copy: 1)] != nil)
        }
    }

    @Test func `is for a dispatched cycle that is not settled`() async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            try await `A settlement cycle in the database`.trade(world)
            func refused(_ state: SettlementCycle.Name) async {
                await #expect(throws: SettlementFailure.refused(.notNow(state: state, event: .reissue))) {
                    try await world.desk.reissue(1, by: "ana")
                }
            }
            await refused(.open)
            _ = try await world.desk.close(by: "ana")
            await refused(.closed)
            _ = try await world.desk.calculate(1, by: "ana")
            await refused(.calculated)
            _ = try await world.desk.dispatch(1, by: "ana")
            _ = try await world.desk.settle(1, by: "ana")
            await refused(.settled)
            await #expect(throws: SettlementFailure.unknownCycle(9)) { try await world.desk.reissue(9, by: "ana") }
        }
    }
}
