import Disputes
import Foundation
import Operations
import Partners
import Payments
import ScenarioKit
import Settlement
import Testing

/// January to March 2017 of a coalition of eight merchants, told day by day: 63,276 real purchases at their tills, settled
/// weekly, every file delivered and checked, every payment through the bank.
///
/// Week `n` is settled as cycle `n` in week `n + 1`: closed on Monday at midnight, due on Wednesday, paid by Thursday.
@Suite struct `A quarter of real purchases` {
    @Test func `is settled week by week to the last ban, and everything agrees at its end`() async throws {
        try await Quarter.live { quarter in
            try await Self.open(quarter)
            for week in StoryCalendar.weeks {
                try await Self.live(through: week, quarter)
            }
            // April begins: the last week of the quarter is settled.
            try await Self.live(through: StoryCalendar.weeks.upperBound + 1, quarter)
            try await QuarterLaws(quarter).check()
            print(try await ClosingFigures(quarter).text())
        }
    }

    /// Before the first sale: two partners deposit what makes up for them, should they not pay.
    static func open(_ quarter: Quarter) async throws {
        try await quarter.at(StoryCalendar.day(.monday, 1), 9)
        try await quarter.deposit(300, .collateral, of: .fuel)
        try await quarter.deposit(100, .reserve, of: .fuel)
        try await quarter.deposit(20_000, .collateral, of: .florist)
        try await quarter.bankStatement()
    }

    /// One week: the cycle before it is settled while the tills go on.
    static func live(through week: Int64, _ quarter: Quarter) async throws {
        let cycle = week - 1
        let tillsAreOpen = StoryCalendar.weeks.contains(week)

        // Monday. The schedule has closed the week that ended; two people agree; the folders go out and arrive.
        if cycle > 0 {
            try await quarter.cutOff(cycle)
            try await quarter.at(StoryCalendar.day(.monday, week), 9)
            if week == 10 { try await fuelDefaults(quarter) }
            if week == 11 { try await floristLeaves(quarter) }
            try await quarter.approve(cycle, by: ["ana", "bogdan"])
            try await quarter.dispatch(cycle, by: "dana")
            try await quarter.daily()
        }
        try await quarter.at(StoryCalendar.day(.monday, week), 20)
        if tillsAreOpen { try await quarter.sell() }

        // Tuesday. Partners check what they got and answer; the grocer never does.
        try await quarter.at(StoryCalendar.day(.tuesday, week), 10)
        if cycle > 0 {
            let disputing: Set<PartnerID> = week == 4 ? [.drugstore] : []
            try await quarter.acknowledge(cycle, silent: disputing.union([.grocery]))
        }
        if week == 4 { try await drugstoreDisputes(quarter) }
        if week == 6 { try await disputeIsUpheld(quarter) }
        if week == 7 { try disputeIsInTheStatements(quarter) }
        if tillsAreOpen { try await quarter.sell() }

        // Wednesday, the value date. Debtors pay, creditors are paid, the bank answers.
        try await quarter.at(StoryCalendar.day(.wednesday, week), 11)
        if cycle > 0 {
            try await quarter.debtorsPay(cycle, except: (8...9).contains(week) ? [.fuel] : [])
            if week == 5 {
                try await bankRefusesOne(quarter)
            } else {
                try await quarter.bankAnswers()
            }
            try await quarter.bankStatement()
        }
        if tillsAreOpen { try await quarter.sell() }

        // Thursday. What is paid has settled its cycle.
        try await quarter.at(StoryCalendar.day(.thursday, week), 9)
        try await quarter.daily()
        if week == 5 { try await refusedOneIsPaid(quarter) }
        if week == 10 { try await fuelPaysItsArrears(quarter) }
        if week == 12 { try await floristIsGone(quarter) }
        if cycle > 0 {
            let waits = [Int64(8), 9].contains(week)
            #expect(try await quarter.state(of: cycle) == (waits ? .dispatched : .settled), "cycle \(cycle)")
        }
        if tillsAreOpen { try await quarter.sell() }

        // Friday to Sunday.
        for weekday in [Weekday.friday, .saturday, .sunday] {
            try await quarter.at(StoryCalendar.day(weekday, week), 9)
            try await quarter.daily()
            try await quarter.hearPartners()
            if tillsAreOpen { try await quarter.sell() }
        }
    }
}

// What happened besides.
extension `A quarter of real purchases` {
    /// Week 4: the drugstore disputes three redemptions at the grocer, and is credited until that is decided.
    static func drugstoreDisputes(_ quarter: Quarter) async throws {
        try await quarter.at(StoryCalendar.day(.tuesday, 4), 16)
        let dispute = try await quarter.dispute(3, by: .drugstore, against: .grocery, lines: 3, reason: .notAuthorised)
        #expect(dispute.state == .raised && dispute.counterparty == .grocery)
        #expect(dispute.amount > 0 && dispute.provisional[.drugstore] == dispute.amount)
        _ = try await quarter.hub.disputes.answer(
            dispute.id, DisputeAnswer(stance: .contested, comment: "the cards were read"), by: .partner(.grocery))
    }

