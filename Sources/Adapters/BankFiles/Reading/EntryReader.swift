import Payments
import Quantities

/// Gathers the entries of statements and notifications; each transaction of an entry is an item of its own.
struct EntryReader {
    private var accountIBAN: String?
    private var entry = EntryFacts()
    private var transaction = TransactionFacts()
    /// What is said beside an entry without transactions.
    private var entryInformation: String?

    mutating func began(_ place: Place) {
        switch place {
        case .statement: accountIBAN = nil
        case .entry:
            entry = EntryFacts()
            entryInformation = nil
        case .transaction: transaction = TransactionFacts()
        case .returnInformation: transaction.isReturn = true
        default: break
        }
    }

    mutating func read(_ text: String, at place: Place, currency: String?, line: Int) throws(BankFileError) {
        switch place {
        case .entryAmount: entry.amount = try XMLText.amount(text, currency: currency, line: line)
        case .transactionAmount: transaction.amount = try XMLText.amount(text, currency: currency, line: line)
        case .instructedAmount: transaction.instructedAmount = try XMLText.amount(text, currency: currency, line: line)
        case .entrySide: entry.side = try XMLText.side(text, line: line)
        case .transactionSide: transaction.side = try XMLText.side(text, line: line)
        case .bookingDay: entry.bookingDay = try Self.day(text, "BookgDt", line)
        case .valueDay: entry.valueDay = try Self.day(text, "ValDt", line)
        case .reversalFlag:
            guard ["true", "false", "1", "0"].contains(text) else { throw .invalid(line: line, element: "RvslInd") }
            entry.isReversal = text == "true" || text == "1"
        default:
            if !text.isEmpty { readText(text, at: place) }
        }
    }

    private mutating func readText(_ text: String, at place: Place) {
        switch place {
        case .accountIBAN: accountIBAN = text
        case .entryReference: entry.reference = text
        case .entryStateCode: entry.state = text
        case .entryServicerReference: entry.servicerReference = text
        case .entryInformation: entryInformation = text
        case .batchReference:
            if entry.batchReferences.count < TransactionFacts.referenceLimit { entry.batchReferences.append(text) }
        case .transactionServicerReference: transaction.servicerReference = text
        case .endToEndID: transaction.endToEndID = text == "NOTPROVIDED" ? nil : text
        case .debtorName: transaction.debtorName = text
        case .debtorIBAN: transaction.debtorIBAN = text
        case .creditorName: transaction.creditorName = text
        case .creditorIBAN: transaction.creditorIBAN = text
        case .documentNumber, .creditorReferenceText: transaction.add(reference: text)
        case .unstructured, .additionalRemittance, .transactionInformation: transaction.add(remittance: text)
        case .returnReasonCode: transaction.returnReasonCode = text
        default: break
        }
    }

    mutating func ended(_ place: Place, line: Int, into items: inout [BankItem]) throws(BankFileError) {
        switch place {
        case .transaction: try endedTransaction(line, into: &items)
        case .entry: try endedEntry(line, into: &items)
        default: break
        }
    }

    /// The first transaction waits, since one alone may leave its amount to the entry; from the second on each goes out at once.
    private mutating func endedTransaction(_ line: Int, into items: inout [BankItem]) throws(BankFileError) {
        entry.count += 1
        guard entry.count > 1 else {
            entry.first = transaction
            return
        }
        if let first = entry.first {
            try append(first, place: 1, of: requireAmount(of: first, line), line, into: &items)
            entry.first = nil
        }
        try append(transaction, place: entry.count, of: requireAmount(of: transaction, line), line, into: &items)
    }

    private mutating func endedEntry(_ line: Int, into items: inout [BankItem]) throws(BankFileError) {
        guard let amount = entry.amount else { throw .missing(line: line, element: "Ntry/Amt") }
        if let first = entry.first {
            // Alone, it is the entry; an amount in another currency is what was instructed before the exchange.
            if let own = first.amount, own.currency == amount.currency {
                try append(first, place: 1, of: own, line, into: &items)
            } else {
                try append(first, place: 1, of: amount, line, into: &items)
            }
        } else if entry.count == 0 {
            var whole = TransactionFacts()
            for reference in entry.batchReferences { whole.add(reference: reference) }
            if let entryInformation { whole.add(remittance: entryInformation) }
            try append(whole, place: 0, of: amount, line, into: &items)
        }
        let booked = signed(amount, try requireSide(line))
        guard entry.sum == booked else {
            throw .sum(
                line: line, entry: Int64(clamping: booked), transactions: entry.sum.map { Int64(clamping: $0) })
        }
        entry.first = nil
    }

    /// One of several transactions says how much of the entry it is, in the entry's currency.
    private func requireAmount(of facts: TransactionFacts, _ line: Int) throws(BankFileError) -> Money {
        guard let entryAmount = entry.amount else { throw .missing(line: line, element: "Ntry/Amt") }
        for amount in [facts.amount, facts.instructedAmount] {
            if let amount, amount.currency == entryAmount.currency { return amount }
        }
        guard facts.amount != nil || facts.instructedAmount != nil else {
            throw .missing(line: line, element: "TxDtls/Amt")
        }
        throw .sum(
            line: line, entry: Int64(clamping: signed(entryAmount, try requireSide(line))), transactions: nil)
    }

    private mutating func append(
        _ facts: TransactionFacts, place: Int, of amount: Money, _ line: Int, into items: inout [BankItem]
    ) throws(BankFileError) {
        guard let state = entry.state else { throw .missing(line: line, element: "Ntry/Sts") }
        let side = if let own = facts.side { own } else { try requireSide(line) }
        entry.sum = entry.sum.map { $0 + signed(amount, side) }
        let other = facts.counterparty(of: accountIBAN, side)
        items.append(
            .entry(
                BankEntry(
                    accountIBAN: accountIBAN, amount: amount, side: side, isBooked: state == "BOOK",
                    bookingDay: entry.bookingDay, valueDay: entry.valueDay,
                    servicerReference: facts.servicerReference ?? entry.servicerReference,
                    entryServicerReference: entry.servicerReference, entryReference: entry.reference, place: place,
                    endToEndID: facts.endToEndID, references: facts.references, remittance: facts.remittance,
                    isReversal: entry.isReversal,
                    returnReasonCode: facts.returnReasonCode ?? (facts.isReturn ? "NARR" : nil),
                    counterpartyIBAN: other.iban, counterpartyName: other.name)))
    }

    private func requireSide(_ line: Int) throws(BankFileError) -> EntrySide {
        guard let side = entry.side else { throw .missing(line: line, element: "Ntry/CdtDbtInd") }
        return side
    }

    private func signed(_ amount: Money, _ side: EntrySide) -> Int128 {
        side == .credit ? Int128(amount.minorUnits) : -Int128(amount.minorUnits)
    }

    private static func day(_ text: String, _ element: String, _ line: Int) throws(BankFileError) -> LocalDay {
        guard let day = XMLText.day(text) else { throw .invalid(line: line, element: element) }
        return day
    }
}
