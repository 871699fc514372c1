import Partners
import Payments
import Quantities

/// The credit transfers of a cycle as pain.001.001.09, for the operator's bank.
public enum PainFile {
    /// The namespace of the files.
    public static let namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"

    /// The file's bytes: UTF-8, two spaces an indent, the same for equal content.
    ///
    /// One payment information holds all transfers, each to be booked by itself. Names and information are transliterated to
    /// the banks' Latin characters and then cut to the schema's lengths; identifications must be in those characters already.
    ///
    /// - Throws: ``BankFileWritingError``, when there is nothing to pay, an amount is not above zero, an end-to-end id comes
    ///   twice, or an identification, IBAN or BIC is not in the schema's form.
    public static func bytes(of initiation: CreditTransferInitiation) throws(BankFileWritingError) -> [UInt8] {
        try check(initiation)
        let total = initiation.transfers.reduce(Int128(0)) { $0 + Int128($1.amount) }
        let sum = DecimalAmount(total, initiation.currency).description
        let count = String(initiation.transfers.count)
        let isEuro = initiation.currency.letters == "EUR"
        var file = try XMLDocumentWriter(namespace: namespace)
        try file.element("CstmrCdtTrfInitn") { (file) throws(BankFileWritingError) in
            try file.element("GrpHdr") { (file) throws(BankFileWritingError) in
                file.element("MsgId", initiation.messageID)
                file.element("CreDtTm", Instant(seconds: initiation.createdAt.seconds).description)
                file.element("NbOfTxs", count)
                file.element("CtrlSum", sum)
                file.element(path: ["InitgPty", "Nm"], BankText.free(initiation.initiatingParty, limit: 70))
            }
            try file.element("PmtInf") { (file) throws(BankFileWritingError) in
                file.element("PmtInfId", initiation.messageID)
                file.element("PmtMtd", "TRF")
                file.element("BtchBookg", "false")
                file.element("NbOfTxs", count)
                file.element("CtrlSum", sum)
                // The service level is that of SEPA credit transfers, which are in euro only (EPC132-08, AT-40).
                if isEuro { file.element(path: ["PmtTpInf", "SvcLvl", "Cd"], "SEPA") }
                file.element(path: ["ReqdExctnDt", "Dt"], initiation.executionDay.description)
                file.element(path: ["Dbtr", "Nm"], BankText.free(initiation.debtor.holder, limit: 70))
                file.element(path: ["DbtrAcct", "Id", "IBAN"], initiation.debtor.iban)
                file.element(path: ["DbtrAgt", "FinInstnId", "BICFI"], initiation.debtor.bic)
                file.element("ChrgBr", isEuro ? "SLEV" : "SHAR")
                for transfer in initiation.transfers {
                    try write(transfer, initiation.currency, into: &file)
                }
            }
        }
        return try file.finish()
    }

    private static func write(
        _ transfer: CreditTransfer, _ currency: CurrencyCode, into file: inout XMLDocumentWriter
    ) throws(BankFileWritingError) {
        try file.element("CdtTrfTxInf") { (file) throws(BankFileWritingError) in
            try file.element("PmtId") { (file) throws(BankFileWritingError) in
                // The same as end to end, so that a status that repeats only one of them finds its payment.
                file.element("InstrId", transfer.endToEndID)
                file.element("EndToEndId", transfer.endToEndID)
            }
            try file.element("Amt") { (file) throws(BankFileWritingError) in
                file.amount("InstdAmt", DecimalAmount(Int128(transfer.amount), currency))
            }
            file.element(path: ["CdtrAgt", "FinInstnId", "BICFI"], transfer.creditor.bic)
            file.element(path: ["Cdtr", "Nm"], BankText.free(transfer.creditor.holder, limit: 70))
            file.element(path: ["CdtrAcct", "Id", "IBAN"], transfer.creditor.iban)
            try file.element("RmtInf") { (file) throws(BankFileWritingError) in
                try file.element("Strd") { (file) throws(BankFileWritingError) in
                    try writeRemittance(of: transfer, into: &file)
                }
            }
        }
    }

    private static func writeRemittance(
        of transfer: CreditTransfer, into file: inout XMLDocumentWriter
    ) throws(BankFileWritingError) {
        try file.element("RfrdDocInf") { (file) throws(BankFileWritingError) in
            file.element(path: ["Tp", "CdOrPrtry", "Cd"], "SOAC")
            file.element("Nb", transfer.documentNumber)
            if let day = transfer.documentDay { file.element("RltdDt", day.description) }
        }
        try file.element("CdtrRefInf") { (file) throws(BankFileWritingError) in
            let reference = CreditorReference(over: transfer.reference)
            try file.element("Tp") { (file) throws(BankFileWritingError) in
                file.element(path: ["CdOrPrtry", "Cd"], "SCOR")
                if reference != nil { file.element("Issr", "ISO") }
            }
            file.element("Ref", reference?.description ?? BankText.free(transfer.reference, limit: 35))
        }
        if !transfer.information.isEmpty {
            file.element("AddtlRmtInf", BankText.free(transfer.information, limit: 140))
        }
    }

    private static func check(_ initiation: CreditTransferInitiation) throws(BankFileWritingError) {
        guard !initiation.transfers.isEmpty else { throw .noTransfers }
        guard BankText.isIdentification(initiation.messageID, limit: 35) else { throw .field("MsgId") }
        try check(initiation.debtor, "DbtrAcct", "DbtrAgt")
        var seen: Set<String> = []
        for transfer in initiation.transfers {
            guard BankText.isIdentification(transfer.endToEndID, limit: 35) else { throw .field("EndToEndId") }
            guard seen.insert(transfer.endToEndID).inserted else { throw .repeated(endToEndID: transfer.endToEndID) }
            // The schema counts 18 digits in all (ActiveOrHistoricCurrencyAndAmount).
            guard transfer.amount > 0, transfer.amount < Decimals.power(of: 18) else {
                throw .amount(endToEndID: transfer.endToEndID)
            }
            guard BankText.isIdentification(transfer.documentNumber, limit: 35) else { throw .field("RfrdDocInf/Nb") }
            try check(transfer.creditor, "CdtrAcct", "CdtrAgt")
        }
    }

    private static func check(
        _ account: BankAccount, _ number: String, _ bank: String
    ) throws(BankFileWritingError) {
        guard AccountForm.isIBAN(account.iban) else { throw .field(number) }
        guard AccountForm.isBIC(account.bic) else { throw .field(bank) }
    }
}
