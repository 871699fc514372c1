import Partners
import Quantities

/// What the coalition and its partners agreed about paying, as a calculation needs it (PROTOCOL.md section 6).
public struct SettlementTerms: Hashable, Sendable {
    /// Who pays when.
    public let model: SettlementModel
    /// The currency of all rates and amounts.
    public let currency: CurrencyCode
    /// Nets smaller than this, in minor units, are carried forward; from zero up.
    public let minimumPayment: Int64
    /// Business days from close to value date; 0 to 366.
    public let settlementDays: Int64
    /// Which days are business days.
    public let calendar: BusinessCalendar
    /// Where a value date goes that falls on no business day.
    public let roll: DayRoll
    /// Every partner with a contract, with or without traffic in the cycle; never the operator.
    public let partners: [PartnerID: PartnerTerms]
    /// The partners that do not pay, and what there is to meet their debts; each one of ``partners``.
    public let defaults: [PartnerID: DefaultFunds]
    /// The most the operator bears of one default before the survivors do, in minor units; from zero up.
    public let operatorShare: Int64

    /// Terms of these facts.
    public init(
        model: SettlementModel, currency: CurrencyCode, minimumPayment: Int64 = 0, settlementDays: Int64 = 2,
        calendar: BusinessCalendar = .target, roll: DayRoll = .following,
        partners: [PartnerID: PartnerTerms],
        defaults: [PartnerID: DefaultFunds] = [:], operatorShare: Int64 = 0
    ) {
        self.model = model
        self.currency = currency
        self.minimumPayment = minimumPayment
        self.settlementDays = settlementDays
        self.calendar = calendar
        self.roll = roll
        self.partners = partners
        self.defaults = defaults
        self.operatorShare = operatorShare
    }
}

extension SettlementTerms {
    /// The terms that bind at `close` under partner files.
    ///
    /// - Parameters:
    ///   - carriedIn: what each partner carries in, in minor units; nothing where absent.
    ///   - runOffs: what leaving means for those who leave.
    ///   - defaults: the partners that do not pay, with their funds.
    /// - Throws: ``SettlementError/termOutOfRange(field:_:)`` for a calendar of unknown name.
    public init(
        _ snapshot: CoalitionSnapshot, close: Instant, carriedIn: [PartnerID: Int64],
        runOffs: [PartnerID: RunOff] = [:], defaults: [PartnerID: DefaultFunds] = [:]
    ) throws(SettlementError) {
        let settlement = snapshot.coalition.settlement
        guard let calendar = BusinessCalendar(named: settlement.calendar, lists: snapshot.coalition.calendars) else {
            throw .termOutOfRange(field: "calendar", nil)
        }
        var partners: [PartnerID: PartnerTerms] = [:]
        for (id, partner) in snapshot.partners {
            let contract = partner.contract(at: close)
            partners[id] = PartnerTerms(
                serviceFee: contract.serviceFee, minimumFee: contract.minimumFee,
                breakageShare: contract.breakageShare, carriedIn: carriedIn[id] ?? 0, runOff: runOffs[id] ?? .none)
        }
        self.init(
            model: settlement.model, currency: snapshot.coalition.currency,
            minimumPayment: settlement.minimumPayment, settlementDays: settlement.settlementDays, calendar: calendar,
            roll: settlement.roll, partners: partners, defaults: defaults,
            // Without a default it has no influence, and is not part of what was calculated from.
            operatorShare: defaults.isEmpty ? 0 : settlement.defaultOperatorShare)
    }
}

/// One partner's part of the terms.
public struct PartnerTerms: Hashable, Sendable {
    /// The operator's fee on the gross debit.
    public let serviceFee: BasisPoints
    /// The least fee a cycle, in minor units; from zero up.
    public let minimumFee: Int64
    /// In the pool model, the part of an expired point's issue price that comes back to its issuer; 0 to 1.
    public let breakageShare: Rate
    /// What earlier cycles carried forward, in minor units; above zero when the partner is owed it.
    public let carriedIn: Int64
    /// What its leaving means for this cycle.
    public let runOff: RunOff

    /// Terms of these facts.
    public init(
        serviceFee: BasisPoints = .zero, minimumFee: Int64 = 0, breakageShare: Rate = .zero, carriedIn: Int64 = 0,
        runOff: RunOff = .none
    ) {
        self.serviceFee = serviceFee
        self.minimumFee = minimumFee
        self.breakageShare = breakageShare
        self.carriedIn = carriedIn
        self.runOff = runOff
    }
}
