/// Some whole records of a file, the last one with its line break or the end of the file after it.
struct RecordBlock: Sendable {
    /// The bytes.
    let bytes: [UInt8]
    /// Where in the file they begin.
    let offset: Int64
    /// The line of the file that the first of them is in, from 1.
    let line: Int64
}

/// Reads a file block by block, in bounded memory, and cuts it only between records.
///
/// A record of NDJSON is a line. One of CSV may hold line breaks between quotes.
struct RecordReader {
    /// The longest a record may be, its line break included: a message is at most 1 MiB, and each byte of CSV may be quoted.
    static let longestRecord = 2 << 20

    private let file: InputFile
    private let format: BatchFormat
    private let blockBytes: Int
    private var offset: Int64
    private var line: Int64
    private var kept: [UInt8] = []
    private var isAtEnd = false

    /// Reads from the beginning of a record.
    ///
    /// - Parameter line: the line of the file that is there, from 1.
    init(_ file: InputFile, format: BatchFormat, from offset: Int64 = 0, line: Int64 = 1, blockBytes: Int = 1 << 20) {
        self.file = file
        self.format = format
        self.offset = offset
        self.line = line
        self.blockBytes = blockBytes
    }

    /// The next records; `nil` at the end of the file.
    ///
    /// - Throws: ``BatchError/unreadable(path:code:)``; ``BatchError/mistakes(_:count:)`` for a record without an end.
    mutating func next() throws(BatchError) -> RecordBlock? {
        var bytes = kept
        kept = []
        // What was kept holds no end of a record; the state of its quotes is found anew with the rest.
        while true {
            if !isAtEnd {
                isAtEnd = try file.read(blockBytes, at: offset + Int64(bytes.count), to: &bytes) == 0
            }
            if bytes.isEmpty { return nil }
            let found = Self.lastEnd(in: bytes, format)
            let end = isAtEnd ? bytes.count : found.end
            guard end > 0 else {
                guard bytes.count <= Self.longestRecord else {
                    let hint = format == .csv ? "; is a quote not closed?" : ""
                    throw .mistakes([BatchMistake(line: line, "longer than 1 MiB\(hint)")], count: 1)
                }
                continue
            }
            let block = RecordBlock(bytes: Array(bytes[..<end]), offset: offset, line: line)
            kept = Array(bytes[end...])
            offset += Int64(end)
            line += found.lines
            return block
        }
    }

    /// Where the last whole record ends, 0 when none does, and how many lines are up to there.
    private static func lastEnd(in bytes: [UInt8], _ format: BatchFormat) -> (end: Int, lines: Int64) {
        bytes.withUnsafeBufferPointer { buffer in
            var (end, lines, seen): (Int, Int64, Int64) = (0, 0, 0)
            var isQuoted = false
            for (index, byte) in buffer.enumerated() {
                if byte == 0x0A {
                    seen += 1
                    if !isQuoted { (end, lines) = (index + 1, seen) }
                } else if byte == 0x22, format == .csv {
                    isQuoted.toggle()
                }
            }
            return (end, lines)
        }
    }
}
