import Quantities

/// Files as banks send them, for tests that play the bank; valid against the published schemas.
public struct BankAnswerSamples: Sendable {
    /// The operator's account.
    public let account: String
    /// The account's currency.
    public let currency: CurrencyCode
    /// The day of messages, bookings and values.
    public let day: LocalDay

    /// A bank that keeps `account`.
    public init(account: String, currency: CurrencyCode, day: LocalDay) {
        self.account = account
        self.currency = currency
        self.day = day
    }

    /// What became of one payment: its end-to-end id, a status such as `ACCP`, `ACSC` or `RJCT`, and a reason.
    public typealias Outcome = (endToEndID: String, status: String, reason: String?)

    /// A pain.002.001.10 about the message `original`: a status for all of it, for its payment information, for single payments.
    public func statusReport(
        _ messageID: String, of original: String, group: String? = nil, groupReason: String? = nil,
        paymentInformation: String? = nil, outcomes: [Outcome] = []
    ) -> String {
        var file = head("pain.002.001.10") + "<CstmrPmtStsRpt>" + groupHeader(messageID)
        file += "<OrgnlGrpInfAndSts><OrgnlMsgId>\(Self.escaped(original))</OrgnlMsgId>"
        file += "<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        if let group { file += "<GrpSts>\(group)</GrpSts>" }
        file += reason(groupReason) + "</OrgnlGrpInfAndSts>"
        if paymentInformation != nil || !outcomes.isEmpty {
            file += "<OrgnlPmtInfAndSts><OrgnlPmtInfId>\(Self.escaped(original))</OrgnlPmtInfId>"
            if let paymentInformation { file += "<PmtInfSts>\(paymentInformation)</PmtInfSts>" }
            for outcome in outcomes {
                let id = Self.escaped(outcome.endToEndID)
                file += "<TxInfAndSts><OrgnlInstrId>\(id)</OrgnlInstrId><OrgnlEndToEndId>\(id)</OrgnlEndToEndId>"
                file += "<TxSts>\(outcome.status)</TxSts>" + reason(outcome.reason) + "</TxInfAndSts>"
            }
            file += "</OrgnlPmtInfAndSts>"
        }
        return file + "</CstmrPmtStsRpt></Document>\n"
    }

    /// A camt.053.001.08 of the account with these movements.
    public func statement(_ messageID: String, _ movements: [BankMovement], opening: Int64 = 0) -> String {
        let closing = movements.filter { $0.state == "BOOK" }.reduce(opening) { $0 + $1.amount }
        var file = head("camt.053.001.08") + "<BkToCstmrStmt>" + groupHeader(messageID)
        file += "<Stmt><Id>\(Self.escaped(messageID))</Id><CreDtTm>\(day)T20:00:00+02:00</CreDtTm>" + accountElement
        file += balance("OPBD", opening) + balance("CLBD", closing)
        file += movements.map(entry).joined()
        return file + "</Stmt></BkToCstmrStmt></Document>\n"
    }

    /// A camt.054.001.08 of these movements.
    public func notification(_ messageID: String, _ movements: [BankMovement]) -> String {
        var file = head("camt.054.001.08") + "<BkToCstmrDbtCdtNtfctn>" + groupHeader(messageID)
        file += "<Ntfctn><Id>\(Self.escaped(messageID))</Id><CreDtTm>\(day)T20:00:00Z</CreDtTm>" + accountElement
        file += movements.map(entry).joined()
        return file + "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n"
    }

    /// Text as it stands in an XML document.
    public static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(character)
            }
        }.joined()
    }

    private func head(_ kind: String) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:\(kind)\">"
    }

    private func groupHeader(_ messageID: String) -> String {
        "<GrpHdr><MsgId>\(Self.escaped(messageID))</MsgId><CreDtTm>\(day)T20:00:00.000+02:00</CreDtTm></GrpHdr>"
    }

    private var accountElement: String {
        "<Acct><Id><IBAN>\(account)</IBAN></Id><Ccy>\(currency)</Ccy></Acct>"
    }

    private func reason(_ code: String?) -> String {
        code.map { "<StsRsnInf><Rsn><Cd>\($0)</Cd></Rsn><AddtlInf>refused as \($0)</AddtlInf></StsRsnInf>" } ?? ""
    }

    private func balance(_ code: String, _ amount: Int64) -> String {
        "<Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp>" + sided(amount) + "<Dt><Dt>\(day)</Dt></Dt></Bal>"
    }

    private func sided(_ amount: Int64) -> String {
        "<Amt Ccy=\"\(currency)\">\(decimal(amount))</Amt><CdtDbtInd>\(amount < 0 ? "DBIT" : "CRDT")</CdtDbtInd>"
    }

    private func entry(_ movement: BankMovement) -> String {
        var entry = "<Ntry>" + sided(movement.amount)
        if movement.isReversal { entry += "<RvslInd>true</RvslInd>" }
        entry += "<Sts><Cd>\(movement.state)</Cd></Sts>"
        if movement.state == "BOOK" { entry += "<BookgDt><Dt>\(day)</Dt></BookgDt>" }
        entry += "<ValDt><Dt>\(day)</Dt></ValDt>"
        if let reference = movement.servicerReference {
            entry += "<AcctSvcrRef>\(Self.escaped(reference))</AcctSvcrRef>"
        }
        entry += "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
        let details = movement.batch.isEmpty ? [movement] : movement.batch
        entry += "<NtryDtls>"
        if details.count > 1 { entry += "<Btch><NbOfTxs>\(details.count)</NbOfTxs></Btch>" }
        entry += details.map { transaction($0, isWhole: movement.batch.isEmpty) }.joined()
        return entry + "</NtryDtls></Ntry>"
    }

    private func transaction(_ movement: BankMovement, isWhole: Bool) -> String {
        var details = "<TxDtls>"
        let own = isWhole ? nil : movement.servicerReference
        if own != nil || movement.endToEndID != nil {
            details += "<Refs>" + (own.map { "<AcctSvcrRef>\(Self.escaped($0))</AcctSvcrRef>" } ?? "")
            details += "<EndToEndId>\(Self.escaped(movement.endToEndID ?? "NOTPROVIDED"))</EndToEndId></Refs>"
        }
        if !isWhole { details += sided(movement.amount) }
        if let (name, iban) = movement.counterparty {
            let isPayer = (movement.amount >= 0) == (movement.returnReason == nil)
            let role = isPayer ? "Dbtr" : "Cdtr"
            details += "<RltdPties><\(role)><Pty><Nm>\(Self.escaped(name))</Nm></Pty></\(role)>"
            details += "<\(role)Acct><Id><IBAN>\(iban)</IBAN></Id></\(role)Acct></RltdPties>"
        }
        if movement.reference != nil || movement.remittance != nil {
            details += "<RmtInf>" + (movement.remittance.map { "<Ustrd>\(Self.escaped($0))</Ustrd>" } ?? "")
            if let reference = movement.reference {
                details += "<Strd><CdtrRefInf><Ref>\(Self.escaped(reference))</Ref></CdtrRefInf></Strd>"
            }
            details += "</RmtInf>"
        }
        if let reason = movement.returnReason { details += "<RtrInf><Rsn><Cd>\(reason)</Cd></Rsn></RtrInf>" }
        return details + "</TxDtls>"
    }

    private func decimal(_ amount: Int64) -> String {
        let digits = currency.minorUnitDigits
        let text = String(amount.magnitude)
        guard digits > 0 else { return text }
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.utf8.count)) + text
        return padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}
