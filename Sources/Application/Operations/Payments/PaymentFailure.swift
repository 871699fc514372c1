import Partners
import Payments
import Quantities

/// Why nothing was done about payments, bank files or funds; books and payments are as before.
public enum PaymentFailure: Error, Hashable, Sendable {
    /// There is no such cycle, or it has not been dispatched.
    case cycleNotDispatched(Int64)
    /// There is no such payment.
    case unknownPayment(Int64)
    /// There is no such item in the work list.
    case unknownItem(Int64)
    /// The item has been dealt with already.
    case itemDecided(Int64)
    /// The item is no entry with money of the books' currency on suspense.
    case itemWithoutMoney(Int64)
    /// The item does not fit the payment.
    case itemDoesNotFit(item: Int64, payment: Int64, MismatchReason)
    /// The payment's state does not allow it.
    case refused(payment: Int64, PaymentRefusal)
    /// The version cannot be given up: the bank has been told to pay this.
    case underWay(cycle: Int64, partner: PartnerID, state: PaymentState)
    /// These debtors' money is neither in nor covered.
    case notFunded(cycle: Int64, [Funding.Gap])
    /// The file cannot be read, or is none the hub takes; the sentence says why.
    case unreadable(String)
    /// The file for the bank could not be made, or not be written to the data directory.
    case notWritten(String, reason: String)
    /// No such partner.
    case unknownPartner(String)
    /// An amount is not above zero or past the books' range.
    case amountOutOfRange
    /// The fund's movement has been booked under this reference.
    case alreadyBooked(String)
    /// Nothing of this name is booked on the bank's account.
    case notBooked(String)
    /// The fund holds less, or what stays would not cover what the partner owes.
    case notCovered(partner: PartnerID, balance: Int64, owed: Int64)
    /// No coalition has been applied.
    case noCoalition
    /// Interest could not be posted; the sentence says why.
    case interestNotPosted(String)
    /// The store did not do it.
    case store(StoreError)
}

extension PaymentFailure: CustomStringConvertible {
    /// A sentence for people that says what to do where that is known.
    public var description: String {
        switch self {
        case .cycleNotDispatched(let cycle): "cycle \(CycleName.text(cycle)) has not been dispatched"
        case .unknownPayment(let id): "there is no payment \(id): `bank payments` lists them"
        case .unknownItem(let id): "there is no item \(id) in the work list"
        case .itemDecided(let id): "item \(id) has been dealt with already"
        case .itemWithoutMoney(let id): "item \(id) has no money on suspense that could be assigned"
        case .itemDoesNotFit(let item, let payment, let reason):
            "item \(item) does not fit payment \(payment): \(Self.sentence(reason))"
        case .refused(let payment, let refusal): "payment \(payment) stays as it is: \(Self.sentence(refusal))"
        case .underWay(let cycle, let partner, let state):
            "cycle \(CycleName.text(cycle)) cannot be given up: the payment to \(partner) is \(state.rawValue) at the bank; "
                + "import its answer first"
        case .notFunded(let cycle, let gaps):
            "cycle \(CycleName.text(cycle)) is not funded: "
                + gaps.map { "\($0.partner) lacks \($0.missing) minor units" }.joined(separator: ", ")
        case .unreadable(let reason): "the file was not imported: \(reason)"
        case .notWritten(let path, let reason): "\(path) could not be made: \(reason)"
        case .unknownPartner(let name): "there is no partner \(name)"
        case .amountOutOfRange: "an amount is out of range"
        case .notBooked(let reference): "nothing is booked on the bank's account as \(reference)"
        case .alreadyBooked(let reference): "\(reference) has been booked already; nothing was booked now"
        case .notCovered(let partner, let balance, let owed):
            "\(partner) has \(balance) there and owes \(max(0, owed)) minor units: what stays would not cover it"
        case .noCoalition: "no coalition has been applied: run partners apply"
        case .interestNotPosted(let reason): "interest could not be posted: \(reason)"
        case .store(let error): "the database did not do it: \(error)"
        }
    }

    /// What a mismatch means.
    public static func sentence(_ reason: MismatchReason) -> String {
        switch reason {
        case .unknownID: "no payment has its end-to-end id or reference"
        case .wrongAmount: "the amount is another"
        case .wrongCurrency: "the currency is another"
        case .wrongAccount: "it is on an account that is not the operator's"
        case .wrongDirection: "the money went the other way"
        case .late: "the payment's version has been given up"
        case .alreadyPaid: "the payment is paid already"
        case .underpaid: "it is less than the payment, which waits for the rest"
        case .overpaid: "it is more than the payment; the rest is on suspense"
        case .unexpectedReturn: "it came back without having gone"
        }
    }

    private static func sentence(_ refusal: PaymentRefusal) -> String {
        switch refusal {
        case .notNow(let state, let event): "one that is \(state.rawValue) takes no \(event.name)"
        case .wrongAmount(let open, let given): "\(open) minor units are open, not \(given)"
        case .otherMessage: "the news is of an earlier message"
        }
    }
}
