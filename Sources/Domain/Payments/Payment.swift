import Partners
import Quantities

/// Which way a payment goes, seen from the operator's bank account.
public enum PaymentDirection: String, Hashable, Sendable, CaseIterable {
    /// To a creditor of the cycle.
    case outgoing
    /// From a debtor.
    case incoming
}

/// Where a payment stands; ``Payment/after(_:)`` is the only way from one to the next.
public enum PaymentState: String, Hashable, Sendable, CaseIterable {
    /// Owed; left by an instruction, by money that moves, or with its version.
    case pending
    /// The bank has a file with it; left by what the bank says.
    case instructed
    /// The bank took it up; left by what the bank says.
    case accepted
    /// All of it moved; left when it comes back.
    case paid
    /// The bank refused it; it can be instructed again under another message with the same end-to-end id.
    case rejected
    /// It was paid and came back; it can be instructed, or paid in, again.
    case returned
    /// Its version was given up before it was paid; never left.
    case withdrawn
}

/// What one partner is to be paid, or is to pay, for one version of a cycle.
public struct Payment: Hashable, Sendable {
    /// Counts the payments.
    public let id: Int64
    /// The cycle.
    public let cycle: Int64
    /// The version of its settlement.
    public let version: Int64
    /// Who is paid, or pays.
    public let partner: PartnerID
    /// To the partner or from it.
    public let direction: PaymentDirection
    /// Above zero, in the coalition's currency.
    public let amount: Money
    /// Names it at every bank, for ever; the statement gives it to the partner.
    public let endToEndID: String
    /// When it is due.
    public let valueDay: LocalDay
    /// Where it stands.
    public let state: PaymentState
    /// Minor units that moved so far; below zero while a return is known before the payment it belongs to.
    public let moved: Int64
    /// What of ``moved`` was booked by hand and waits for the bank to confirm it.
    public let byHand: Int64
    /// The MsgId of the newest instruction it is in.
    public let instruction: String?
    /// Why it stands so: the bank's reason, or `no_account`.
    public let reason: String?

    /// A payment of these facts.
    public init(
        id: Int64, cycle: Int64, version: Int64, partner: PartnerID, direction: PaymentDirection, amount: Money,
        endToEndID: String, valueDay: LocalDay, state: PaymentState = .pending, moved: Int64 = 0, byHand: Int64 = 0,
        instruction: String? = nil, reason: String? = nil
    ) {
        self.id = id
        self.cycle = cycle
        self.version = version
        self.partner = partner
        self.direction = direction
        self.amount = amount
        self.endToEndID = endToEndID
        self.valueDay = valueDay
        self.state = state
        self.moved = moved
        self.byHand = byHand
        self.instruction = instruction
        self.reason = reason
    }

    /// What has not moved yet, in minor units.
    public var open: Int64 { amount.minorUnits - moved }

    /// What moved to the partner: above zero outgoing, below zero incoming.
    public var movedToPartner: Int64 { direction == .outgoing ? moved : -moved }

    /// The same payment in another standing.
    func standing(
        _ state: PaymentState, moved: Int64? = nil, byHand: Int64? = nil, instruction: String? = nil, reason: String?
    ) -> Payment {
        Payment(
            id: id, cycle: cycle, version: version, partner: partner, direction: direction, amount: amount,
            endToEndID: endToEndID, valueDay: valueDay, state: state, moved: moved ?? self.moved,
            byHand: byHand ?? self.byHand, instruction: instruction ?? self.instruction, reason: reason)
    }
}
