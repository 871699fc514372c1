import Certificates
import Partners
import Wire

/// What is wrong with a received settlement folder.
public enum FolderFinding: Hashable, Sendable {
    /// There is no `manifest.json`: the delivery is not complete, or it was removed.
    case manifestMissing
    /// There is no `manifest.json.p7s`.
    case signatureMissing
    /// The signature is not the hub's over this manifest.
    case signatureRefused(CertificateError)
    /// The folder is named for another partner, cycle or version than the manifest says.
    case misplaced(expected: String, found: String)
    /// Something that is no regular file, such as a link or a folder, or a file that cannot be read.
    case notAFile(name: String)
    /// The folder's sequence number is not above the last that was kept.
    case sequenceKept(sequence: Int64, after: Int64)
    /// An earlier version of the same cycle has this later sequence number.
    case sequenceOutOfOrder(version: Int64, sequence: Int64)
    /// It takes the place of a version that was never there.
    case supersededMissing(version: Int64)
    /// It is named as a copy and has no `copy.json` that can be read.
    case copyUnmarked
    /// It is a copy, and its seal is not that of the folder it should be a copy of.
    case copyDiffers(from: String)
    /// Files, figures or sequence do not fit.
    case content(SettlementFinding)

    /// A stable word for programs.
    public var code: String {
        switch self {
        case .manifestMissing: "manifest_missing"
        case .signatureMissing: "signature_missing"
        case .signatureRefused: "signature_refused"
        case .misplaced: "misplaced"
        case .notAFile: "not_a_file"
        case .sequenceKept: "sequence_kept"
        case .sequenceOutOfOrder: "sequence_out_of_order"
        case .supersededMissing: "superseded_missing"
        case .copyUnmarked: "copy_unmarked"
        case .copyDiffers: "copy_differs"
        case .content(let finding): finding.code
        }
    }
}

extension FolderFinding: CustomStringConvertible {
    /// One English sentence.
    public var description: String {
        switch self {
        case .manifestMissing: "manifest.json is missing: the delivery is not complete"
        case .signatureMissing: "manifest.json.p7s is missing: nothing shows that the folder is the hub's"
        case .signatureRefused(let error): "the manifest's signature is refused: \(error)"
        case .misplaced(let expected, let found): "the folder is named \(found), and should be named \(expected)"
        case .notAFile(let name): "\(name) is no regular file that can be read"
        case .sequenceKept(let sequence, let after):
            "its sequence \(sequence) is not above \(after), the last that was kept"
        case .sequenceOutOfOrder(let version, let sequence):
            "version \(version) of the same cycle has the later sequence \(sequence)"
        case .supersededMissing(let version): "it supersedes version \(version), which was never delivered"
        case .copyUnmarked: "it is named as a copy, and copy.json is missing or no JSON object"
        case .copyDiffers(let path): "it is named as a copy, and its manifest or signature differs from \(path)"
        case .content(let finding): finding.sentence
        }
    }
}

extension SettlementFinding {
    fileprivate var code: String {
        switch self {
        case .unreadable: "unreadable"
        case .missing: "missing"
        case .unlisted: "unlisted"
        case .unsafeName: "unsafe_name"
        case .sizeDiffers: "size_differs"
        case .digestDiffers: "digest_differs"
        case .foreign: "foreign"
        case .amountDiffers: "amount_differs"
        case .figureDiffers: "figure_differs"
        case .pairDiffers: "pair_differs"
        case .roundingDiffers: "rounding_differs"
        case .sequenceGap: "sequence_gap"
        case .sequenceRepeated: "sequence_repeated"
        case .supersedesDiffers: "supersedes_differs"
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .unreadable(let error): "a file is not in its form: \(error)"
        case .missing(let file): "\(file) is missing"
        case .unlisted(let file): "\(file) is not in the manifest"
        case .unsafeName(let file): "the manifest lists \(file.debugDescription) twice, or it is no plain file name"
        case .sizeDiffers(let file, let listed, let found):
            "\(file) has \(found) bytes, and should have \(listed) by the manifest"
        case .digestDiffers(let file, let listed, let found):
            "\(file) has the SHA-256 \(found), and should have \(listed) by the manifest"
        case .foreign(let file, let line): "\(file), line \(line): does not concern this partner"
        case .amountDiffers(let line, let expected, let found):
            "statement.csv, line \(line): the amount is \(found), and points times rate are \(expected)"
        case .figureDiffers(let file, let field, let expected, let found):
            "\(file): \(field) is \(found), and should be \(expected) by the other figures"
        case .pairDiffers(let issuer, let redeemer, let field, let statement, let matrix):
            "\(field) of \(issuer) at \(redeemer): \(statement) by the statement, \(matrix) by the matrix"
        case .roundingDiffers(let issuer, let redeemer, let lines, let amount):
            "\(issuer) at \(redeemer?.text ?? "no redeemer"): \(lines) rounding lines of \(amount) "
                + "are no rounding of one product each"
        case .sequenceGap(let expected, let found):
            "the folder with sequence \(expected) is missing before this one, \(found)"
        case .sequenceRepeated(let sequence, let cycle, let version):
            "sequence \(sequence) is also that of cycle \(cycle), version \(version)"
        case .supersedesDiffers(let expected, let found):
            "it supersedes \(found.map { "version \($0)" } ?? "nothing"), and should supersede "
                + (expected.map { "version \($0)" } ?? "nothing")
        }
    }
}
