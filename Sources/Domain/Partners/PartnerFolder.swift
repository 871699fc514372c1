import Quantities

/// What a folder of partner files asks for: the coalition's terms and every partner (PROTOCOL.md section 6).
public struct PartnerFolder: Hashable, Sendable {
    /// The terms `coalition.yaml` gives.
    public let coalition: Coalition
    /// Where the coalition's fields stand; absent when the folder was not read from files.
    public let coalitionOrigin: FileOrigin?
    /// One for each partner file, in order of their ids; ids are unique.
    public let partners: [PartnerFile]

    /// A folder of these terms and partners.
    public init(coalition: Coalition, coalitionOrigin: FileOrigin? = nil, partners: [PartnerFile]) {
        self.coalition = coalition
        self.coalitionOrigin = coalitionOrigin
        self.partners = partners.sorted { $0.partner.id < $1.partner.id }
    }
}

/// One partner file: the partner with the single contract it names.
public struct PartnerFile: Hashable, Sendable {
    /// The partner; its `contracts` hold the one contract of the file.
    public let partner: Partner
    /// The contract's `effective_from`; absent, a changed contract binds from the next posting.
    public let effectiveFrom: Instant?
    /// Where the fields stand; absent when the partner was not read from a file.
    public let origin: FileOrigin?

    /// A partner as its file describes it.
    public init(partner: Partner, effectiveFrom: Instant? = nil, origin: FileOrigin? = nil) {
        self.partner = partner
        self.effectiveFrom = effectiveFrom
        self.origin = origin
    }

    /// The contract of the file.
    public var contract: Contract { partner.contracts[0].contract }
}

/// A file and the lines its fields stand on, so that a later refusal can still name them.
public struct FileOrigin: Hashable, Sendable {
    /// The file as people gave it, such as `partners/grocery.yaml`.
    public let file: String
    /// Line from 1 by field, such as `contract.issue_price`.
    public let lines: [String: Int]

    /// A file and the lines of its fields.
    public init(file: String, lines: [String: Int]) {
        self.file = file
        self.lines = lines
    }

    /// `file:line` of a field, or of the nearest field around it; line 1 when none is named.
    public func place(of field: String) -> String {
        var name = Substring(field)
        while lines[String(name)] == nil, let cut = name.lastIndex(where: { $0 == "." || $0 == "[" }) {
            name = name[..<cut]
        }
        return "\(file):\(lines[String(name)] ?? 1)"
    }
}
