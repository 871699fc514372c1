import CoalitionTestKit
import Operations
import Partners
import Payments
import Quantities
import Testing

@testable import Storage

@Suite struct `Importing the bank's files` {
    @Test func `the same file again does nothing and says so`() async throws {
        try await PaymentWorld.with { world in
            try await world.dispatch(nets: ["grocery": -700])
            let items = [Told.entry("000101-1-grocery", 700, .credit, reference: "B1")]
            #expect(try await world.take(items).isRepeat == false)
            let again = try await world.take(items)
            #expect(again.isRepeat && again.matched == 1)
            #expect(try await world.balance("bank") == 700)
            #expect(try await world.world.scalar("select count(*) from bank_file") == 1)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `an entry told by a notification and a statement counts once, with or without the bank's reference`()
        async throws
    {
        let day = LocalDay(year: 2026, month: 11, day: 20)
        for references in [("B1", "B1"), (nil, nil), ("B1", nil), (nil, "B1")] as [(String?, String?)] {
            try await PaymentWorld.with { world in
                try await world.dispatch(nets: ["grocery": -700])
                let told = { (reference: String?) in
                    Told.entry("000101-1-grocery", 400, .credit, reference: reference, day: day)
                }
                let first = try await world.take([told(references.0)], kind: .notification)
                #expect(first.partlyMatched == 1)
                let second = try await world.take([told(references.1)], kind: .statement)
                #expect(second.duplicates == 1, "\(references)")
                #expect(try await world.balance("bank") == 400)
                // A second payment of the same amount is another entry.
                try await world.take([told("B9")], kind: .notification)
                #expect(try await world.balance("bank") == 800)
                #expect(try await world.states()["grocery"] == .paid)
                #expect(try await world.faults() == [])
            }
        }
    }

    struct Misfit: Sendable, CustomTestStringConvertible {
        let reason: MismatchReason
        let item: BankItem
        var suspense: Int64 = 0
        var testDescription: String { reason.rawValue }
    }

    static let misfits: [Misfit] = [
        Misfit(reason: .unknownID, item: Told.entry("nobody", 700, .credit, reference: "B1"), suspense: -700),
        Misfit(reason: .unknownID, item: Told.entry(nil, 50, .debit, reference: "B1"), suspense: 50),
        Misfit(reason: .wrongAmount, item: Told.entry("000101-1-cafe", 701, .debit, reference: "B1"), suspense: 701),
        Misfit(
            reason: .wrongCurrency, item: Told.entry("000101-1-grocery", 700, .credit, reference: "B1", currency: .eur)),
        Misfit(
            reason: .wrongAccount,
            item: Told.entry("000101-1-grocery", 700, .credit, reference: "B1", account: "DE89370400440532013000")),
        Misfit(
            reason: .wrongDirection, item: Told.entry("000101-1-grocery", 700, .debit, reference: "B1"), suspense: 700),
        Misfit(
            reason: .unexpectedReturn,
            item: Told.entry("000101-1-cafe", 700, .credit, reference: "B1", returned: "AC04"), suspense: -700),
        Misfit(reason: .unknownID, item: Told.status("UNKNOWN-1", "ACCP", id: "000101-1-cafe")),
        Misfit(reason: .unknownID, item: Told.status("UNKNOWN-1", "RJCT")),
    ]

    @Test(arguments: misfits) func `what does not fit goes to the work list`(_ misfit: Misfit) async throws {
        try await PaymentWorld.with { world in
            try await world.dispatch(nets: ["cafe": 700, "grocery": -700])
            let before = try await world.states()
            #expect(try await world.take([misfit.item]).unmatched == 1)
            #expect(try await world.states() == before)
            let item = try #require(try await world.desk.workList().items.first)
            #expect(item.reason == misfit.reason)
            #expect(try await world.balance("suspense") == misfit.suspense)
            #expect(try await world.faults() == [])
            try await world.desk.ignore(item.id, reason: "spoken of by telephone", by: "ana")
            #expect(try await world.desk.workList().items.isEmpty)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `too little waits for the rest, too much stands on suspense`() async throws {
        try await PaymentWorld.with { world in
            try await world.dispatch(nets: ["cafe": -300, "grocery": -700])
            let report = try await world.take([
                Told.entry("000101-1-grocery", 400, .credit, reference: "B1"),
                Told.entry("000101-1-cafe", 350, .credit, reference: "B2"),
            ])
            #expect(report.partlyMatched == 2)
            #expect(try await world.states() == ["cafe": .paid, "grocery": .pending])
            #expect(try await world.desk.workList().items.map(\.reason) == [.underpaid, .overpaid])
            let overpaid = try #require(try await world.desk.workList().items.last)
            let payment = try #require(try await world.store.payments(of: 101).first { $0.partner == .grocery })
            _ = try await world.desk.assign(overpaid.id, to: payment.id, by: "ana")
            #expect(try await world.balance("suspense") == 0)
            #expect(try await world.balance("partner:grocery") == 250)
            // The item of the deposit: what came by the bank goes to collateral without touching the bank again.
            try await world.take([Told.entry(nil, 90, .credit, reference: "B3", remittance: "garantie")])
            let deposit = try #require(try await world.desk.workList().items.last)
            _ = try await world.desk.moveFund(
                .deposit, .reserve, of: .grocery, amount: 90, reference: "D1", item: deposit.id, by: "ana")
            #expect(try await world.balance("bank") == 840)
            #expect(try await world.balance("reserve:grocery") == -90)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `announcements move nothing, and a file that breaks off leaves nothing`() async throws {
        try await PaymentWorld.with { world in
            try await world.dispatch(nets: ["grocery": -700])
            let pending = BankItem.entry(
                BankEntry(
                    amount: Money(minorUnits: 700, currency: .ron), side: .credit, isBooked: false,
                    servicerReference: "B1", endToEndID: "000101-1-grocery"))
            #expect(try await world.take([pending]).duplicates == 1)
            #expect(try await world.states()["grocery"] == .pending)
            let items = (0..<600).map { Told.entry("000101-1-grocery", 1, .credit, reference: "B\($0)") }
            struct Broken: Error {}
            let path = world.bank.file(items)
            let desk = PaymentDesk(
                store: world.store, reader: BrokenReader(bank: world.bank, after: 500), keeper: world.keeper,
                settle: { _ in }, postInterest: { _ in }, logger: SettlementWorld.logger)
            await #expect(throws: PaymentFailure.self) { try await desk.importFile(path, by: "ana") }
            #expect(try await world.world.scalar("select count(*) from bank_item") == 0)
            #expect(try await world.world.scalar("select count(*) from bank_file") == 1)
            #expect(try await world.desk.importFile(path, by: "ana").partlyMatched == 600)
            #expect(try await world.balance("bank") == 600)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: 0..<4) func `in any order, cut in pieces and again, everything is booked once`(_ seed: Int)
        async throws
    {
        try await PaymentWorld.with(payCreditors: .atOnce) { world in
            var random = ModelRandom(seed: UInt64(seed))
            var told: [(kind: BankFileHeader.Kind, item: BankItem)] = []
            var number = 0
            for cycle in Int64(1)...3 {
                let name = "000\(100 + cycle)-1"
                try await world.dispatch(cycle, nets: ["bakery": 300, "cafe": 700, "grocery": -1000])
                let messages = try await world.desk.release(cycle + 100, by: "ana").messages
                told.append((.paymentStatusReport, Told.status(messages[0], "ACCP")))
                told.append(
                    (.paymentStatusReport, Told.status(messages[0], "RJCT", id: "\(name)-bakery", reason: "AC04")))
                for (id, amount, side) in [
                    ("\(name)-cafe", 700, EntrySide.debit), ("\(name)-grocery", 600, .credit),
                    ("\(name)-grocery", 400, .credit), ("nobody", 10, .credit), ("\(name)-cafe", 5, .debit),
                ] as [(String, Int64, EntrySide)] {
                    number += 1
                    let item = Told.entry(id, amount, side, reference: "B\(number)")
                    told.append((.statement, item))
                    told.append((.notification, item))
                }
            }
            // Each fact at least once and often again, in files of random cut and order.
            var left = (told + told).shuffled(using: &random)
            while !left.isEmpty {
                let kind = left[0].kind
                let same = left.indices.filter { left[$0].kind == kind }.prefix(Int.random(in: 1...5, using: &random))
                let items = same.map { left[$0].item }
                for index in same.reversed() { left.remove(at: index) }
                try await world.take(items, kind: kind)
                let faults = try await world.faults()
                #expect(faults == [], "seed \(seed)")
                if Int.random(in: 0..<5, using: &random) == 0 {
                    _ = try await world.desk.release(nil, again: true, by: "ana")
                }
            }
            _ = try await world.desk.release(nil, again: true, by: "ana")
            for cycle in 101...103 {
                try await world.take([Told.entry("000\(cycle)-1-bakery", 300, .debit, reference: "late\(cycle)")])
            }
            let states = try await world.store.payments(of: nil).map(\.state)
            #expect(states.allSatisfy { $0 == .paid }, "seed \(seed)")
            #expect(try await world.balance("bank") == 3 * (1000 - 700 - 300 + 10 - 5), "seed \(seed)")
            #expect(try await world.balance("suspense") == 3 * (5 - 10), "seed \(seed)")
            #expect(world.settled.now.sorted() == [101, 102, 103])
            #expect(try await world.faults() == [], "seed \(seed)")
        }
    }
}

/// A file that ends in the middle.
struct BrokenReader: BankFileReading {
    let bank: TestBank
    let after: Int

    func digest(of path: String) throws -> [UInt8] { try bank.digest(of: path) }

    func read(
        _ path: String, onHeader: (BankFileHeader) throws -> Void, onItem: (BankItem) throws -> Void
    ) throws {
        var count = 0
        try bank.read(path, onHeader: onHeader) { item in
            count += 1
            if count > after { throw StoreError.failed("the file is cut off") }
            try onItem(item)
        }
    }
}