    /// Week 6: it was right. The adjustment counts in the open cycle and names what it corrects.
    static func disputeIsUpheld(_ quarter: Quarter) async throws {
        let open = try #require(try await quarter.hub.disputes.disputes(DisputeQuery(onlyOpen: true)).first)
        let upheld = try await quarter.hub.disputes.decide(
            open.id, .uphold, reason: "the till was a training till", by: "elena")
        #expect(upheld.state == .upheld && upheld.adjustments.count == 2)
    }

    /// Week 7: both statements have said so, naming a message that is corrected: the drugstore's of week 4 the credit, the
    /// grocer's of week 6 that it bears it.
    static func disputeIsInTheStatements(_ quarter: Quarter) throws {
        for (partner, cycle, side) in [(PartnerID.drugstore, Int64(4), "credit"), (.grocery, 6, "debit")] {
            let rows = try quarter.inbox(of: partner).rows(of: cycle)
            let lines = rows.filter { $0["kind"] == StatementKind.adjustment.rawValue }
            #expect(lines.count == 1 && lines[0]["message_id"]?.hasSuffix("-grocery.r") == true, "\(lines)")
            #expect(lines.first?["amount"]?.hasPrefix("-") == (side == "debit"), "\(lines)")
        }
    }

    /// Week 5: the bank refuses the largest payment of the week.
    static func bankRefusesOne(_ quarter: Quarter) async throws {
        let out = try await quarter.hub.payments.payments(of: 4).filter { $0.direction == .outgoing }
        let largest = try #require(out.max { $0.amount.minorUnits < $1.amount.minorUnits })
        #expect(try await quarter.bankAnswers(refusing: [largest.endToEndID]) == 1)
        let payment = try #require(try await quarter.hub.payments.payments(of: 4).first { $0.id == largest.id })
        #expect(payment.state == .rejected && payment.reason?.contains("AC04") == true)
        quarter.refusedMessage = payment.instruction
    }

    /// The next day it goes again under a new message, with the same end-to-end id, and is paid.
    static func refusedOneIsPaid(_ quarter: Quarter) async throws {
        #expect(try await quarter.state(of: 4) == .dispatched)
        let again = try await quarter.hub.payments.release(4, again: true, by: "dana")
        #expect(again.payments == 1 && again.messages != [quarter.refusedMessage])
        try await quarter.bankAnswers()
        try await quarter.bankStatement()
    }

    /// Week 10: three reminders have gone out for what was due in week 8; the fuel chain does not pay. Its collateral, its
    /// reserve, the operator and the creditors bear it, by a new version of the cycle that two people approve.
    static func fuelDefaults(_ quarter: Quarter) async throws {
        let work = try await quarter.hub.payments.workList()
        let overdue = try #require(work.payments.first { $0.partner == .fuel && $0.cycle == 7 })
        #expect(work.reminders[overdue.id] == 3)
        quarter.reminders = work.reminders.values.reduce(0, +)
        quarter.defaultReport = try await quarter.hub.settlement.declareDefault(
            7, partner: .fuel, reason: "three reminders, no payment", by: "dana")
        let bearers = quarter.defaultReport?.comparison.allocations.map(\.bearer.name)
        #expect(bearers == ["collateral", "reserve", "operator_share", "survivor:grocery"])
        try await quarter.approve(7, by: ["ana", "bogdan"])
        try await quarter.dispatch(7, by: "dana")
        try await quarter.hub.payments.step()
        try await quarter.bankAnswers()
        try await quarter.bankStatement()
        #expect(try await quarter.state(of: 7) == .settled)
    }

    /// The same week, a new owner pays what later cycles ask of it, with interest to come.
    static func fuelPaysItsArrears(_ quarter: Quarter) async throws {
        try await quarter.debtorsPay(8)
        try await quarter.bankAnswers()
        try await quarter.bankStatement()
        #expect(try await quarter.state(of: 8) == .settled)
    }

    /// Week 11: the florist leaves at its end, and earns nothing more; the fuel chain is taken back.
    static func floristLeaves(_ quarter: Quarter) async throws {
        try quarter.files.edit("florist", ["status: active": "status: leaving\nleaves_on: 2017-03-19"])
        try await quarter.applyFiles()
    }

    /// Week 12: the florist has paid for the points that are still out, and gets its collateral back.
    static func floristIsGone(_ quarter: Quarter) async throws {
        let final = try #require(try await quarter.hub.settlement.show(11).settlement)
        #expect(final.runOffs.contains { $0.partner == .florist && $0.amount > 0 })
        let funds = try await quarter.release(20_000, .collateral, of: .florist)
        #expect(funds.collateral == 0 && funds.owed == 0)
    }
}

extension PartnerID {
    static let drugstore: PartnerID = known("drugstore")
    static let fuel: PartnerID = known("fuel")
    static let florist: PartnerID = known("florist")

    private static func known(_ text: String) -> PartnerID {
        guard let id = try? PartnerID(text) else { preconditionFailure("\(text) is no partner's name") }
        return id
    }
}
