import CoalitionTestKit
import Operations
import Partners
import Payments
import Postgres
import Quantities
import Storage
import Testing

@testable import Storage

@Suite struct `Payments of a dispatched cycle` {
    @Test func `go out when the debtors' money is in, are paid, and settle the cycle`() async throws {
        try await PaymentWorld.with { world in
            let prepared = try await world.dispatch(nets: ["bakery": 300, "cafe": 700, "grocery": -1000])
            let message = try #require(prepared?.messageID)
            #expect(message.hasPrefix("000101-1-P1-") && message.utf8.count <= 35)
            await #expect(throws: PaymentFailure.self) { try await world.desk.release(101, by: "ana") }
            #expect(try await world.states() == ["bakery": .pending, "cafe": .pending, "grocery": .pending])
            let report = try await world.take([
                Told.entry(nil, 1000, .credit, reference: "B1", remittance: "pt 000101-1-grocery")
            ])
            #expect(report.matched == 1 && report.paymentsMoved == 1)
            try await world.desk.step()
            #expect(try await world.states() == ["bakery": .instructed, "cafe": .instructed, "grocery": .paid])
            // The released file is the prepared one, byte for byte, and is written again when it is missing.
            #expect(await world.keeper.messages == [message: prepared?.bytes ?? []])
            await world.keeper.forget()
            try await world.desk.keepMessages()
            #expect(await world.keeper.messages.count == 1)
            let again = try await world.world.pool.withConnection {
                try InstructionRows.again(cycle: 101, version: 1, maker: PaymentWorld.maker, $0)
            }
            #expect(again == prepared)
            try await world.take([Told.status(message, "ACCP")], kind: .paymentStatusReport)
            #expect(try await world.states()["cafe"] == .accepted)
            try await world.take([
                Told.entry("000101-1-bakery", 300, .debit, reference: "B2"),
                Told.entry("000101-1-cafe", 700, .debit, reference: "B3"),
            ])
            #expect(try await world.states() == ["bakery": .paid, "cafe": .paid, "grocery": .paid])
            #expect(world.settled.now == [101])
            #expect(try await world.balance("bank") == 0)
            #expect(try await world.balance("partner:cafe") == 0)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `a rejected one goes again under a new message with the same end-to-end id, a returned one too`()
        async throws
    {
        try await PaymentWorld.with(payCreditors: .atOnce) { world in
            try await world.dispatch(nets: ["cafe": 700, "grocery": -700])
            let first = try await world.desk.release(101, by: "ana").messages
            try await world.take(
                [Told.status(first[0], "RJCT", id: "000101-1-cafe", reason: "AC04")], kind: .paymentStatusReport)
            #expect(try await world.desk.workList().payments.first { $0.partner.text == "cafe" }?.reason == "AC04")
            // Nothing pending is left, and the step does not send again by itself.
            #expect(try await world.desk.release(101, by: "ana").messages == [])
            let second = try await world.desk.release(101, again: true, by: "ana").messages
            #expect(second.count == 1 && second != first)
            let content = String(decoding: try await world.store.content(of: second[0]), as: UTF8.self)
            #expect(content.contains("000101-1-cafe 700"))
            // Late news of the first message changes nothing.
            let late = try await world.take(
                [Told.status(first[0], "RJCT", id: "000101-1-cafe", reason: "AC01")], kind: .paymentStatusReport)
            #expect(late.paymentsMoved == 0)
            #expect(try await world.states()["cafe"] == .instructed)
            try await world.take([Told.entry("000101-1-cafe", 700, .debit, reference: "B1")])
            try await world.take([Told.entry("000101-1-cafe", 700, .credit, reference: "B2", returned: "AC04")])
            #expect(try await world.states()["cafe"] == .returned)
            #expect(try await world.balance("partner:cafe") == -700)
            let third = try await world.desk.release(101, again: true, by: "ana").messages
            try await world.take([Told.entry("000101-1-cafe", 700, .debit, reference: "B3")])
            #expect(try await world.states()["cafe"] == .paid)
            #expect(Set(first + second + third).count == 3)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `without an account they wait in the work list until there is one`() async throws {
        try await PaymentWorld.with(
            payCreditors: .atOnce,
            partners: [.banked("bakery"), .banked("cafe", hasAccount: false), .banked("grocery")]
        ) { world in
            try await world.dispatch(nets: ["bakery": 100, "cafe": 200])
            let report = try await world.desk.release(101, by: "ana")
            #expect(report.payments == 1 && report.withoutAccount == 1)
            let waiting = try await world.desk.workList().payments
            #expect(waiting.map(\.reason) == ["no_account"])
            try await world.apply(payCreditors: .atOnce, [.banked("bakery"), .banked("cafe"), .banked("grocery")])
            #expect(try await world.desk.release(101, by: "ana").payments == 1)
            #expect(try await world.desk.workList().payments.isEmpty)
            #expect(try await world.faults() == [])
        }
        try await PaymentWorld.with(payCreditors: .atOnce, operatorHasAccount: false) { world in
            let prepared = try await world.dispatch(nets: ["bakery": 100])
            #expect(prepared == nil)
            let report = try await world.desk.release(101, by: "ana")
            #expect(report.withoutAccount == 1)
            let states = try await world.states()
            #expect(states == ["bakery": .pending])
        }
    }

    @Test func `a version is given up unless the bank has been told, and the next pays the difference`() async throws {
        try await PaymentWorld.with { world in
            try await world.dispatch(nets: ["cafe": 700, "grocery": -700])
            try await world.take([Told.entry("000101-1-grocery", 300, .credit, reference: "B1")])
            try await world.abort()
            #expect(try await world.balance("partner:grocery") == -300)
            try await world.dispatch(version: 2, nets: ["cafe": 500, "grocery": -500])
            let payments = try await world.store.payments(of: 101).filter { $0.version == 2 }
            #expect(payments.map(\.amount.minorUnits) == [500, 200])
            #expect(try await world.faults() == [])
            // Paid under the old id: late, and given to the new payment by hand.
            let late = try await world.take([Told.entry("000101-1-grocery", 200, .credit, reference: "B2")])
            #expect(late.unmatched == 1)
            let item = try #require(try await world.desk.workList().items.first)
            #expect(item.reason == .late && item.suspense == 200)
            #expect(try await world.faults() == [])
            let payment = try #require(payments.last?.id)
            #expect(try await world.desk.assign(item.id, to: payment, by: "ana").state == .paid)
            await #expect(throws: PaymentFailure.itemDecided(item.id)) {
                try await world.desk.assign(item.id, to: payment, by: "ana")
            }
            #expect(try await world.desk.workList().items.isEmpty)
            try await world.desk.step()
            #expect(try await world.states()["cafe"] == .instructed)
            await #expect(throws: PaymentFailure.underWay(cycle: 101, partner: .cafe, state: .instructed)) {
                try await world.abort(version: 2)
            }
            #expect(try await world.faults() == [])
        }
    }

    @Test func `collateral covers a debtor, and is given back only when it is not needed`() async throws {
        try await PaymentWorld.with { world in
            let grocery = PartnerID.grocery
            try await world.dispatch(nets: ["cafe": 700, "grocery": -700])
            let deposited = try await world.desk.moveFund(
                .deposit, .collateral, of: grocery, amount: 700, reference: "D1", by: "ana")
            #expect(deposited == FundBalance(partner: grocery, collateral: 700, reserve: 0, owed: 700))
            await #expect(throws: PaymentFailure.alreadyBooked("deposit:grocery:collateral:D1")) {
                try await world.desk.moveFund(
                    .deposit, .collateral, of: grocery, amount: 700, reference: "D1", by: "ana")
            }
            #expect(try await world.desk.release(101, by: "ana").payments == 1)
            await #expect(throws: PaymentFailure.notCovered(partner: grocery, balance: 700, owed: 700)) {
                try await world.desk.moveFund(.release, .collateral, of: grocery, amount: 1, reference: "R1", by: "ana")
            }
            try await world.take([Told.entry("000101-1-grocery", 700, .credit, reference: "B1")])
            #expect(
                try await world.desk.moveFund(
                    .release, .collateral, of: grocery, amount: 700, reference: "R1", by: "ana"
                )
                .collateral == 0)
            #expect(try await world.faults() == [])
            // The bank's file tells of the same money: it is counted once.
            let before = try await world.balance("bank")
            try await world.take([Told.entry(nil, 700, .debit, reference: "B2", remittance: "R1")])
            let item = try #require(try await world.desk.workList().items.last?.id)
            await #expect(throws: PaymentFailure.notBooked("release:grocery:collateral:R2")) {
                try await world.desk.confirmFund(
                    .release, .collateral, of: grocery, reference: "R2", item: item, by: "ana")
            }
            await #expect(throws: PaymentFailure.itemWithoutMoney(item)) {
                try await world.desk.confirmFund(
                    .deposit, .collateral, of: grocery, reference: "D1", item: item, by: "ana")
            }
            try await world.desk.confirmFund(.release, .collateral, of: grocery, reference: "R1", item: item, by: "ana")
            #expect(try await world.balance("bank") == before)
            #expect(try await world.balance("suspense") == 0)
            #expect(try await world.desk.workList().items.isEmpty)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `what the operator says was paid by hand is not booked again by the bank's news`() async throws {
        try await PaymentWorld.with { world in
            try await world.dispatch(nets: ["cafe": 700, "grocery": -700])
            try await world.world.pool.withTransaction { connection in
                try PaymentRows.settleByHand(
                    cycle: 101, version: 1, by: "ana", terms: nil, at: Instant(seconds: 1_800_000_000), connection)
            }
            #expect(try await world.states() == ["cafe": .paid, "grocery": .paid])
            let report = try await world.take([
                Told.entry("000101-1-cafe", 700, .debit, reference: "B1"),
                Told.entry("000101-1-grocery", 700, .credit, reference: "B2"),
            ])
            #expect(report.matched == 2)
            #expect(try await world.balance("bank") == 0)
            #expect(try await world.take([Told.entry("000101-1-cafe", 700, .debit, reference: "B3")]).unmatched == 1)
            #expect(try await world.faults() == [])
        }
    }

    @Test func `who pays late is reminded by the ladder and charged each night once`() async throws {
        let overdue = OverdueTerms(reminderDays: [1, 3], annualInterest: try Rate("0.0800"))
        try await PaymentWorld.with(overdue: overdue) { world in
            // Two months ago, so that the ladder has been climbed and a month has ended.
            let due = LocalDay(
                dayNumber: try await world.world.scalar("select (current_date - date '1970-01-01')::bigint") - 60)
            try await world.dispatch(nets: ["cafe": 10_000_000, "grocery": -10_000_000], valueDay: due)
            try await world.desk.overdueStep()
            try await world.desk.overdueStep()
            #expect(try await world.world.scalar("select count(*) from reminder") == 2)
            // The partner reads it of its own cycle.
            _ = try await world.world.pool.withTransaction { connection in
                try connection.execute(
                    Statement(
                        "tests.folder",
                        "insert into settlement_folder (cycle, version, party, sequence) values (101, 1, 'grocery', 1)")
                )
            }
            let readings = PostgresReadings(world.world.settings, pool: world.world.pool)
            let told = try #require(try await readings.cycle(101, of: .grocery)?.payment)
            #expect(told.direction == .incoming && told.amount == 10_000_000 && told.moved == 0)
            #expect(told.valueDay == due && told.reminders == 2 && told.remindedAt != nil)
            #expect(try await readings.cycle(101, of: .cafe)?.payment == nil)
            let charged = "select coalesce(sum(amount), 0)::bigint from interest_charge"
            let before = try await world.world.scalar(charged)
            #expect(before > 0)
            // Paid ten days late, told much later: what was charged too much is given back.
            try await world.take([
                Told.entry("000101-1-grocery", 10_000_000, .credit, reference: "B1", day: due.adding(days: 10))
            ])
            try await world.desk.overdueStep()
            try await world.desk.overdueStep()
            #expect(try await world.world.scalar(charged) == 22_222)
            #expect(
                try await world.world.scalar(
                    "select sum(detail::bigint)::bigint from alert where kind = 'interest'") == 22_222)
            #expect(try await world.world.scalar("select count(*) from interest_charge where posted_at is null") == 0)
        }
    }
}
