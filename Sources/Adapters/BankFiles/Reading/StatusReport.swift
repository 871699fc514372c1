import Payments

/// Gathers what a pain.002 says, level by level: the message, a payment information, a transaction.
///
/// A level's status becomes an item when it is complete: the message's at the end of its element, the payment information's
/// before its first transaction. A transaction without a status of its own has that of the level above.
struct StatusReport {
    private struct Level {
        var status: String?
        var reasonCode: String?
        var reasonText: String?
    }

    private var originalMessageID: String?
    private var message = Level()
    private var paymentID: String?
    private var payment = Level()
    private var isPaymentTold = false
    private var isInPayment = false
    private var instructionID: String?
    private var endToEndID: String?
    private var transaction = Level()
    private var isInTransaction = false

    mutating func began(_ place: Place, into items: inout [BankItem]) {
        switch place {
        case .originalPayment:
            paymentID = nil
            payment = Level()
            isPaymentTold = false
            isInPayment = true
        case .transactionStatusGroup:
            tellPayment(into: &items)
            instructionID = nil
            endToEndID = nil
            transaction = Level()
            isInTransaction = true
        default: break
        }
    }

    mutating func read(_ text: String, at place: Place) {
        guard !text.isEmpty else { return }
        switch place {
        case .originalMessageID: originalMessageID = text
        case .groupStatus: message.status = text
        case .originalPaymentID: paymentID = text
        case .paymentStatus: payment.status = text
        case .originalInstructionID: instructionID = text
        case .originalEndToEndID: endToEndID = text == "NOTPROVIDED" ? nil : text
        case .transactionStatus: transaction.status = text
        case .reasonCode: change { if $0.reasonCode == nil { $0.reasonCode = text } }
        case .reasonText:
            // Ten lines are enough for a person; a file may hold any number.
            change { level in
                guard let known = level.reasonText else { return level.reasonText = text }
                if known.utf8.count < 1050 { level.reasonText = known + " " + text }
            }
        default: break
        }
    }

    mutating func ended(_ place: Place, line: Int, into items: inout [BankItem]) throws(BankFileError) {
        switch place {
        case .originalGroup:
            guard let originalMessageID else { throw .missing(line: line, element: "OrgnlGrpInfAndSts/OrgnlMsgId") }
            if let code = message.status { items.append(item(originalMessageID, nil, nil, code, message)) }
        case .transactionStatusGroup:
            isInTransaction = false
            guard let originalMessageID else { throw .missing(line: line, element: "OrgnlGrpInfAndSts") }
            guard let id = endToEndID ?? instructionID else {
                throw .missing(line: line, element: "TxInfAndSts/OrgnlEndToEndId")
            }
            guard let code = transaction.status ?? payment.status ?? message.status else {
                throw .missing(line: line, element: "TxInfAndSts/TxSts")
            }
            var level = transaction
            if level.status == nil && level.reasonCode == nil && level.reasonText == nil {
                level = payment.status == nil ? message : payment
            }
            items.append(item(originalMessageID, paymentID, id, code, level))
        case .originalPayment:
            guard originalMessageID != nil else { throw .missing(line: line, element: "OrgnlGrpInfAndSts") }
            tellPayment(into: &items)
            isInPayment = false
        default: break
        }
    }

    private mutating func tellPayment(into items: inout [BankItem]) {
        guard !isPaymentTold else { return }
        isPaymentTold = true
        guard let originalMessageID, let code = payment.status else { return }
        items.append(item(originalMessageID, paymentID, nil, code, payment))
    }

    private mutating func change(_ body: (inout Level) -> Void) {
        if isInTransaction {
            body(&transaction)
        } else if isInPayment {
            body(&payment)
        } else {
            body(&message)
        }
    }

    private func item(
        _ message: String, _ payment: String?, _ endToEndID: String?, _ code: String, _ level: Level
    ) -> BankItem {
        .status(
            PaymentStatus(
                originalMessageID: message, paymentInformationID: payment, endToEndID: endToEndID, code: code,
                reasonCode: level.reasonCode, reasonText: level.reasonText))
    }
}
