import Payments
import Quantities

/// What is said of an entry as a whole; fields stay empty until their element has ended.
struct EntryFacts {
    var reference: String?
    var amount: Money?
    var side: EntrySide?
    var isReversal = false
    var state: String?
    var bookingDay: LocalDay?
    var valueDay: LocalDay?
    var servicerReference: String?
    var batchReferences: [String] = []
    /// Signed minor units of the transactions so far; nothing once one of several could not be counted.
    var sum: Int128? = 0
    /// How many transactions there were.
    var count = 0
    /// The first transaction, until it is known whether others follow.
    var first: TransactionFacts?
}

/// What is said of one transaction of an entry.
struct TransactionFacts {
    /// How many references are kept of one transaction.
    static let referenceLimit = 64
    /// How much free text is kept of one transaction, in bytes.
    static let remittanceLimit = 4000

    var servicerReference: String?
    var endToEndID: String?
    var amount: Money?
    var instructedAmount: Money?
    var side: EntrySide?
    var debtorName: String?
    var debtorIBAN: String?
    var creditorName: String?
    var creditorIBAN: String?
    var references: [String] = []
    var remittance = ""
    var returnReasonCode: String?
    /// The element RtrInf is there, with or without a reason.
    var isReturn = false

    mutating func add(reference: String) {
        if references.count < Self.referenceLimit, !references.contains(reference) { references.append(reference) }
    }

    mutating func add(remittance text: String) {
        guard remittance.utf8.count + text.utf8.count < Self.remittanceLimit else { return }
        remittance += remittance.isEmpty ? text : " " + text
    }

    /// The party at the other end: who paid for what came in, who was paid for what went out; for a payment that came
    /// back, whom it had been meant for.
    func counterparty(of account: String?, _ side: EntrySide) -> (iban: String?, name: String?) {
        let debtor = (iban: debtorIBAN, name: debtorName)
        let creditor = (iban: creditorIBAN, name: creditorName)
        let isPayer = (side == .credit) != isReturn
        let (other, own) = isPayer ? (debtor, creditor) : (creditor, debtor)
        // A bank may turn the parties of what came back; the account itself is never its own counterparty.
        return account != nil && other.iban == account ? own : other
    }
}
