import Payments
import Quantities

/// A partner's account with the hub over one cycle as camt.053.001.08, for the partner's books.
public enum CamtStatementFile {
    /// The namespace of the files.
    public static let namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"

    /// The file's bytes: UTF-8, two spaces an indent, the same for equal content.
    ///
    /// Opening and closing booked balance, then one booked entry a movement under the hub's own code (issuer
    /// `CLEARINGHOUSE`). A repeated statement says `DUPL`.
    ///
    /// - Throws: ``BankFileWritingError``, when the entries do not lead from opening to closing, an amount is below zero or has
    ///   more than 18 digits, or an identification is not in the schema's form.
    public static func bytes(of statement: AccountStatement) throws(BankFileWritingError) -> [UInt8] {
        try check(statement)
        let createdAt = Instant(seconds: statement.createdAt.seconds).description
        var file = try XMLDocumentWriter(namespace: namespace)
        try file.element("BkToCstmrStmt") { (file) throws(BankFileWritingError) in
            try file.element("GrpHdr") { (file) throws(BankFileWritingError) in
                file.element("MsgId", statement.messageID)
                file.element("CreDtTm", createdAt)
            }
            try file.element("Stmt") { (file) throws(BankFileWritingError) in
                file.element("Id", statement.statementID)
                file.element("ElctrncSeqNb", String(statement.sequence))
                file.element("CreDtTm", createdAt)
                if statement.isCopy { file.element("CpyDplctInd", "DUPL") }
                try file.element("Acct") { (file) throws(BankFileWritingError) in
                    file.element(path: ["Id", "Othr", "Id"], statement.accountID)
                    file.element("Ccy", statement.currency.letters)
                    file.element(path: ["Ownr", "Nm"], BankText.free(statement.holder, limit: 140))
                    file.element(path: ["Svcr", "FinInstnId", "Nm"], BankText.free(statement.coalition, limit: 140))
                }
                try write("OPBD", statement.opening, of: statement, into: &file)
                try write("CLBD", statement.closing, of: statement, into: &file)
                for entry in statement.entries { try write(entry, of: statement, into: &file) }
            }
        }
        return try file.finish()
    }

    private static func write(
        _ code: String, _ balance: Int64, of statement: AccountStatement, into file: inout XMLDocumentWriter
    ) throws(BankFileWritingError) {
        try file.element("Bal") { (file) throws(BankFileWritingError) in
            file.element(path: ["Tp", "CdOrPrtry", "Cd"], code)
            file.amount("Amt", DecimalAmount(Int128(balance), statement.currency))
            file.element("CdtDbtInd", balance < 0 ? "DBIT" : "CRDT")
            file.element(path: ["Dt", "Dt"], statement.day.description)
        }
    }

    private static func write(
        _ entry: AccountStatement.Entry, of statement: AccountStatement, into file: inout XMLDocumentWriter
    ) throws(BankFileWritingError) {
        try file.element("Ntry") { (file) throws(BankFileWritingError) in
            file.element("NtryRef", entry.reference)
            file.amount("Amt", DecimalAmount(Int128(entry.amount), statement.currency))
            file.element("CdtDbtInd", entry.side == .credit ? "CRDT" : "DBIT")
            file.element(path: ["Sts", "Cd"], "BOOK")
            file.element(path: ["BookgDt", "Dt"], statement.day.description)
            file.element(path: ["ValDt", "Dt"], statement.day.description)
            try file.element("BkTxCd") { (file) throws(BankFileWritingError) in
                try file.element("Prtry") { (file) throws(BankFileWritingError) in
                    file.element("Cd", entry.code)
                    file.element("Issr", "CLEARINGHOUSE")
                }
            }
            if let endToEndID = entry.endToEndID {
                file.element(path: ["NtryDtls", "TxDtls", "Refs", "EndToEndId"], endToEndID)
            }
            if !entry.information.isEmpty {
                file.element("AddtlNtryInf", BankText.free(entry.information, limit: 500))
            }
        }
    }

    private static func check(_ statement: AccountStatement) throws(BankFileWritingError) {
        guard BankText.isIdentification(statement.messageID, limit: 35) else { throw .field("MsgId") }
        guard BankText.isIdentification(statement.statementID, limit: 35) else { throw .field("Stmt/Id") }
        guard BankText.isIdentification(statement.accountID, limit: 34) else { throw .field("Acct/Id") }
        let largest = Decimals.power(of: 18) - 1
        guard statement.opening.magnitude <= largest, statement.closing.magnitude <= largest else {
            throw .field("Bal/Amt")
        }
        var balance = Int128(statement.opening)
        for entry in statement.entries {
            guard BankText.isIdentification(entry.reference, limit: 35) else { throw .field("NtryRef") }
            // The hub's own codes may hold an underscore; the schema only counts.
            guard (1...35).contains(entry.code.utf8.count), entry.code.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else { throw .field("BkTxCd") }
            guard (0...largest).contains(entry.amount) else { throw .field("Ntry/Amt") }
            if let endToEndID = entry.endToEndID, !BankText.isIdentification(endToEndID, limit: 35) {
                throw .field("EndToEndId")
            }
            balance += entry.side == .credit ? Int128(entry.amount) : -Int128(entry.amount)
        }
        guard balance == Int128(statement.closing) else { throw .unbalanced }
    }
}
