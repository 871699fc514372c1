import Payments
import Quantities

/// Why a bank's file is refused; a file that is refused has changed nothing. Lines count from 1.
public enum BankFileError: Error, Hashable, Sendable {
    /// The file cannot be opened or read; the system's error number.
    case unreadable(code: Int32)
    /// The file is no well-formed XML; libxml2's error number (xmlParserErrors).
    case malformed(line: Int, code: Int32)
    /// The file ends in the middle of the document, or is empty.
    case truncated(line: Int)
    /// Bytes that are not what the declared encoding allows.
    case encoding(line: Int)
    /// A document type declaration; bank files have none, and entities are where attacks live.
    case documentType(line: Int)
    /// Elements inside one another beyond ``limit``.
    case tooDeep(line: Int, limit: Int)
    /// A document of another namespace than those of ``BankFileHeader/Kind``; the root element and namespace found.
    case unknownDocument(root: String, namespace: String)
    /// The right namespace around another message; the element found.
    case wrongMessage(line: Int, found: String, kind: BankFileHeader.Kind)
    /// An element that must be there is not; a path as in the schema.
    case missing(line: Int, element: String)
    /// An element's text is not in its form.
    case invalid(line: Int, element: String)
    /// An element's text is longer than its schema allows.
    case tooLong(line: Int, element: String, limit: Int)
    /// An amount with more decimals than its currency has.
    case decimals(line: Int, currency: CurrencyCode)
    /// An amount beyond 64 bits of minor units.
    case amountTooLarge(line: Int)
    /// The transactions of an entry do not add up to it; amounts in minor units, below zero for debits. The transactions' is
    /// nothing where one of several has no amount in the entry's currency.
    case sum(line: Int, entry: Int64, transactions: Int64?)
    /// libxml2 could not start, or memory ran out.
    case library
}

extension BankFileError: CustomStringConvertible {
    /// A sentence for people.
    public var description: String {
        switch self {
        case .unreadable(let code): "The file cannot be read (system error \(code))."
        case .malformed(let line, let code): "The file is not well-formed XML at line \(line) (libxml2 error \(code))."
        case .truncated(let line): "The file ends too early, at line \(line)."
        case .encoding(let line): "The file holds bytes that its encoding does not allow at line \(line)."
        case .documentType(let line): "The file has a document type at line \(line), which bank files never have."
        case .tooDeep(let line, let limit):
            "The file has more than \(limit) elements inside one another at line \(line)."
        case .unknownDocument(let root, let namespace):
            "The file is a \(root) of the namespace \"\(namespace)\"; what is understood is "
                + BankFileHeader.Kind.allCases.map(\.namespace).joined(separator: ", ") + "."
        case .wrongMessage(let line, let found, let kind):
            "The file holds \(found) at line \(line), where \(kind.rawValue) has \(kind.messageElement)."
        case .missing(let line, let element): "There is no \(element) up to line \(line)."
        case .invalid(let line, let element): "\(element) at line \(line) is not in its form."
        case .tooLong(let line, let element, let limit):
            "\(element) at line \(line) is longer than \(limit) characters."
        case .decimals(let line, let currency):
            "The amount at line \(line) has more decimals than the \(currency.minorUnitDigits) of \(currency)."
        case .amountTooLarge(let line): "The amount at line \(line) is too large."
        case .sum(let line, let entry, let transactions):
            "The transactions of the entry that ends at line \(line) do not add up to it"
                + (transactions.map { " (\($0) instead of \(entry) minor units)." } ?? ".")
        case .library: "The file could not be read: memory ran out."
        }
    }
}
