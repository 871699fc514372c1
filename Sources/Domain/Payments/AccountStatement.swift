import Quantities

/// A partner's account with the hub over one cycle, as a bank would state it (camt.053.001.08).
public struct AccountStatement: Hashable, Sendable {
    /// One movement of the cycle: a bilateral term, a fee, an adjustment.
    public struct Entry: Hashable, Sendable {
        /// Minor units from zero up.
        public let amount: Int64
        /// Whether the partner receives it or owes it.
        public let side: EntrySide
        /// Names the movement within the statement (NtryRef); 1 to 35 characters.
        public let reference: String
        /// What people read beside it.
        public let information: String
        /// The hub's own code of what it is, such as `pair` or `fee` (proprietary bank transaction code); 1 to 35 characters.
        public let code: String
        /// The end-to-end id of the payment it belongs to, where there is one.
        public let endToEndID: String?

        /// A movement of these facts.
        public init(
            amount: Int64, side: EntrySide, reference: String, information: String, code: String,
            endToEndID: String? = nil
        ) {
            self.amount = amount
            self.side = side
            self.reference = reference
            self.information = information
            self.code = code
            self.endToEndID = endToEndID
        }
    }

    /// MsgId: 1 to 35 characters.
    public let messageID: String
    /// Id of the statement: 1 to 35 characters.
    public let statementID: String
    /// The gapless sequence number of the partner's folders; from 1.
    public let sequence: Int64
    /// When it was made; whole seconds are written.
    public let createdAt: Instant
    /// Who services the account: the coalition's name.
    public let coalition: String
    /// Who holds it: the partner's name.
    public let holder: String
    /// The account's own identification, such as the partner id; 1 to 34 characters.
    public let accountID: String
    /// The account's currency.
    public let currency: CurrencyCode
    /// The day of both balances and of every entry.
    public let day: LocalDay
    /// Minor units before the entries; above zero the hub owes the partner.
    public let opening: Int64
    /// Minor units after them: the opening with all entries.
    public let closing: Int64
    /// The movements, in order.
    public let entries: [Entry]
    /// Whether it repeats a statement that was sent already.
    public let isCopy: Bool

    /// A statement of these facts.
    public init(
        messageID: String, statementID: String, sequence: Int64, createdAt: Instant, coalition: String, holder: String,
        accountID: String, currency: CurrencyCode, day: LocalDay, opening: Int64, closing: Int64, entries: [Entry],
        isCopy: Bool = false
    ) {
        self.messageID = messageID
        self.statementID = statementID
        self.sequence = sequence
        self.createdAt = createdAt
        self.coalition = coalition
        self.holder = holder
        self.accountID = accountID
        self.currency = currency
        self.day = day
        self.opening = opening
        self.closing = closing
        self.entries = entries
        self.isCopy = isCopy
    }
}
