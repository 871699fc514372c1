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
        var lines: [(name: String, value: String)] = []
        var isOpen = false
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let text = String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
            if let code = Self.statusCode(text) {
                (status, lines, isOpen) = (code, [], true)
            } else if text.isEmpty {
                // What follows the empty line is another header block or trailers.
                isOpen = false
            } else if isOpen, let first = text.first, first == " " || first == "\t", !lines.isEmpty {
                // Obsolete line folding (RFC 9112 section 5.2).
                lines[lines.count - 1].value += " " + Self.trimmed(text[...])
            } else if isOpen, let colon = text.firstIndex(of: ":") {
                lines.append((String(text[..<colon]), Self.trimmed(text[text.index(after: colon)...])))
            }
        }
        guard let status else { return nil }
        self.status = status
        fields = HeaderFields(lines)
    }

    /// The code of a status line such as `HTTP/1.1 201 Created`.
    private static func statusCode(_ line: String) -> Int? {
        let words = line.split(separator: " ", maxSplits: 2)
        guard line.hasPrefix("HTTP/"), words.count >= 2, words[1].utf8.count == 3 else { return nil }
        return Int(words[1])
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
