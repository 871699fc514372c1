import Quantities

/// How cross-partner points are paid for (PROTOCOL.md section 4, "What is owed").
public enum SettlementModel: String, Hashable, Sendable, CaseIterable {
    /// An issuer pays when its points are redeemed elsewhere.
    case issuerPays = "issuer_pays"
    /// An issuer pays into a pool when points are issued; redeemers are paid out of it.
    case pool
}

/// What happens when a purchase is refunded whose points are already spent.
public enum Clawback: String, Hashable, Sendable, CaseIterable {
    /// The issuer bears the shortfall.
    case absorb
    /// The member owes it.
    case arrears
}

/// How often a cycle closes by itself.
public enum SettlementSchedule: String, Hashable, Sendable, CaseIterable {
    case manual, daily, weekly
    case twiceMonthly = "twice_monthly"
    case monthly
}

/// The coalition's own terms, as `partners/coalition.yaml` gives them (PROTOCOL.md section 6).
public struct Coalition: Hashable, Sendable {
    /// The name people read, by language.
    public let name: [String: String]
    /// The currency of all rates and payments.
    public let currency: CurrencyCode
    /// IANA name of the zone whose days count.
    public let timeZone: String
    /// ISO 3166-1 region whose national phone numbers are understood.
    public let defaultRegion: String
    /// The first digits of every card.
    public let cardPrefix: String
    /// What a point is worth to a member, in whole currency units.
    public let pointValue: Rate
    /// Calendar months after `occurred_at` until points expire.
    public let expiryMonths: Int64
    /// What happens when refunded points are already spent.
    public let clawback: Clawback
    /// The most days old `occurred_at` may be.
    public let acceptDays: Int64
    /// Days that points live on which come back to a lot that has expired meanwhile.
    public let refundGraceDays: Int64
    /// Days until a hold times out.
    public let holdDays: Int64
    /// How cycles run.
    public let settlement: CoalitionSettlement
    /// The operator's bank account.
    public let operatorAccount: BankAccount?
    /// Named lists of holidays that ``CoalitionSettlement/calendar`` may name.
    public let calendars: [String: HolidayList]

    /// A coalition of these terms.
    public init(
        name: [String: String], currency: CurrencyCode, timeZone: String, defaultRegion: String, cardPrefix: String,
        pointValue: Rate, expiryMonths: Int64 = 24, clawback: Clawback = .absorb, acceptDays: Int64 = 400,
        refundGraceDays: Int64 = 30, holdDays: Int64 = 7, settlement: CoalitionSettlement,
        operatorAccount: BankAccount? = nil, calendars: [String: HolidayList] = [:]
    ) {
        self.name = name
        self.currency = currency
        self.timeZone = timeZone
        self.defaultRegion = defaultRegion
        self.cardPrefix = cardPrefix
        self.pointValue = pointValue
        self.expiryMonths = expiryMonths
        self.clawback = clawback
        self.acceptDays = acceptDays
        self.refundGraceDays = refundGraceDays
        self.holdDays = holdDays
        self.settlement = settlement
        self.operatorAccount = operatorAccount
        self.calendars = calendars
    }
}

/// The coalition and its partners as they bind at one revision.
public struct CoalitionSnapshot: Hashable, Sendable {
    /// Counts applied changes; each node binds to the newest before it posts.
    public let revision: Int64
    /// The coalition's terms.
    public let coalition: Coalition
    /// Every partner by id.
    public let partners: [PartnerID: Partner]

    /// A snapshot of the terms at a revision.
    public init(revision: Int64, coalition: Coalition, partners: [PartnerID: Partner]) {
        self.revision = revision
        self.coalition = coalition
        self.partners = partners
    }
}
