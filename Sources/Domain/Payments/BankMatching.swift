import Quantities

/// Why a fact of a bank's file moved nothing, or not all of it.
public enum MismatchReason: String, Hashable, Sendable, CaseIterable {
    /// No payment has this end-to-end id, or none is named.
    case unknownID = "unknown_id"
    /// Another amount than the payment's.
    case wrongAmount = "wrong_amount"
    /// Another currency than the payment's.
    case wrongCurrency = "wrong_currency"
    /// An entry of an account that is not the operator's.
    case wrongAccount = "wrong_account"
    /// Money went the other way than the payment does.
    case wrongDirection = "wrong_direction"
    /// The payment's version has been given up.
    case late
    /// The payment is paid already.
    case alreadyPaid = "already_paid"
    /// Less than the payment came in; it waits for the rest.
    case underpaid
    /// More than the payment came in; the rest is on suspense.
    case overpaid
    /// Something came back that had not gone.
    case unexpectedReturn = "unexpected_return"
}

/// What a booked entry does to a payment.
public struct BankMatch: Hashable, Sendable {
    /// How well it fits.
    public enum Fit: String, Hashable, Sendable {
        case matched
        case partlyMatched = "partly_matched"
        case unmatched
    }

    /// How well it fits.
    public let fit: Fit
    /// Why it does not fit wholly.
    public let reason: MismatchReason?
    /// The payment after it, where it fits at all.
    public let step: PaymentStep?
    /// What happened to the payment, where it fits.
    public let event: PaymentEvent?
    /// Minor units of the entry that no payment took; they stand on suspense.
    public let suspense: Int64

    /// Matches an entry of the operator's account to the payment it names.
    ///
    /// - Parameters:
    ///   - entry: a booked entry, in the ledger's currency.
    ///   - payment: the payment of its end-to-end id or reference; nothing when there is none.
    public init(_ entry: BankEntry, payment: Payment?) {
        self = Self.match(entry, payment: payment)
    }

    private init(
        _ fit: Fit, reason: MismatchReason?, step: PaymentStep? = nil, event: PaymentEvent? = nil, suspense: Int64
    ) {
        self.fit = fit
        self.reason = reason
        self.step = step
        self.event = event
        self.suspense = suspense
    }

    private static func match(_ entry: BankEntry, payment: Payment?) -> BankMatch {
        let amount = entry.amount.minorUnits
        guard let payment else { return BankMatch(.unmatched, reason: .unknownID, suspense: amount) }
        guard entry.amount.currency == payment.amount.currency else {
            return BankMatch(.unmatched, reason: .wrongCurrency, suspense: amount)
        }
        let isReturn = entry.isReversal || entry.returnReasonCode != nil
        // A return goes the other way than its payment.
        guard (entry.side == .debit) == ((payment.direction == .outgoing) != isReturn) else {
            return BankMatch(.unmatched, reason: .wrongDirection, suspense: amount)
        }
        if isReturn {
            return match(.returned(amount, reason: entry.returnReasonCode ?? "reversal"), payment, of: amount)
        }
        // A debtor may pay in parts, or too much; the bank pays a creditor what it was told.
        let most = payment.state == .paid ? payment.byHand : payment.open
        return match(.moved(payment.direction == .incoming ? min(amount, most) : amount), payment, of: amount)
    }

    private static func match(_ event: PaymentEvent, _ payment: Payment, of amount: Int64) -> BankMatch {
        do throws(PaymentRefusal) {
            let step = try payment.after(event)
            var taken = amount
            if case .moved(let moved) = event { taken = moved }
            let isWhole = step.payment.direction == .outgoing || step.payment.open <= 0 || step.booked < 0
            return BankMatch(
                taken == amount && isWhole ? .matched : .partlyMatched,
                reason: taken < amount ? .overpaid : isWhole ? nil : .underpaid, step: step, event: event,
                suspense: amount - taken)
        } catch {
            return BankMatch(.unmatched, reason: reason(error, payment, event), suspense: amount)
        }
    }

    private static func reason(
        _ refusal: PaymentRefusal, _ payment: Payment, _ event: PaymentEvent
    ) -> MismatchReason {
        if payment.state == .withdrawn { return .late }
        if case .returned = event { return .unexpectedReturn }
        if payment.state == .paid { return .alreadyPaid }
        switch refusal {
        case .wrongAmount: return .wrongAmount
        case .notNow, .otherMessage: return .late
        }
    }
}

extension BankEntry {
    /// The texts that may name a payment, best first, in small letters: the end-to-end id, structured references, and the
    /// words of the remittance; at most 24.
    public var paymentNames: [String] {
        var names: [String] = []
        var seen: Set<String> = []
        let words = remittance.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) && $0 != "-" }.map(String.init)
        for name in [endToEndID].compactMap({ $0 }) + references + words where names.count < 24 {
            let small = name.lowercased()
            if (1...35).contains(small.utf8.count), seen.insert(small).inserted { names.append(small) }
        }
        return names
    }
}

extension PaymentStatus {
    /// What the bank's code means for a payment; nothing where it does not move it on.
    ///
    /// Source: ISO 20022 external code set, ExternalPaymentTransactionStatus1Code; `PART` speaks of a group and leaves its
    /// payments to their own statuses. That money moved is taken from the account's entries alone.
    public var event: PaymentEvent? {
        switch code {
        case "ACTC", "ACCP", "ACSP", "ACSC", "ACWC", "ACCC", "ACFC", "ACPT", "ACWP":
            return .accepted(messageID: originalMessageID)
        case "RJCT", "CANC":
            let reason = [reasonCode, reasonText].compactMap { $0 }.joined(separator: " ")
            return .rejected(messageID: originalMessageID, reason: reason.isEmpty ? code : reason)
        default:
            return nil
        }
    }
}
