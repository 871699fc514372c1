import Payments

extension BankFileHeader.Kind {
    /// The namespace of such documents, exactly.
    public var namespace: String { "urn:iso:std:iso:20022:tech:xsd:" + rawValue }

    /// The kind of a namespace; nothing for one that is not read.
    init?(namespace: String) {
        guard let kind = Self.allCases.first(where: { $0.namespace == namespace }) else { return nil }
        self = kind
    }

    /// The element under the root.
    var messageElement: String {
        switch self {
        case .paymentStatusReport: "CstmrPmtStsRpt"
        case .statement: "BkToCstmrStmt"
        case .notification: "BkToCstmrDbtCdtNtfctn"
        }
    }
}
