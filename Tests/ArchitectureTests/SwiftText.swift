/// A Swift source text taken apart: code, literals and comments, so that a law about code is not broken by prose.
///
/// Knows nested comments, raw and multi-line strings, interpolations, raw identifiers and `#/…/#` regular expressions.
struct SwiftText {
    /// A piece of the text and the line it begins on, from 1.
    struct Piece {
        let line: Int
        let text: String
    }

    /// The lines as written.
    let lines: [String]
    /// The same lines with the content of comments, strings and raw identifiers made blank.
    let code: [String]
    /// The same lines with only comments made blank.
    let withoutComments: [String]
    /// What stands in string literals, in pieces between interpolations.
    let literals: [Piece]
    /// The comments.
    let comments: [Piece]

    init(_ text: String) {
        var scanner = SwiftScanner(Array(text.utf8))
        scanner.scanCode(untilParenthesis: false)
        lines = Self.lines(of: Array(text.utf8))
        code = Self.lines(of: scanner.code)
        withoutComments = Self.lines(of: scanner.withoutComments)
        literals = scanner.literals
        comments = scanner.comments
    }

    private static func lines(of bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
}

private struct SwiftScanner {
    let bytes: [UInt8]
    var code: [UInt8]
    var withoutComments: [UInt8]
    var literals: [SwiftText.Piece] = []
    var comments: [SwiftText.Piece] = []
    private var at = 0
    private var line = 1
    private var counted = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        code = bytes
        withoutComments = bytes
    }

    /// Reads code to the end, or to the parenthesis that closes an interpolation.
    mutating func scanCode(untilParenthesis: Bool) {
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "/") where byte(at + 1) == UInt8(ascii: "/"): scanLineComment()
            case UInt8(ascii: "/") where byte(at + 1) == UInt8(ascii: "*"): scanBlockComment()
            case UInt8(ascii: "`"): scanRawIdentifier()
            case UInt8(ascii: "\""): scanString(hashes: 0)
            case UInt8(ascii: "#"):
                let start = at
                while byte(at) == UInt8(ascii: "#") { at += 1 }
                if byte(at) == UInt8(ascii: "\"") { scanString(hashes: at - start) }
                if byte(at) == UInt8(ascii: "/"), at > start { scanRegularExpression(hashes: at - start) }
            case UInt8(ascii: "("):
                depth += 1
                at += 1
            case UInt8(ascii: ")"):
                at += 1
                if untilParenthesis, depth == 0 { return }
                depth -= 1
            default: at += 1
            }
        }
    }

    private func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func scanLineComment() {
        let start = at
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
        keepComment(from: start)
    }

    private mutating func scanBlockComment() {
        let start = at
        var depth = 0
        repeat {
            if bytes[at] == UInt8(ascii: "/"), byte(at + 1) == UInt8(ascii: "*") {
                depth += 1
                at += 2
            } else if bytes[at] == UInt8(ascii: "*"), byte(at + 1) == UInt8(ascii: "/") {
                depth -= 1
                at += 2
            } else {
                at += 1
            }
        } while depth > 0 && at < bytes.count
        keepComment(from: start)
    }

    private mutating func scanRawIdentifier() {
        at += 1
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "`"), bytes[at] != 0x0A { at += 1 }
        Self.blank(&code, start..<at)
        at += 1
    }

    /// Reads to the slash that as many number signs follow.
    private mutating func scanRegularExpression(hashes: Int) {
        at += 1
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "/") || !stands(UInt8(ascii: "#"), times: hashes, at: at + 1)
        {
            at += 1
        }
        Self.blank(&code, start..<min(at, bytes.count))
        at += 1 + hashes
    }

    /// Reads a literal whose opening quotation mark is next and which `hashes` number signs precede.
    private mutating func scanString(hashes: Int) {
        let quote = UInt8(ascii: "\"")
        let quotes = byte(at + 1) == quote && byte(at + 2) == quote ? 3 : 1
        at += quotes
        var start = at
        while at < bytes.count {
            if bytes[at] == quote, stands(quote, times: quotes, at: at),
                stands(UInt8(ascii: "#"), times: hashes, at: at + quotes)
            {
                keepLiteral(from: start)
                at += quotes + hashes
                return
            }
            if bytes[at] == UInt8(ascii: "\\"), stands(UInt8(ascii: "#"), times: hashes, at: at + 1) {
                if byte(at + 1 + hashes) == UInt8(ascii: "(") {
                    keepLiteral(from: start)
                    at += 2 + hashes
                    scanCode(untilParenthesis: true)
                    start = at
                    continue
                }
                at += 1 + hashes
            }
            at += 1
        }
    }

    private func stands(_ wanted: UInt8, times: Int, at index: Int) -> Bool {
        (0..<times).allSatisfy { byte(index + $0) == wanted }
    }

    private mutating func keepComment(from start: Int) {
        comments.append(.init(line: lineNumber(at: start), text: String(decoding: bytes[start..<at], as: UTF8.self)))
        Self.blank(&code, start..<at)
        Self.blank(&withoutComments, start..<at)
    }

    private mutating func keepLiteral(from start: Int) {
        let end = min(at, bytes.count)
        literals.append(.init(line: lineNumber(at: start), text: String(decoding: bytes[start..<end], as: UTF8.self)))
        Self.blank(&code, start..<end)
    }

    /// Pieces are kept in the order of the text, so lines are counted on from the last one.
    private mutating func lineNumber(at index: Int) -> Int {
        while counted < index {
            if bytes[counted] == 0x0A { line += 1 }
            counted += 1
        }
        return line
    }

    private static func blank(_ bytes: inout [UInt8], _ range: Range<Int>) {
        for index in range where bytes[index] != 0x0A { bytes[index] = 0x20 }
    }
}
