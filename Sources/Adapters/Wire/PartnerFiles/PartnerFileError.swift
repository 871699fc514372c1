/// What is wrong with a folder of partner files; every mistake found, not only the first.
public struct PartnerFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The mistakes, by file and line; never empty.
    public let mistakes: [PartnerFileMistake]

    /// An error of these mistakes.
    public init(mistakes: [PartnerFileMistake]) {
        self.mistakes = mistakes.sorted { ($0.file, $0.line, $0.field) < ($1.file, $1.line, $1.field) }
    }

    /// One line a mistake.
    public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}

/// One mistake in a partner file (PROTOCOL.md section 6: a mistake names file, line and field).
public struct PartnerFileMistake: Hashable, Sendable, CustomStringConvertible {
    /// The file, below the folder as it was named, such as `partners/grocery.yaml`.
    public let file: String
    /// The line from 1; 1 for what is wrong with the file as a whole.
    public let line: Int
    /// The member's path, such as `keys[0].valid_from`; empty for the file as a whole.
    public let field: String
    /// What is wrong, and where it helps, what would be right.
    public let reason: String

    /// A mistake at a place.
    public init(file: String, line: Int, field: String, reason: String) {
        self.file = file
        self.line = line
        self.field = field
        self.reason = reason
    }

    /// `file:line: field: reason`.
    public var description: String {
        "\(file):\(line): " + (field.isEmpty ? "" : "\(field): ") + reason
    }
}
