import Partners
import Quantities

/// The payments to creditors that the operator hands its bank in one message (pain.001.001.09).
public struct CreditTransferInitiation: Hashable, Sendable {
    /// MsgId: unique for ever at the bank; 1 to 35 characters.
    public let messageID: String
    /// When it was made; whole seconds are written.
    public let createdAt: Instant
    /// Who asks: the operator's name.
    public let initiatingParty: String
    /// The account that pays.
    public let debtor: BankAccount
    /// The day the bank is to execute it.
    public let executionDay: LocalDay
    /// The currency of all transfers.
    public let currency: CurrencyCode
    /// The transfers, in order; never empty.
    public let transfers: [CreditTransfer]

    /// An initiation of these facts.
    public init(
        messageID: String, createdAt: Instant, initiatingParty: String, debtor: BankAccount, executionDay: LocalDay,
        currency: CurrencyCode, transfers: [CreditTransfer]
    ) {
        self.messageID = messageID
        self.createdAt = createdAt
        self.initiatingParty = initiatingParty
        self.debtor = debtor
        self.executionDay = executionDay
        self.currency = currency
        self.transfers = transfers
    }
}

/// One payment to a creditor.
public struct CreditTransfer: Hashable, Sendable {
    /// Travels to the creditor unchanged and survives a new attempt; 1 to 35 characters.
    public let endToEndID: String
    /// Minor units of the initiation's currency; above zero.
    public let amount: Int64
    /// The account that is paid.
    public let creditor: BankAccount
    /// The reference the creditor knows it by; written as ISO 11649 where it fits (at most 21 letters and digits).
    public let reference: String
    /// The number of the document that is paid, such as cycle and version; 1 to 35 characters.
    public let documentNumber: String
    /// The day of that document.
    public let documentDay: LocalDay?
    /// What people read beside it.
    public let information: String

    /// A transfer of these facts.
    public init(
        endToEndID: String, amount: Int64, creditor: BankAccount, reference: String, documentNumber: String,
        documentDay: LocalDay? = nil, information: String
    ) {
        self.endToEndID = endToEndID
        self.amount = amount
        self.creditor = creditor
        self.reference = reference
        self.documentNumber = documentNumber
        self.documentDay = documentDay
        self.information = information
    }
}
