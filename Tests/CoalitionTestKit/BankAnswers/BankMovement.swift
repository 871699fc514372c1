import Quantities

/// A movement on the operator's account, as a bank played by a test tells of it.
public struct BankMovement: Sendable {
    /// Minor units; above zero into the account, below zero out of it.
    public var amount: Int64
    /// The payment's end-to-end id.
    public var endToEndID: String?
    /// The structured creditor reference.
    public var reference: String?
    /// Free text.
    public var remittance: String?
    /// The bank's own reference of the entry.
    public var servicerReference: String?
    /// Why it came back, such as `AC04`.
    public var returnReason: String?
    /// `BOOK`, `PDNG` or `INFO`.
    public var state = "BOOK"
    /// Whether it takes an earlier entry back.
    public var isReversal = false
    /// Name and IBAN of the party at the other end.
    public var counterparty: (name: String, iban: String)?
    /// Movements that the bank booked as this one; its own details are then left out.
    public var batch: [BankMovement] = []

    /// A movement of `amount`.
    public init(amount: Int64) {
        self.amount = amount
    }

    /// A payment of ours that was carried out; `amount` above zero.
    public static func paid(_ endToEndID: String, _ amount: Int64) -> BankMovement {
        var movement = BankMovement(amount: -amount)
        movement.endToEndID = endToEndID
        movement.servicerReference = "B-\(endToEndID)".prefixed
        return movement
    }

    /// A payment of ours that came back; `amount` above zero.
    public static func returned(_ endToEndID: String, _ amount: Int64, reason: String = "AC04") -> BankMovement {
        var movement = BankMovement(amount: amount)
        movement.endToEndID = endToEndID
        movement.returnReason = reason
        movement.servicerReference = "R-\(endToEndID)".prefixed
        return movement
    }

    /// A payment that somebody made to us, with the reference its statement gave; `amount` above zero.
    public static func incoming(
        reference: String, _ amount: Int64, from counterparty: (name: String, iban: String)? = nil
    ) -> BankMovement {
        var movement = BankMovement(amount: amount)
        movement.reference = reference
        movement.counterparty = counterparty
        movement.servicerReference = "I-\(reference)".prefixed
        return movement
    }
}

extension String {
    /// The first 35 characters, which is what references have room for.
    fileprivate var prefixed: String { String(prefix(35)) }
}
