import CoalitionTestKit
import Operations
import Partners
import Payments
import Postgres
import Quantities
import Testing

@testable import Storage

@Suite struct `Payments under races` {
    @Test func `two imports of one file at once book it once`() async throws {
        try await PaymentWorld.with { world in
            try await world.dispatch(nets: ["cafe": -300, "grocery": -700])
            let path = world.bank.file([
                Told.entry("000101-1-grocery", 700, .credit, reference: "B1"),
                Told.entry("000101-1-cafe", 300, .credit, reference: "B2"),
            ])
            let reports = try await withThrowingTaskGroup(of: BankImportReport.self) { group in
                for _ in 0..<6 { group.addTask { try await world.desk.importFile(path, by: "ana") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(reports.filter { !$0.isRepeat }.count == 1)
            #expect(try await world.balance("bank") == 1000)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `nodes that release at once send each payment in one message`() async throws {
        try await PaymentWorld.with(payCreditors: .atOnce) { world in
            for cycle in Int64(1)...5 { try await world.dispatch(cycle, nets: ["bakery": 100, "cafe": 200]) }
            let reports = try await withThrowingTaskGroup(of: ReleaseReport.self) { group in
                for _ in 0..<6 { group.addTask { try await world.desk.release(by: "node") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(reports.reduce(0) { $0 + $1.payments } == 10)
            #expect(Set(reports.flatMap(\.messages)).count == 5)
            #expect(try await world.world.scalar("select count(*) from instruction_transfer") == 10)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `a release and an abort at once end as one of the two`() async throws {
        try await PaymentWorld.with(payCreditors: .atOnce) { world in
            var released = 0
            for cycle in Int64(1)...20 {
                try await world.dispatch(cycle, nets: ["bakery": 100, "cafe": 200])
                async let release = try? world.desk.release(cycle + 100, by: "node")
                async let abort: Void? = try? world.abort(cycle)
                let (report, isAborted) = await (release, abort != nil)
                let payments = try await world.store.payments(of: cycle + 100)
                if isAborted {
                    #expect(payments.allSatisfy { $0.state == .withdrawn })
                    #expect((report?.payments ?? 0) == 0)
                } else {
                    released += 1
                    #expect(payments.allSatisfy { $0.state == .instructed })
                }
                #expect(try await world.faults() == [])
            }
            #expect((0...20).contains(released))
        }
    }

    @Test func `an import whose connection is cut leaves nothing half done`() async throws {
        try await PaymentWorld.with { world in
            try await world.dispatch(nets: ["grocery": -2000])
            let items = (0..<1500).map { Told.entry("000101-1-grocery", 1, .credit, reference: "B\($0)") }
            for after in [1, 300, 1024, 1499] {
                let cutter = try await world.world.database.connect()
                let path = world.bank.file(
                    items,
                    interruption: (
                        after,
                        {
                            // Every other session that holds the payments' lock loses its connection.
                            let done = Mutexed(false)
                            Task {
                                try? await cutter.simple(
                                    """
                                    select pg_terminate_backend(pid) from pg_locks
                                    where locktype = 'advisory' and objid = (7204620005 & 4294967295)
                                        and database = (select oid from pg_database where datname = current_database())
                                    """, name: "tests.cut")
                                done.change { $0 = true }
                            }
                            while !done.now {}
                        }
                    ))
                await #expect(throws: PaymentFailure.self, "cut after \(after)") {
                    try await world.desk.importFile(path, by: "ana")
                }
                #expect(try await world.world.scalar("select count(*) from bank_item") == 0)
                #expect(try await world.balance("bank") == 0)
                await cutter.close()
            }
            let path = world.bank.file(items)
            #expect(try await world.desk.importFile(path, by: "ana").items == 1500)
            #expect(try await world.balance("bank") == 1500)
            #expect(try await world.faults() == [])
        }
    }
}
