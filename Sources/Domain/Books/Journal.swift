import Partners
import Quantities

/// What an account of an issuer's points stands for in the journal.
public enum PointsAccount: Hashable, Sendable, Comparable {
    /// What the issuer gave out: the debit side of all others.
    case issued
    /// With members, available or pending.
    case outstanding
    /// With members, set aside by holds.
    case held
    /// Taken by a redeemer, less what it gave back.
    case redeemed(PartnerID)
    /// Taken back.
    case reversed
    /// Past their time.
    case expired
}

/// An account of the journal; each has one commodity.
public enum JournalAccount: Hashable, Sendable {
    /// Points of an issuer.
    case points(issuer: PartnerID, PointsAccount)
    /// Money, in the coalition's currency.
    case money(MoneyAccount)
}

/// An account with what stood on it before and after the journal's period; debits above zero.
public struct JournalBalance: Hashable, Sendable {
    /// The account.
    public let account: JournalAccount
    /// Points or minor units before the first transaction.
    public let opening: Int64
    /// Points or minor units after the last.
    public let closing: Int64

    /// A balance of these figures.
    public init(account: JournalAccount, opening: Int64, closing: Int64) {
        self.account = account
        self.opening = opening
        self.closing = closing
    }
}

/// What a journal begins and ends with.
public struct JournalHead: Hashable, Sendable {
    /// The month; none for everything from the beginning.
    public let month: CalendarMonth?
    /// The day of the opening balances.
    public let firstDay: LocalDay
    /// The day of the closing balances: no transaction is later.
    public let lastDay: LocalDay
    /// The currency of the money accounts.
    public let currency: CurrencyCode
    /// Every account used, in the order they are listed.
    public let balances: [JournalBalance]

    /// A head of these parts.
    public init(
        month: CalendarMonth?, firstDay: LocalDay, lastDay: LocalDay, currency: CurrencyCode, balances: [JournalBalance]
    ) {
        self.month = month
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.currency = currency
        self.balances = balances
    }
}

/// One transaction of the journal; its lines sum to zero in each commodity.
public struct JournalEntry: Hashable, Sendable {
    /// One account's part in it: debits above zero.
    public struct Line: Hashable, Sendable {
        /// The account.
        public let account: JournalAccount
        /// Points or minor units; not zero.
        public let amount: Int64

        /// A line of these facts.
        public init(account: JournalAccount, amount: Int64) {
            self.account = account
            self.amount = amount
        }
    }

    /// The local day of posting.
    public let day: LocalDay
    /// Names the transaction in the hub: the ledger transaction's id, or `money-` and a number.
    public let code: String
    /// Kind, sender and message id, or kind and reference; no member data.
    public let description: String
    /// The cycle it belongs to, where there is one.
    public let cycle: Int64?
    /// What moved.
    public let lines: [Line]

    /// An entry of these parts.
    public init(day: LocalDay, code: String, description: String, cycle: Int64?, lines: [Line]) {
        self.day = day
        self.code = code
        self.description = description
        self.cycle = cycle
        self.lines = lines
    }
}
