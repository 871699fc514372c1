import Payments

/// What a bank's file says so far: its header, and the items that are complete and not yet taken.
///
/// A class, since it changes with nearly every element; its walk is its only owner.
final class BankDocument {
    /// The kind the namespace named.
    let kind: BankFileHeader.Kind
    /// The header, once its element has ended.
    private(set) var header: BankFileHeader?

    private var messageID: String?
    private var createdAt: String?
    private var items: [BankItem] = []
    private var report = StatusReport()
    private var entries = EntryReader()
    private var hasContent = false

    init(kind: BankFileHeader.Kind) {
        self.kind = kind
    }

    /// Hands the complete items out, once.
    func takeItems() -> [BankItem] {
        defer { items.removeAll(keepingCapacity: true) }
        return items
    }

    func began(_ place: Place) {
        switch place {
        case .originalPayment, .transactionStatusGroup: report.began(place, into: &items)
        case .statement, .entry, .transaction, .returnInformation: entries.began(place)
        default: break
        }
    }

    func read(_ text: String, at place: Place, currency: String?, line: Int) throws(BankFileError) {
        switch place {
        case .messageID: messageID = text
        case .createdAt: createdAt = text
        default:
            if kind == .paymentStatusReport {
                report.read(text, at: place)
            } else {
                try entries.read(text, at: place, currency: currency, line: line)
            }
        }
    }

    func ended(_ place: Place, line: Int) throws(BankFileError) {
        switch place {
        case .groupHeader:
            guard let messageID, !messageID.isEmpty else { throw .missing(line: line, element: "GrpHdr/MsgId") }
            guard let createdAt, XMLText.day(createdAt) != nil else {
                throw .missing(line: line, element: "GrpHdr/CreDtTm")
            }
            header = BankFileHeader(kind: kind, messageID: messageID, createdAt: createdAt)
        case .originalGroup, .originalPayment, .transactionStatusGroup:
            hasContent = true
            try requireHeader(line)
            try report.ended(place, line: line, into: &items)
        case .statement:
            hasContent = true
        case .transaction, .entry:
            try requireHeader(line)
            try entries.ended(place, line: line, into: &items)
        default: break
        }
    }

    /// What is missing of a document that has ended.
    func checkEnd(line: Int) throws(BankFileError) {
        try requireHeader(line)
        guard hasContent else {
            let element =
                switch kind {
                case .paymentStatusReport: "OrgnlGrpInfAndSts"
                case .statement: "Stmt"
                case .notification: "Ntfctn"
                }
            throw .missing(line: line, element: element)
        }
    }

    private func requireHeader(_ line: Int) throws(BankFileError) {
        if header == nil { throw .missing(line: line, element: "GrpHdr") }
    }
}
