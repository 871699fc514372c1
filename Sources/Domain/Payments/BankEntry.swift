import Quantities

/// A movement on an account, or one transaction of a batch that the bank booked as one entry (camt.053, camt.054).
public struct BankEntry: Hashable, Sendable {
    /// The account; nothing where the bank names it otherwise than by IBAN.
    public let accountIBAN: String?
    /// How much; minor units from zero up.
    public let amount: Money
    /// Into the account or out of it.
    public let side: EntrySide
    /// Whether it is booked (`BOOK`); what is only pending or for information moves nothing yet.
    public let isBooked: Bool
    /// The day it was booked.
    public let bookingDay: LocalDay?
    /// The day it counts for interest.
    public let valueDay: LocalDay?
    /// The bank's own reference of the transaction, or of its entry where the transaction has none.
    public let servicerReference: String?
    /// The bank's own reference of the entry, which the transactions of a batch share.
    public let entryServicerReference: String?
    /// The entry's number within the statement (NtryRef); of the entry too, not of the transaction.
    public let entryReference: String?
    /// Place among the entry's transactions, from 1; 0 for an entry that lists none.
    public let place: Int
    /// The end-to-end id the payer gave; nothing for `NOTPROVIDED`.
    public let endToEndID: String?
    /// Structured references: creditor references (ISO 11649 or another) and document numbers; at most 64.
    public let references: [String]
    /// What was written freely, parts joined by a space; at most 4,000 characters.
    public let remittance: String
    /// Whether it takes an earlier entry back (RvslInd); ``side`` is already that of this entry itself.
    public let isReversal: Bool
    /// Why a payment came back (RtrInf), such as `AC04`; nothing where it did not.
    public let returnReasonCode: String?
    /// The account at the other end.
    public let counterpartyIBAN: String?
    /// The party at the other end.
    public let counterpartyName: String?

    /// An entry of these facts.
    public init(
        accountIBAN: String? = nil, amount: Money, side: EntrySide, isBooked: Bool = true,
        bookingDay: LocalDay? = nil, valueDay: LocalDay? = nil, servicerReference: String? = nil,
        entryServicerReference: String? = nil, entryReference: String? = nil, place: Int = 0,
        endToEndID: String? = nil, references: [String] = [], remittance: String = "", isReversal: Bool = false,
        returnReasonCode: String? = nil, counterpartyIBAN: String? = nil, counterpartyName: String? = nil
    ) {
        self.accountIBAN = accountIBAN
        self.amount = amount
        self.side = side
        self.isBooked = isBooked
        self.bookingDay = bookingDay
        self.valueDay = valueDay
        self.servicerReference = servicerReference
        self.entryServicerReference = entryServicerReference
        self.entryReference = entryReference
        self.place = place
        self.endToEndID = endToEndID
        self.references = references
        self.remittance = remittance
        self.isReversal = isReversal
        self.returnReasonCode = returnReasonCode
        self.counterpartyIBAN = counterpartyIBAN
        self.counterpartyName = counterpartyName
    }

    /// What makes this movement the same one in another file: to be hashed and kept, so that a movement that a
    /// notification and a statement both tell of counts once.
    ///
    /// With a bank's reference: account, reference, place in a batch whose transactions share it, side, amount and whether it is
    /// booked. Without: all facts the two kinds of files both carry.
    public var identityText: String {
        var parts = [
            accountIBAN ?? "", side.rawValue, String(amount.minorUnits), amount.currency.letters,
            isBooked ? "booked" : "pending", isReversal ? "reversal" : "",
        ]
        if let servicerReference {
            // One transaction or none is the entry itself; further ones share its reference unless they have their own.
            let sharesReference = servicerReference == entryServicerReference && place > 1
            parts += ["reference", servicerReference, sharesReference ? String(place) : ""]
        } else {
            parts += [
                "facts", bookingDay?.description ?? "", valueDay?.description ?? "", endToEndID ?? "",
                references.joined(separator: " "), remittance, returnReasonCode ?? "", counterpartyIBAN ?? "",
                String(max(place, 1)),
            ]
        }
        // Each part with its length, so that no two lists of parts read alike.
        return parts.map { "\($0.utf8.count):\($0)" }.joined(separator: "|")
    }
}
