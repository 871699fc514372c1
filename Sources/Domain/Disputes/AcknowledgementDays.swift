import Partners
import Quantities

/// The days that count for one statement's acknowledgement, reckoned from the day its first push arrived.
public struct AcknowledgementDays: Hashable, Sendable {
    /// The last local day on which an answer is in time.
    public let lastDay: LocalDay
    /// The local days on which the partner is reminded, rising, each before ``lastDay``.
    public let reminderDays: [LocalDay]
    /// What silence after ``lastDay`` counts as.
    public let silence: AcknowledgementTerms.Silence

    /// The days under `terms`; the day of the delivery itself never counts.
    public init(_ terms: AcknowledgementTerms, firstDelivery: LocalDay, isBusinessDay: (LocalDay) -> Bool) {
        let wanted = Set(terms.reminderDays)
        var reminders: [LocalDay] = []
        var day = firstDelivery
        var counted: Int64 = 0
        // No calendar closes for a year on end; the bound only guards against one that never opens.
        let end = firstDelivery.adding(days: 366 + 8 * max(1, terms.days))
        while counted < terms.days, day < end {
            day = day.adding(days: 1)
            guard isBusinessDay(day) else { continue }
            counted += 1
            if wanted.contains(counted), counted < terms.days { reminders.append(day) }
        }
        lastDay = day
        reminderDays = reminders
        silence = terms.silence
    }

    /// Whether the time for an answer is over on `today`.
    public func isOver(on today: LocalDay) -> Bool { today > lastDay }

    /// How many reminders should have gone out by `today`; none any more once the time is over.
    public func remindersDue(on today: LocalDay) -> Int {
        isOver(on: today) ? 0 : reminderDays.count { $0 <= today }
    }
}

extension DisputeTerms {
    /// The last local day on which lines of a statement may be disputed.
    public func lastDay(firstDelivery: LocalDay) -> LocalDay { firstDelivery.adding(days: days) }

    /// The last local day on which a dispute may be answered.
    public func answerDay(raised: LocalDay) -> LocalDay { raised.adding(days: answerDays) }
}
