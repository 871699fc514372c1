import Quantities

/// How the coalition's cycles run.
public struct CoalitionSettlement: Hashable, Sendable {
    /// Who pays when.
    public let model: SettlementModel
    /// How often a cycle closes.
    public let schedule: SettlementSchedule
    /// The moment of the cut-off in local time, in the schedule's form, such as `MON 00:00`.
    public let cutOff: String?
    /// Business days from close to value date.
    public let settlementDays: Int64
    /// Name of the calendar of business days: `target`, `weekends`, `none`, or one of ``Coalition/calendars``.
    public let calendar: String
    /// Nets smaller than this, in minor units, are carried forward.
    public let minimumPayment: Int64
    /// How many different people must approve a calculated cycle.
    public let approvals: Int64
    /// Where a value date goes that falls on no business day.
    public let roll: DayRoll
    /// When creditors are paid.
    public let payCreditors: CreditorPayment
    /// Reminders and interest for those who pay late; none when absent.
    public let overdue: OverdueTerms?
    /// By when statements are acknowledged; no deadline when absent.
    public let acknowledgement: AcknowledgementTerms?
    /// By when lines are disputed and disputes answered; no deadlines and no provisional credit when absent.
    public let disputes: DisputeTerms?
    /// The most the operator bears of one partner's default, in minor units; from zero up.
    public let defaultOperatorShare: Int64

    /// A cycle's terms.
    public init(
        model: SettlementModel = .issuerPays, schedule: SettlementSchedule = .manual, cutOff: String? = nil,
        settlementDays: Int64 = 2, calendar: String = "target", minimumPayment: Int64 = 0, approvals: Int64 = 0,
        roll: DayRoll = .following, payCreditors: CreditorPayment = .funded, overdue: OverdueTerms? = nil,
        acknowledgement: AcknowledgementTerms? = nil, disputes: DisputeTerms? = nil, defaultOperatorShare: Int64 = 0
    ) {
        self.model = model
        self.schedule = schedule
        self.cutOff = cutOff
        self.settlementDays = settlementDays
        self.calendar = calendar
        self.minimumPayment = minimumPayment
        self.approvals = approvals
        self.roll = roll
        self.payCreditors = payCreditors
        self.overdue = overdue
        self.acknowledgement = acknowledgement
        self.disputes = disputes
        self.defaultOperatorShare = defaultOperatorShare
    }
}
