import Quantities

/// What a bank's file is about as a whole.
public struct BankFileHeader: Hashable, Sendable {
    /// The kinds of files the hub reads.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// pain.002.001.10: what became of the payments that were instructed.
        case paymentStatusReport = "pain.002.001.10"
        /// camt.053.001.08: the entries of an account over a period, at its end.
        case statement = "camt.053.001.08"
        /// camt.054.001.08: single entries, as they happen.
        case notification = "camt.054.001.08"
    }

    /// The kind of the file.
    public let kind: Kind
    /// The bank's identification of the message, 1 to 35 characters.
    public let messageID: String
    /// When the bank made it, in the form the bank wrote (ISO 8601, the offset optional).
    public let createdAt: String

    /// A header of these facts.
    public init(kind: Kind, messageID: String, createdAt: String) {
        self.kind = kind
        self.messageID = messageID
        self.createdAt = createdAt
    }
}

/// One fact of a bank's file, in the file's order.
public enum BankItem: Hashable, Sendable {
    /// What the bank says of payments that were instructed.
    case status(PaymentStatus)
    /// A movement on an account, booked or only announced.
    case entry(BankEntry)
}

/// What the bank says of an instructed message, or of one payment in it (pain.002.001.10).
public struct PaymentStatus: Hashable, Sendable {
    /// The MsgId of the instruction that is spoken of.
    public let originalMessageID: String
    /// The PmtInfId within the instruction; nothing where the bank speaks of the whole message.
    public let paymentInformationID: String?
    /// The payment; nothing where the bank speaks of every payment of the message, or of the payment information.
    public let endToEndID: String?
    /// ExternalPaymentTransactionStatus1Code, such as `ACCP`, `ACSC`, `PART`, `PDNG` or `RJCT`.
    public let code: String
    /// ExternalStatusReason1Code such as `AC04`, or the bank's own.
    public let reasonCode: String?
    /// The bank's sentence about it.
    public let reasonText: String?

    /// A status of these facts.
    public init(
        originalMessageID: String, paymentInformationID: String? = nil, endToEndID: String?, code: String,
        reasonCode: String? = nil, reasonText: String? = nil
    ) {
        self.originalMessageID = originalMessageID
        self.paymentInformationID = paymentInformationID
        self.endToEndID = endToEndID
        self.code = code
        self.reasonCode = reasonCode
        self.reasonText = reasonText
    }
}

/// Which way money moved, seen from the account's holder.
public enum EntrySide: String, Hashable, Sendable, CaseIterable {
    /// Into the account (`CRDT`).
    case credit
    /// Out of the account (`DBIT`).
    case debit
}
