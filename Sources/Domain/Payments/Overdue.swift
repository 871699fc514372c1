import Partners
import Quantities

/// The ladder of reminders for a payment that is overdue.
public enum ReminderLadder {
    /// The rungs that have been reached, each with the day it fell on; the first rung is 1.
    ///
    /// - Parameters:
    ///   - terms: business days after the value day.
    ///   - valueDay: when the payment was due.
    ///   - today: the local day; a rung is reached on its own day.
    ///   - isBusinessDay: the coalition's calendar.
    public static func reached(
        _ terms: OverdueTerms, valueDay: LocalDay, today: LocalDay, isBusinessDay: (LocalDay) -> Bool
    ) -> [(rung: Int, day: LocalDay)] {
        var reached: [(rung: Int, day: LocalDay)] = []
        var day = valueDay
        var count: Int64 = 0
        for (index, wanted) in terms.reminderDays.enumerated() {
            while count < wanted {
                day = day.adding(days: 1)
                // Checked each day, so that a calendar without business days ends the walk as well.
                guard day <= today else { return reached }
                if isBusinessDay(day) { count += 1 }
            }
            reached.append((rung: index + 1, day: day))
        }
        return reached
    }
}

/// Interest on a payment that comes late: actual/360 on what is open each day, rounded once, half to even, on the whole.
///
/// Source: coalition file, `settlement.overdue.interest`; ISDA 2006 Definitions, section 4.16(e), "Actual/360".
public enum OverdueInterest {
    /// Money that came in on a day; below zero where it came back.
    public struct Receipt: Hashable, Sendable {
        /// The day it counts on.
        public let day: LocalDay
        /// Minor units.
        public let amount: Int64

        /// A receipt.
        public init(day: LocalDay, amount: Int64) {
            self.day = day
            self.amount = amount
        }
    }

    /// The interest from the value day up to and including the night after `until`, in minor units.
    ///
    /// Each night bears interest on what is open at its beginning. What is charged later is this less what was charged
    /// before, so that runs on whatever days come to the same sum, each night once.
    ///
    /// - Parameters:
    ///   - amount: the payment, in minor units.
    ///   - valueDay: the first night that bears interest is the one after it.
    ///   - receipts: in any order.
    ///   - rate: a year.
    /// - Throws: ``QuantityError/overflow`` past 64 bits.
    public static func total(
        amount: Int64, valueDay: LocalDay, receipts: [Receipt], until: LocalDay, rate: Rate
    ) throws(QuantityError) -> Int64 {
        guard until >= valueDay, rate != .zero else { return 0 }
        var changes: [LocalDay: Int128] = [:]
        for receipt in receipts { changes[max(receipt.day, valueDay), default: 0] += Int128(receipt.amount) }
        let end = until.adding(days: 1)
        var open = Int128(amount)
        var product: Int128 = 0
        var since = valueDay
        for day in changes.keys.sorted() where day < end {
            product += max(0, open) * Int128(day.dayNumber - since.dayNumber)
            open -= changes[day] ?? 0
            since = day
        }
        product += max(0, open) * Int128(end.dayNumber - since.dayNumber)
        let (scaled, isTooLarge) = product.multipliedReportingOverflow(by: Int128(rate.millionths))
        guard !isTooLarge else { throw .overflow }
        guard let interest = Int64(exactly: Decimals.divideHalfEven(scaled, by: 360_000_000)) else { throw .overflow }
        return interest
    }

    /// The day up to which interest is to be charged now; nothing while there is none to charge.
    ///
    /// A payment that is paid is charged to its end; one that stays open at the end of each month.
    public static func chargedUntil(valueDay: LocalDay, today: LocalDay, paidOn: LocalDay?) -> LocalDay? {
        if let paidOn { return paidOn > valueDay ? paidOn.adding(days: -1) : nil }
        let (year, month, _) = today.civil
        let lastOfMonth = LocalDay(year: year, month: month, day: 1).adding(days: -1)
        return lastOfMonth >= valueDay ? lastOfMonth : nil
    }
}
