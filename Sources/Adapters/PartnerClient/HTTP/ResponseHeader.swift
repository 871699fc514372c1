import Signatures

/// Status and header fields of an answer, from the lines libcurl hands over.
struct ResponseHeader {
    let status: Int
    let fields: HeaderFields

    /// Reads the last header block: those before it are interim answers (100 to 199).
    ///
    /// `nil` when there is no status line.
    init?(_ bytes: [UInt8]) {
        var status: Int?
        var lines: [(String, String)] = []
        var isOpen = false
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if let code = Self.statusCode(line) {
                (status, lines, isOpen) = (code, [], true)
            } else if line.isEmpty {
                // What follows the empty line is another header block or trailers.
                isOpen = false
            } else if isOpen, let first = line.first, Self.isBlank(first), !lines.isEmpty {
                // Obsolete line folding (RFC 9112 section 5.2).
                lines[lines.count - 1].1 += " " + Self.trimmed(line)
            } else if isOpen, let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                let name = String(decoding: line[..<colon], as: UTF8.self)
                lines.append((name, Self.trimmed(line[(colon + 1)...])))
            }
        }
        guard let status else { return nil }
        self.status = status
        fields = HeaderFields(lines)
    }

    /// The code of a status line such as `HTTP/1.1 201 Created`.
    private static func statusCode(_ line: ArraySlice<UInt8>) -> Int? {
        guard line.starts(with: "HTTP/".utf8) else { return nil }
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard words.count >= 2, words[1].count == 3 else { return nil }
        return Int(String(decoding: words[1], as: UTF8.self))
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        var rest = bytes.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }

    private static func isBlank(_ unit: UInt8) -> Bool {
        unit == UInt8(ascii: " ") || unit == UInt8(ascii: "\t")
    }
}
