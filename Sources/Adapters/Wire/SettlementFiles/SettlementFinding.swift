import Partners

/// What is wrong with a settlement folder, with the facts a partner needs to ask the hub about it.
public enum SettlementFinding: Hashable, Sendable {
    /// A file is not in its form.
    case unreadable(SettlementFileError)
    /// The manifest lists a file that is not there, or the folder lacks one it must have.
    case missing(file: String)
    /// A file is there that the manifest does not list.
    case unlisted(file: String)
    /// The manifest lists a name twice, or one that is no plain file name.
    case unsafeName(file: String)
    /// A file has another size than the manifest says.
    case sizeDiffers(file: String, listed: Int64, found: Int64)
    /// A file has another SHA-256 than the manifest says.
    case digestDiffers(file: String, listed: String, found: String)
    /// A line of the statement, or a pair of the matrix, does not concern this partner.
    case foreign(file: String, line: Int64)
    /// A line's amount is not its points × its rate.
    case amountDiffers(line: Int64, expected: String, found: String)
    /// A figure is not what it must be by the others.
    case figureDiffers(file: String, field: String, expected: String, found: String)
    /// The statement's lines of a pair do not close to the matrix; `field` is `points`, `debit_amount` or `credit_amount`.
    case pairDiffers(issuer: PartnerID, redeemer: PartnerID, field: String, statement: String, matrix: String)
    /// A pair has another number of rounding lines than one, or one that rounding cannot explain.
    case roundingDiffers(issuer: PartnerID, redeemer: PartnerID?, lines: Int64, amount: String)
    /// An earlier folder is missing: this sequence number should stand here.
    case sequenceGap(expected: Int64, found: Int64)
    /// Another folder has this sequence number already.
    case sequenceRepeated(Int64, cycle: String, version: Int64)
    /// An earlier folder of this cycle is at hand, and this one does not say that it takes its place.
    case supersedesDiffers(expected: Int64?, found: Int64?)
}
