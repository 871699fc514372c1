import Partners

/// One file of a settlement folder: its name and its bytes.
public struct SettlementFile: Hashable, Sendable {
    /// The name inside the folder, without a path.
    public let name: String
    /// The content.
    public let bytes: [UInt8]

    /// A file of this name and content.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// One row a posting of the partner.
    public static let statement = "statement.csv"
    /// The partner's pairs; in the operator's folder, all pairs.
    public static let matrix = "matrix.csv"
    /// The partner's position.
    public static let summary = "summary.json"
    /// Every position, the operator's last.
    public static let positions = "positions.csv"
    /// The list of the folder's files.
    public static let manifest = "manifest.json"
    /// The detached signature of the manifest.
    public static let manifestSignature = "manifest.json.p7s"
}

/// What a settlement folder is, apart from its figures.
public struct SettlementFolder: Hashable, Sendable {
    /// The coalition's name.
    public let coalition: String
    /// Whose folder; the operator's own is `operator`.
    public let partner: PartnerID
    /// The cycle's id.
    public let cycle: String
    /// The version of the cycle's settlement, from 1.
    public let version: Int64
    /// The version this one takes the place of; `nil` when none went out before.
    public let supersedes: Int64?
    /// Counts the partner's folders without a gap, from 1.
    public let sequence: Int64
    /// Names the payment at the banks (ISO 20022 `EndToEndId`), at most 35 characters.
    public let endToEndID: String
    /// The signed checkpoint of the log that covers the cycle; `nil` until the log exists.
    public let checkpoint: String?

    /// A folder of these facts.
    public init(
        coalition: String, partner: PartnerID, cycle: String, version: Int64, supersedes: Int64?, sequence: Int64,
        endToEndID: String, checkpoint: String? = nil
    ) {
        self.coalition = coalition
        self.partner = partner
        self.cycle = cycle
        self.version = version
        self.supersedes = supersedes
        self.sequence = sequence
        self.endToEndID = endToEndID
        self.checkpoint = checkpoint
    }

    /// `<partner>/<cycle>/v<n>`.
    public var path: String { "\(partner)/\(cycle)/v\(version)" }
}

/// Why a file of a settlement folder cannot be read.
public struct SettlementFileError: Error, Hashable, Sendable {
    /// The file's name.
    public let file: String
    /// The row, counted from 1 for the header; `nil` where the file has no rows or lacks a column.
    public let line: Int?
    /// The column or member at fault; `nil` when the row or the whole file is.
    public let field: String?

    init(_ file: String, line: Int? = nil, field: String? = nil) {
        self.file = file
        self.line = line
        self.field = field
    }

    init(_ file: String, _ error: CSVError) {
        switch error {
        case .malformed(let line): self.init(file, line: line)
        case .missingColumn(let column): self.init(file, line: 1, field: column)
        }
    }

    init(_ file: String, _ error: JSONError) {
        switch error {
        case .malformed: self.init(file)
        case .duplicateField(let path), .unknownField(let path), .invalidField(let path): self.init(file, field: path)
        }
    }
}
