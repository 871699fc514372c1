import Partners
import Quantities

/// One version of a partner's statement on its ladder, with what time has done to it.
public struct StatementLadder: Hashable, Sendable {
    /// Where it stands.
    public private(set) var state: AcknowledgementState
    /// When its first push arrived; `nil` before.
    public private(set) var deliveredAt: Instant?
    /// How many reminders have gone out.
    public private(set) var reminders: Int

    /// Something that happened by itself.
    public enum Step: Hashable, Sendable {
        /// The first push has arrived.
        case delivered
        /// The partner is reminded; so many reminders have gone out by now.
        case reminded(Int)
        /// The deadline went by without an answer.
        case silence
    }

    /// The calendar that deadlines are reckoned with.
    public struct Reckoning: Sendable {
        /// The coalition's terms; no deadline when absent.
        public let terms: AcknowledgementTerms?
        /// The coalition's days.
        public let zone: ZoneRules
        /// Whether banks settle on a day, by the coalition's calendar.
        public let isBusinessDay: @Sendable (LocalDay) -> Bool

        /// A calendar of these parts.
        public init(
            terms: AcknowledgementTerms?, zone: ZoneRules, isBusinessDay: @escaping @Sendable (LocalDay) -> Bool
        ) {
            self.terms = terms
            self.zone = zone
            self.isBusinessDay = isBusinessDay
        }

        /// The days that count for a statement whose first push arrived at `instant`; `nil` without a deadline.
        public func days(from instant: Instant) -> AcknowledgementDays? {
            terms.map {
                AcknowledgementDays($0, firstDelivery: zone.day(of: instant), isBusinessDay: isBusinessDay)
            }
        }
    }

    /// A ladder as it was stored.
    public init(state: AcknowledgementState = .prepared, deliveredAt: Instant? = nil, reminders: Int = 0) {
        self.state = state
        self.deliveredAt = deliveredAt
        self.reminders = reminders
    }

    /// Does what time asks for, in order.
    ///
    /// - Parameter firstDelivery: when the first push arrived, as far as is known now.
    /// - Returns: what happened; nothing when all was done before.
    public mutating func catchUp(
        firstDelivery: Instant?, now: Instant, _ reckoning: Reckoning
    ) throws(DisputeCode) -> [Step] {
        var steps: [Step] = []
        if deliveredAt == nil, let firstDelivery {
            deliveredAt = firstDelivery
            state = try state.after(.delivered)
            steps.append(.delivered)
        }
        guard state == .pushed || state == .received, let deliveredAt, let days = reckoning.days(from: deliveredAt)
        else { return steps }
        let today = reckoning.zone.day(of: now)
        // A hub that was down for two reminders sends one.
        let due = days.remindersDue(on: today)
        if due > reminders {
            reminders = due
            steps.append(.reminded(due))
        }
        if days.isOver(on: today) {
            let silent = try state.after(.silence(days.silence))
            if silent != state { steps.append(.silence) }
            state = silent
        }
        return steps
    }

    /// Hears the partner's word.
    ///
    /// - Throws: as ``AcknowledgementState/after(_:)``.
    public mutating func hear(_ word: Acknowledgement.Word) throws(DisputeCode) {
        state = try state.after(word.event)
    }
}
