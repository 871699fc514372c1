import Partners

/// `manifest.json` (PROTOCOL.md section 8): what a settlement folder is and holds, for the hub to sign.
public struct Manifest: Hashable, Sendable {
    /// One file of the folder.
    public struct File: Hashable, Sendable {
        /// The name inside the folder.
        public let name: String
        /// Bytes.
        public let size: Int64
        /// SHA-256 in lower-case hexadecimal.
        public let sha256: String

        /// A file of these facts.
        public init(name: String, size: Int64, sha256: String) {
            self.name = name
            self.size = size
            self.sha256 = sha256
        }
    }

    /// The control totals: the statement's, and the net in minor units.
    ///
    /// In the operator's folder: the rows and points of the matrix, and the operator's net.
    public struct Totals: Hashable, Sendable {
        /// Lines of the statement, without header and trailer.
        public let rows: Int64
        /// Points of the debit side.
        public let pointsDebit: Int64
        /// Points of the credit side.
        public let pointsCredit: Int64
        /// The position's net, in minor units.
        public let net: Int64

        /// Totals of these facts.
        public init(rows: Int64, pointsDebit: Int64, pointsCredit: Int64, net: Int64) {
            self.rows = rows
            self.pointsDebit = pointsDebit
            self.pointsCredit = pointsCredit
            self.net = net
        }
    }

    /// The coalition's name.
    public let coalition: String
    /// Whose folder.
    public let partner: PartnerID
    /// The cycle's id.
    public let cycle: String
    /// The version of the cycle's settlement, from 1.
    public let version: Int64
    /// The version this one takes the place of.
    public let supersedes: Int64?
    /// Counts the partner's folders without a gap, from 1.
    public let sequence: Int64
    /// The data files, in the order they were made.
    public let files: [File]
    /// The control totals.
    public let totals: Totals
    /// The signed checkpoint of the log; `nil` until the log exists.
    public let checkpoint: String?

    /// The manifest of a folder with these data files.
    ///
    /// - Parameter sha256: the 32 bytes of the SHA-256 of its argument.
    public init(
        folder: SettlementFolder, files: [SettlementFile], totals: Totals, sha256: ([UInt8]) -> [UInt8]
    ) {
        coalition = folder.coalition
        partner = folder.partner
        cycle = folder.cycle
        version = folder.version
        supersedes = folder.supersedes
        sequence = folder.sequence
        self.files = files.map { file in
            File(name: file.name, size: Int64(file.bytes.count), sha256: Hexadecimal.text(of: sha256(file.bytes)))
        }
        self.totals = totals
        checkpoint = folder.checkpoint
    }

    /// The file's bytes: members in the order of PROTOCOL.md, one line; equal manifests give equal bytes.
    public var bytes: [UInt8] {
        JSONWriter.object { writer in
            writer.member("coalition", coalition)
            writer.member("partner", partner.text)
            writer.member("cycle", cycle)
            writer.member("version", version)
            writer.member("supersedes", supersedes.map(JSONValue.integer) ?? .null)
            writer.member("sequence", sequence)
            writer.array("files") { list in
                for file in files {
                    list.elementObject { entry in
                        entry.member("name", file.name)
                        entry.member("size", file.size)
                        entry.member("sha256", file.sha256)
                    }
                }
            }
            writer.object("totals") { inner in
                inner.member("rows", totals.rows)
                inner.member("points_debit", totals.pointsDebit)
                inner.member("points_credit", totals.pointsCredit)
                inner.member("net", totals.net)
            }
            writer.member("checkpoint", checkpoint.map(JSONValue.string) ?? .null)
        } + [0x0A]
    }
}

/// Bytes as text, two lower-case digits each.
enum Hexadecimal {
    static func text(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
