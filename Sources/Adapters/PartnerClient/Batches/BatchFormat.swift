/// How a back-office file is written.
public enum BatchFormat: String, CaseIterable, Hashable, Sendable {
    /// A header row that names columns, then a row a message (RFC 4180).
    case csv
    /// A JSON object a line.
    case ndjson

    /// The format a file's name ends with, in any case: `.csv`, `.ndjson` or `.jsonl`; `nil` for other names.
    public init?(path: String) {
        let name = path.lowercased()
        if name.hasSuffix(".csv") {
            self = .csv
        } else if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") {
            self = .ndjson
        } else {
            return nil
        }
    }
}
