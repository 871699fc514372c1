import Quantities

/// Where a value date goes that falls on no business day (ISDA 2006 Definitions, section 4.12).
public enum DayRoll: String, Hashable, Sendable, CaseIterable {
    /// To the next business day.
    case following
    /// To the next business day, or the one before where the next lies in another month.
    case modifiedFollowing = "modified_following"
}

/// When a cycle's creditors are paid.
public enum CreditorPayment: String, Hashable, Sendable, CaseIterable {
    /// When every debtor's funds are in or covered by its collateral.
    case funded
    /// As soon as the cycle is dispatched.
    case atOnce = "at_once"
}

/// How debtors are reminded that have not paid by the value date, and what they are charged.
public struct OverdueTerms: Hashable, Sendable {
    /// Business days after the value date on which reminders go out, rising, each above zero.
    public let reminderDays: [Int64]
    /// Interest a year on what is overdue, actual/360; `"0.0800"` is 8 %.
    public let annualInterest: Rate

    /// Terms of these facts.
    public init(reminderDays: [Int64], annualInterest: Rate) {
        self.reminderDays = reminderDays
        self.annualInterest = annualInterest
    }
}

/// How long a partner may take to acknowledge a statement, and what its silence means.
public struct AcknowledgementTerms: Hashable, Sendable {
    /// What the coalition takes silence for.
    public enum Silence: String, Hashable, Sendable, CaseIterable {
        /// The statement counts as accepted.
        case accepted
        /// The statement counts as disputed and goes to the operator's work list.
        case disputed
        /// It stays unanswered and is only shown.
        case nothing
    }

    /// Business days after the first delivery; above zero.
    public let days: Int64
    /// Business days after the first delivery on which reminders go out; rising, each below ``days``.
    public let reminderDays: [Int64]
    /// What silence after the deadline counts as.
    public let silence: Silence

    /// Terms of these facts.
    public init(days: Int64, reminderDays: [Int64] = [], silence: Silence = .nothing) {
        self.days = days
        self.reminderDays = reminderDays
        self.silence = silence
    }
}

/// How long disputes may be raised and answered.
public struct DisputeTerms: Hashable, Sendable {
    /// Calendar days after a statement's first delivery in which its lines may be disputed; above zero.
    public let days: Int64
    /// Calendar days after it was raised by which a dispute is to be answered; above zero.
    public let answerDays: Int64
    /// Whether the disputed amount is credited until the dispute is decided.
    public let provisionalCredit: Bool

    /// Terms of these facts.
    public init(days: Int64, answerDays: Int64, provisionalCredit: Bool = false) {
        self.days = days
        self.answerDays = answerDays
        self.provisionalCredit = provisionalCredit
    }
}

/// A named list of days on which banks do not settle.
public struct HolidayList: Hashable, Sendable {
    /// The calendar it adds to: `target`, `weekends` or `none`.
    public let base: String
    /// The further holidays, rising, each once.
    public let holidays: [LocalDay]

    /// A list over a calendar.
    public init(base: String, holidays: [LocalDay]) {
        self.base = base
        self.holidays = holidays
    }
}
