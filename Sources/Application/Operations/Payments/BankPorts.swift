import Partners
import Payments
import Quantities

/// Reads a bank's file as a stream.
public protocol BankFileReading: Sendable {
    /// SHA-256 of the file's bytes: 32 bytes.
    ///
    /// - Throws: an error whose text says what is wrong with the file.
    func digest(of path: String) throws -> [UInt8]
    /// Reads the file once, front to back, in constant memory: the header first, then each item in order.
    ///
    /// - Throws: what the closures throw, or an error whose text says what is wrong with the file.
    func read(
        _ path: String, onHeader: (BankFileHeader) throws -> Void, onItem: (BankItem) throws -> Void
    ) throws
}

/// Makes the bytes of a file for the bank; equal initiations give equal bytes.
public typealias InstructionMaker = @Sendable (CreditTransferInitiation) throws -> [UInt8]

/// Keeps released files for the bank in the data directory, as `bank/<MsgId>.xml`.
public protocol InstructionKeeper: Sendable {
    /// Whether the message's file stands there.
    func isKept(_ messageID: String) async -> Bool
    /// Writes the file; one that stands there with the same bytes is left alone.
    func keep(_ messageID: String, bytes: [UInt8]) async throws(FolderKeepingError)
}

/// Interest to be charged to a partner: an adjustment of kind `interest` from it to the operator.
public struct InterestCharge: Hashable, Sendable {
    /// Names the adjustment; the same charge has the same id whoever makes it.
    public let id: UniqueID
    /// The overdue payment.
    public let payment: Int64
    /// The cycle it was due for.
    public let cycle: Int64
    /// Who pays late.
    public let partner: PartnerID
    /// Minor units; above zero to be paid by the partner, below zero given back, when money turns out to have come earlier.
    public let amount: Int64
    /// The last night it is for.
    public let until: LocalDay
    /// Why, for people.
    public let reason: String
    /// The end-to-end id of the payment, which the adjustment refers to.
    public let reference: String

    /// A charge of these facts.
    public init(
        id: UniqueID, payment: Int64, cycle: Int64, partner: PartnerID, amount: Int64, until: LocalDay, reason: String,
        reference: String
    ) {
        self.id = id
        self.payment = payment
        self.cycle = cycle
        self.partner = partner
        self.amount = amount
        self.until = until
        self.reason = reason
        self.reference = reference
    }
}

/// Posts a charge as an adjustment of the open cycle, at most once by its id.
public typealias InterestPosting = @Sendable (InterestCharge) async throws -> Void
