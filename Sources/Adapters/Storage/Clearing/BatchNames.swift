import Members
import Messages
import Operations

/// What a batch of requests names, gathered for one read.
struct BatchNames {
    /// Messages that may have been stored before.
    private(set) var keys: [MessageKey] = []
    /// Accruals and redemptions that are taken back, captured or voided.
    private(set) var originals: [MessageKey] = []
    /// Identifiers named in any role.
    private(set) var identifiers: Set<Identifier> = []
    /// Identifiers whose members' points are to be taken.
    private(set) var spending: Set<Identifier> = []
    /// Identifiers that are to be given out or retired.
    private(set) var claimed: Set<Identifier> = []

    init(_ requests: [LaneRequest]) {
        for request in requests {
            guard case .message(let verified) = request.content else { continue }
            keys.append(verified.key)
            switch verified.message.content {
            case .enrolment(let enrolment):
                claim(card: enrolment.card, phone: enrolment.phone)
            case .identifierAddition(let addition):
                identifiers.insert(addition.member)
                claim(card: addition.card, phone: addition.phone)
                if let lost = addition.replaces { claimed.insert(lost) }
            case .accrual(let accrual): identifiers.insert(accrual.member)
            case .redemption(let redemption):
                identifiers.insert(redemption.member)
                spending.insert(redemption.member)
            case .capture(let capture): name(capture.originalMessageID, verified)
            case .void(let void): name(void.originalMessageID, verified)
            case .reversal(let reversal): name(reversal.originalMessageID, verified)
            }
        }
        identifiers.formUnion(claimed)
    }

    private mutating func claim(card: CardNumber?, phone: PhoneNumber?) {
        if let card { claimed.insert(.card(card)) }
        if let phone { claimed.insert(.phone(phone)) }
    }

    private mutating func name(_ messageID: String, _ verified: VerifiedMessage) {
        originals.append(MessageKey(partner: verified.partner, messageID: messageID))
    }
}
