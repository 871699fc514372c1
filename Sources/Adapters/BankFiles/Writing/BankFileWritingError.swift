/// Why a bank file could not be written.
public enum BankFileWritingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is nothing to pay.
    case noTransfers
    /// A transfer's amount is not above zero, or has more than the 18 digits the schema allows.
    case amount(endToEndID: String)
    /// Two transfers of one message share an end-to-end id.
    case repeated(endToEndID: String)
    /// A field that must arrive unchanged is not in the form its schema asks for; the field is named as in the file.
    case field(String)
    /// The entries of a statement do not lead from its opening to its closing balance.
    case unbalanced
    /// libxml2 could not write: memory ran out.
    case library

    /// A sentence for people.
    public var description: String {
        switch self {
        case .noTransfers: "There is no transfer to instruct."
        case .amount(let endToEndID): "The amount of \(endToEndID) must be above zero and of at most 18 digits."
        case .repeated(let endToEndID): "The end-to-end id \(endToEndID) is there twice."
        case .field(let name): "\(name) is not in the form that banks accept."
        case .unbalanced: "The entries do not lead from the opening to the closing balance."
        case .library: "The file could not be written: memory ran out."
        }
    }
}
