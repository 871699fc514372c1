import Quantities

/// What may happen to a payment.
public enum PaymentEvent: Hashable, Sendable {
    /// It goes to the bank in this message.
    case instruct(messageID: String)
    /// The bank took up the message's payment.
    case accepted(messageID: String)
    /// The bank refused it.
    case rejected(messageID: String, reason: String)
    /// The bank booked so much of it, in minor units above zero.
    case moved(Int64)
    /// The bank booked so much of it back, in minor units above zero.
    case returned(Int64, reason: String)
    /// A person says that what is open was paid outside the bank's files.
    case paidByHand
    /// Its version is given up.
    case withdraw
    /// No file can carry it, because one of the accounts is not known; nothing when both are.
    case accountMissing(Bool)

    /// The name in tables.
    public var name: String {
        switch self {
        case .instruct: "instruct"
        case .accepted: "accepted"
        case .rejected: "rejected"
        case .moved: "moved"
        case .returned: "returned"
        case .paidByHand: "paid_by_hand"
        case .withdraw: "withdraw"
        case .accountMissing: "account_missing"
        }
    }
}

/// What an event makes of a payment.
public struct PaymentStep: Hashable, Sendable {
    /// The payment after it.
    public let payment: Payment
    /// Minor units to book now; below zero for money that came back, zero where nothing moved or it was booked by hand before.
    public let booked: Int64
    /// Whether the instruction it was in is over, so that it may go into another.
    public let endsInstruction: Bool

    init(_ payment: Payment, booked: Int64 = 0, endsInstruction: Bool = false) {
        self.payment = payment
        self.booked = booked
        self.endsInstruction = endsInstruction
    }
}

/// Why a payment stays as it is.
public enum PaymentRefusal: Error, Hashable, Sendable {
    /// The event has no meaning in this state.
    case notNow(state: PaymentState, event: PaymentEvent)
    /// More would move than is open, or less than all of an outgoing one.
    case wrongAmount(open: Int64, given: Int64)
    /// The message is not the one it was last instructed with: old news.
    case otherMessage
}

extension Payment {
    /// What moved came back once more than it went.
    private var isReturnKnownFirst: Bool { moved < 0 }

    /// The payment after `event`.
    ///
    /// News of the bank may come in any order and again: what is older than the state changes nothing. An outgoing
    /// payment moves whole; an incoming one may come in parts.
    ///
    /// - Throws: ``PaymentRefusal``; the payment then stays as it is.
    public func after(_ event: PaymentEvent) throws(PaymentRefusal) -> PaymentStep {
        switch (state, event) {
        case (.pending, .instruct(let message)), (.rejected, .instruct(let message)),
            (.returned, .instruct(let message)):
            // What came back before it was known to have gone out is still on its way.
            guard direction == .outgoing, !isReturnKnownFirst else { throw .notNow(state: state, event: event) }
            return PaymentStep(standing(.instructed, instruction: message, reason: nil))
        case (.instructed, .instruct), (.accepted, .instruct), (.paid, .instruct), (.withdrawn, .instruct):
            throw .notNow(state: state, event: event)

        case (.instructed, .accepted(let message)):
            try check(message)
            return PaymentStep(standing(.accepted, reason: nil))
        case (.instructed, .rejected(let message, let reason)), (.accepted, .rejected(let message, let reason)):
            try check(message)
            return PaymentStep(standing(.rejected, reason: reason), endsInstruction: true)
        case (.accepted, .accepted), (.paid, .accepted), (.rejected, .accepted), (.returned, .accepted),
            (.paid, .rejected), (.rejected, .rejected), (.returned, .rejected):
            return PaymentStep(self)
        case (.pending, .accepted), (.pending, .rejected), (.withdrawn, .accepted), (.withdrawn, .rejected):
            throw .notNow(state: state, event: event)

        case (.pending, .moved(let amount)), (.instructed, .moved(let amount)), (.accepted, .moved(let amount)),
            (.rejected, .moved(let amount)), (.returned, .moved(let amount)):
            return try moving(amount)
        case (.paid, .moved(let amount)):
            guard amount > 0, amount <= byHand else { throw .notNow(state: state, event: event) }
            return PaymentStep(standing(.paid, byHand: byHand - amount, reason: reason))
        case (.withdrawn, .moved):
            throw .notNow(state: state, event: event)

        case (.instructed, .returned(let amount, let reason)), (.accepted, .returned(let amount, let reason)),
            (.paid, .returned(let amount, let reason)), (.rejected, .returned(let amount, let reason)),
            (.returned, .returned(let amount, let reason)), (.pending, .returned(let amount, let reason)):
            return try returning(amount, reason: reason, event)
        case (.withdrawn, .returned):
            throw .notNow(state: state, event: event)

        case (.pending, .paidByHand), (.instructed, .paidByHand), (.accepted, .paidByHand), (.rejected, .paidByHand),
            (.returned, .paidByHand):
            return PaymentStep(
                standing(.paid, moved: amount.minorUnits, byHand: byHand + open, reason: nil), booked: open,
                endsInstruction: true)
        case (.paid, .paidByHand):
            return PaymentStep(self)
        case (.withdrawn, .paidByHand):
            throw .notNow(state: state, event: event)

        case (.pending, .withdraw), (.rejected, .withdraw), (.returned, .withdraw):
            return PaymentStep(standing(.withdrawn, reason: nil), endsInstruction: true)
        case (.paid, .withdraw), (.withdrawn, .withdraw):
            // What was paid stays paid: the next version counts it.
            return PaymentStep(self)
        case (.instructed, .withdraw), (.accepted, .withdraw):
            throw .notNow(state: state, event: event)

        case (.pending, .accountMissing(let isMissing)):
            return PaymentStep(standing(.pending, reason: isMissing ? "no_account" : nil))
        case (.rejected, .accountMissing), (.returned, .accountMissing):
            return PaymentStep(self)
        case (.instructed, .accountMissing), (.accepted, .accountMissing), (.paid, .accountMissing),
            (.withdrawn, .accountMissing):
            throw .notNow(state: state, event: event)
        }
    }

    private func check(_ message: String) throws(PaymentRefusal) {
        guard message == instruction else { throw .otherMessage }
    }

    private func moving(_ given: Int64) throws(PaymentRefusal) -> PaymentStep {
        switch direction {
        case .outgoing:
            guard given == amount.minorUnits else { throw .wrongAmount(open: open, given: given) }
        case .incoming:
            guard given > 0, given <= open else { throw .wrongAmount(open: open, given: given) }
        }
        let total = moved + given
        if total == amount.minorUnits {
            // It moved, whatever the instruction is said to have become; it never goes into another.
            return PaymentStep(standing(.paid, moved: total, reason: nil), booked: given)
        }
        return PaymentStep(standing(state, moved: total, reason: reason), booked: given)
    }

    private func returning(
        _ given: Int64, reason: String, _ event: PaymentEvent
    ) throws(PaymentRefusal) -> PaymentStep {
        switch direction {
        case .outgoing:
            guard given == amount.minorUnits else { throw .wrongAmount(open: open, given: given) }
            // Only what went, or may be on its way, can come back; once more than it went at most.
            guard moved == amount.minorUnits || (moved == 0 && instruction != nil) else {
                throw .notNow(state: state, event: event)
            }
        case .incoming:
            guard given > 0, given <= moved else { throw .wrongAmount(open: open, given: given) }
        }
        let rest = moved - given
        return PaymentStep(
            standing(.returned, moved: rest, byHand: min(byHand, max(0, rest)), reason: reason), booked: -given,
            endsInstruction: true)
    }
}
