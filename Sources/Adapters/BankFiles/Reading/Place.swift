import Payments

/// A place in a bank's file that means something to us; every other element is ignored, with all it holds.
enum Place: UInt8, CaseIterable {
    case ignored, document, message
    case groupHeader, messageID, createdAt

    // pain.002
    case originalGroup, originalMessageID, groupStatus
    case originalPayment, originalPaymentID, paymentStatus
    case transactionStatusGroup, originalInstructionID, originalEndToEndID, transactionStatus
    case statusReason, reason, reasonCode, reasonText

    // camt.053 and camt.054
    case statement, account, accountIdentification, accountIBAN
    case entry, entryReference, entryAmount, entrySide, reversalFlag, entryState, entryStateCode
    case bookingDate, bookingDay, valueDate, valueDay, entryServicerReference, entryInformation
    case details, batch, batchReference
    case transaction, references, transactionServicerReference, endToEndID
    case transactionAmount, transactionSide, amountDetails, transactionAmountDetails, instructedAmount
    case parties, debtor, debtorParty, debtorName, debtorAccount, debtorAccountIdentification, debtorIBAN
    case creditor, creditorParty, creditorName, creditorAccount, creditorAccountIdentification, creditorIBAN
    case remittance, unstructured, structured, referredDocument, documentNumber, creditorReference
    case creditorReferenceText, additionalRemittance
    case returnInformation, returnReason, returnReasonCode, transactionInformation

    /// The most characters of the element's text, where it is one whose text is read (the schemas' Max…Text types).
    var textLimit: Int? {
        switch self {
        case .messageID, .originalMessageID, .originalPaymentID, .originalInstructionID, .originalEndToEndID,
            .entryReference, .entryServicerReference, .batchReference, .transactionServicerReference, .endToEndID,
            .documentNumber, .creditorReferenceText, .reasonCode, .returnReasonCode, .createdAt, .groupStatus,
            .paymentStatus, .transactionStatus, .entryStateCode, .entryAmount, .transactionAmount, .instructedAmount,
            .entrySide, .transactionSide, .reversalFlag, .bookingDay, .valueDay:
            35
        case .accountIBAN, .debtorIBAN, .creditorIBAN: 34
        case .reasonText: 105
        case .debtorName, .creditorName, .unstructured, .additionalRemittance: 140
        case .entryInformation, .transactionInformation: 500
        default: nil
        }
    }

    /// Whether the element carries a currency.
    var isAmount: Bool { self == .entryAmount || self == .transactionAmount || self == .instructedAmount }

    /// The places within each place, by element name.
    static func children(in kind: BankFileHeader.Kind) -> [Place: [String: Place]] {
        var all = kind == .paymentStatusReport ? statusChildren : accountChildren
        all[.document] = [kind.messageElement: .message]
        all[.groupHeader] = ["MsgId": .messageID, "CreDtTm": .createdAt]
        return all
    }

    private static let statusChildren: [Place: [String: Place]] = [
        .message: [
            "GrpHdr": .groupHeader, "OrgnlGrpInfAndSts": .originalGroup, "OrgnlPmtInfAndSts": .originalPayment,
        ],
        .originalGroup: ["OrgnlMsgId": .originalMessageID, "GrpSts": .groupStatus, "StsRsnInf": .statusReason],
        .originalPayment: [
            "OrgnlPmtInfId": .originalPaymentID, "PmtInfSts": .paymentStatus, "StsRsnInf": .statusReason,
            "TxInfAndSts": .transactionStatusGroup,
        ],
        .transactionStatusGroup: [
            "OrgnlInstrId": .originalInstructionID, "OrgnlEndToEndId": .originalEndToEndID,
            "TxSts": .transactionStatus, "StsRsnInf": .statusReason,
        ],
        .statusReason: ["Rsn": .reason, "AddtlInf": .reasonText],
        .reason: ["Cd": .reasonCode, "Prtry": .reasonCode],
    ]

    private static let accountChildren: [Place: [String: Place]] = [
        .message: ["GrpHdr": .groupHeader, "Stmt": .statement, "Ntfctn": .statement],
        .statement: ["Acct": .account, "Ntry": .entry],
        .account: ["Id": .accountIdentification],
        .accountIdentification: ["IBAN": .accountIBAN],
        .entry: [
            "NtryRef": .entryReference, "Amt": .entryAmount, "CdtDbtInd": .entrySide, "RvslInd": .reversalFlag,
            "Sts": .entryState, "BookgDt": .bookingDate, "ValDt": .valueDate, "AcctSvcrRef": .entryServicerReference,
            "NtryDtls": .details, "AddtlNtryInf": .entryInformation,
        ],
        .entryState: ["Cd": .entryStateCode, "Prtry": .entryStateCode],
        .bookingDate: ["Dt": .bookingDay, "DtTm": .bookingDay],
        .valueDate: ["Dt": .valueDay, "DtTm": .valueDay],
        .details: ["Btch": .batch, "TxDtls": .transaction],
        .batch: ["MsgId": .batchReference, "PmtInfId": .batchReference],
        .transaction: [
            "Refs": .references, "Amt": .transactionAmount, "CdtDbtInd": .transactionSide, "AmtDtls": .amountDetails,
            "RltdPties": .parties, "RmtInf": .remittance, "RtrInf": .returnInformation,
            "AddtlTxInf": .transactionInformation,
        ],
        .references: ["AcctSvcrRef": .transactionServicerReference, "EndToEndId": .endToEndID],
        .amountDetails: ["TxAmt": .transactionAmountDetails],
        .transactionAmountDetails: ["Amt": .instructedAmount],
        .parties: [
            "Dbtr": .debtor, "DbtrAcct": .debtorAccount, "Cdtr": .creditor, "CdtrAcct": .creditorAccount,
        ],
        .debtor: ["Pty": .debtorParty], .debtorParty: ["Nm": .debtorName],
        .debtorAccount: ["Id": .debtorAccountIdentification], .debtorAccountIdentification: ["IBAN": .debtorIBAN],
        .creditor: ["Pty": .creditorParty], .creditorParty: ["Nm": .creditorName],
        .creditorAccount: ["Id": .creditorAccountIdentification],
        .creditorAccountIdentification: ["IBAN": .creditorIBAN],
        .remittance: ["Ustrd": .unstructured, "Strd": .structured],
        .structured: [
            "RfrdDocInf": .referredDocument, "CdtrRefInf": .creditorReference, "AddtlRmtInf": .additionalRemittance,
        ],
        .referredDocument: ["Nb": .documentNumber],
        .creditorReference: ["Ref": .creditorReferenceText],
        .returnInformation: ["Rsn": .returnReason],
        .returnReason: ["Cd": .returnReasonCode, "Prtry": .returnReasonCode],
    ]
}
