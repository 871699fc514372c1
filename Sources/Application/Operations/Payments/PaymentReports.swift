import Partners
import Payments
import Quantities

/// What importing a bank's file did.
public struct BankImportReport: Hashable, Sendable {
    /// The bank's identification of the file.
    public let messageID: String
    /// What kind of file it is.
    public let kind: BankFileHeader.Kind
    /// Whether these very bytes had been imported before; then nothing was done now, and the counts are those of then.
    public let isRepeat: Bool
    /// Facts in the file.
    public let items: Int64
    /// Facts that fit a payment wholly.
    public let matched: Int64
    /// Facts that fit in part; they are in the work list.
    public let partlyMatched: Int64
    /// Facts that fit nothing; they are in the work list.
    public let unmatched: Int64
    /// Facts known from other files, or that say nothing new.
    public let duplicates: Int64
    /// Payments whose state or moved amount changed.
    public let paymentsMoved: Int64

    /// A report of these counts.
    public init(
        messageID: String, kind: BankFileHeader.Kind, isRepeat: Bool, items: Int64, matched: Int64,
        partlyMatched: Int64, unmatched: Int64, duplicates: Int64, paymentsMoved: Int64
    ) {
        self.messageID = messageID
        self.kind = kind
        self.isRepeat = isRepeat
        self.items = items
        self.matched = matched
        self.partlyMatched = partlyMatched
        self.unmatched = unmatched
        self.duplicates = duplicates
        self.paymentsMoved = paymentsMoved
    }
}

/// What a release did.
public struct ReleaseReport: Hashable, Sendable {
    /// The messages that went out now.
    public let messages: [String]
    /// Payments in them.
    public let payments: Int
    /// Cycles that wait for debtors' money.
    public let waiting: [Waiting]
    /// Payments that no file can carry, since an account is missing.
    public let withoutAccount: Int

    /// A cycle that waits for money.
    public struct Waiting: Hashable, Sendable {
        /// The cycle.
        public let cycle: Int64
        /// Whose money is missing.
        public let gaps: [Funding.Gap]

        /// A cycle and its gaps.
        public init(cycle: Int64, gaps: [Funding.Gap]) {
            self.cycle = cycle
            self.gaps = gaps
        }
    }

    /// A report of these facts.
    public init(messages: [String], payments: Int, waiting: [Waiting], withoutAccount: Int) {
        self.messages = messages
        self.payments = payments
        self.waiting = waiting
        self.withoutAccount = withoutAccount
    }
}

/// One fact of the bank's that waits for a person.
public struct WorkItem: Hashable, Sendable {
    /// Counts the items.
    public let id: Int64
    /// An entry of an account, or a status.
    public let isEntry: Bool
    /// `unmatched` or `partly_matched`.
    public let fit: String
    /// Why.
    public let reason: MismatchReason?
    /// The amount, for an entry.
    public let amount: Money?
    /// Into the account or out of it, for an entry.
    public let side: EntrySide?
    /// The day it was booked.
    public let bookingDay: LocalDay?
    /// What names it: the end-to-end id, or the bank's reference.
    public let name: String
    /// What was written beside it.
    public let remittance: String
    /// Who is at the other end.
    public let counterparty: String?
    /// The payment it names, where there is one.
    public let payment: Int64?
    /// Minor units of it that stand on suspense.
    public let suspense: Int64

    /// An item of these facts.
    public init(
        id: Int64, isEntry: Bool, fit: String, reason: MismatchReason?, amount: Money?, side: EntrySide?,
        bookingDay: LocalDay?, name: String, remittance: String, counterparty: String?, payment: Int64?, suspense: Int64
    ) {
        self.id = id
        self.isEntry = isEntry
        self.fit = fit
        self.reason = reason
        self.amount = amount
        self.side = side
        self.bookingDay = bookingDay
        self.name = name
        self.remittance = remittance
        self.counterparty = counterparty
        self.payment = payment
        self.suspense = suspense
    }
}

/// What waits for people: bank items, and payments that cannot go on by themselves.
public struct WorkList: Hashable, Sendable {
    /// The bank's facts, oldest first; at most ``mostItems``.
    public let items: [WorkItem]
    /// Whether further facts wait behind these.
    public let hasMore: Bool
    /// Payments rejected, returned, without an account, or overdue.
    public let payments: [Payment]
    /// Reminders that went out, by payment: the highest rung.
    public let reminders: [Int64: Int]

    /// How many facts are shown at once.
    public static let mostItems = 1000

    /// A list of these; of too many items the first ``mostItems``.
    public init(items: [WorkItem], payments: [Payment], reminders: [Int64: Int]) {
        self.items = Array(items.prefix(Self.mostItems))
        hasMore = items.count > Self.mostItems
        self.payments = payments
        self.reminders = reminders
    }
}

/// A partner's money with the hub, in minor units.
public struct FundBalance: Hashable, Sendable {
    /// The partner.
    public let partner: PartnerID
    /// What it has deposited against its own default.
    public let collateral: Int64
    /// Its share of the reserve fund.
    public let reserve: Int64
    /// What it owes on its running account; below zero what it is owed.
    public let owed: Int64

    /// Balances of a partner.
    public init(partner: PartnerID, collateral: Int64, reserve: Int64, owed: Int64) {
        self.partner = partner
        self.collateral = collateral
        self.reserve = reserve
        self.owed = owed
    }
}

/// The two funds a partner may have.
public enum FundKind: String, Hashable, Sendable, CaseIterable {
    case collateral, reserve
}

/// Which way a fund moves.
public enum FundMovement: String, Hashable, Sendable {
    case deposit, release
}
