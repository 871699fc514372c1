import Wire

/// A message of the file, as it goes into a batch.
struct BatchLine: Hashable, Sendable {
    /// Where it ends in the bytes it is kept in, its line break included.
    let end: Int
    /// The line of the file it comes from, from 1.
    let line: Int64
    /// What it is.
    let type: BatchType
    /// Where in the file the next record begins.
    let nextOffset: Int64
    /// The line of the file that begins there.
    let nextLine: Int64
}

/// The messages of a block of the file.
struct MessageBlock: Sendable {
    /// NDJSON, a message a line.
    var bytes: [UInt8] = []
    /// What the lines are.
    var lines: [BatchLine] = []
    /// What is wrong with the records that became no message.
    var mistakes: [BatchMistake] = []

    /// Adds a message.
    mutating func add(
        _ json: some Collection<UInt8>, _ type: BatchType, line: Int64, nextOffset: Int64, nextLine: Int64
    ) {
        bytes.append(contentsOf: json)
        bytes.append(0x0A)
        lines.append(
            BatchLine(end: bytes.count, line: line, type: type, nextOffset: nextOffset, nextLine: nextLine))
    }
}

/// Turns records of a back-office file into messages.
struct MessageMaker: Sendable {
    /// The columns; `nil` for NDJSON.
    let header: CSVHeader?
    /// The type of records that name none.
    let defaultType: BatchType?
    /// SHA-256 of the file, 32 lower-case hexadecimal digits of it; it names the messages that have no id.
    let fileDigest: String
    /// The longest a message may be, its line break included.
    let longestMessage: Int

    /// The id of a message without one: always the same for the same line of the same file.
    static func derivedID(fileDigest: String, line: Int64) -> String { "file-\(fileDigest)-\(line)" }

    /// The messages of a block; its mistakes beside them.
    func messages(of block: RecordBlock) -> MessageBlock {
        var made = MessageBlock()
        made.bytes.reserveCapacity(block.bytes.count + block.bytes.count / 4)
        block.bytes.withUnsafeBufferPointer { buffer in
            if let header {
                rows(buffer, block, header, &made)
            } else {
                objects(buffer, block, &made)
            }
        }
        return made
    }

    private func rows(
        _ bytes: UnsafeBufferPointer<UInt8>, _ block: RecordBlock, _ header: CSVHeader, _ made: inout MessageBlock
    ) {
        var row = CSVRow()
        var index = block.offset == 0 ? header.end : 0
        var line = block.offset == 0 ? header.nextLine : block.line
        while index < bytes.count {
            let end = row.read(bytes, from: index, separator: header.separator)
            let next = line + Self.lineBreaks(bytes, index..<end)
            defer { (index, line) = (end, next) }
            if row.fault == nil, row.cells.allSatisfy(\.range.isEmpty) { continue }
            var message = CSVMessage(row, header, in: bytes, line: line)
            let encoded = message.encoded(defaultType: defaultType) {
                Self.derivedID(fileDigest: fileDigest, line: line)
            }
            if let (json, type) = encoded, fits(json.count, line, &made) {
                made.add(json, type, line: line, nextOffset: block.offset + Int64(end), nextLine: next)
            }
            made.mistakes += message.mistakes
        }
    }

    private func objects(
        _ bytes: UnsafeBufferPointer<UInt8>, _ block: RecordBlock, _ made: inout MessageBlock
    ) {
        var (index, line) = (0, block.line)
        if block.offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        while index < bytes.count {
            var end = index
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            let next = min(bytes.count, end + 1)
            let record = Self.withoutBlanks(bytes, index..<end)
            if !record.isEmpty {
                let object = NDJSONMessage(UnsafeBufferPointer(rebasing: bytes[record]), line: line)
                let encoded = object.encoded(defaultType: defaultType) {
                    Self.derivedID(fileDigest: fileDigest, line: line)
                }
                switch encoded {
                case .success(let (json, type)):
                    if fits(json.count, line, &made) {
                        made.add(json, type, line: line, nextOffset: block.offset + Int64(next), nextLine: line + 1)
                    }
                case .failure(let mistake):
                    made.mistakes.append(mistake)
                }
            }
            (index, line) = (next, line + 1)
        }
    }

    private func fits(_ count: Int, _ line: Int64, _ made: inout MessageBlock) -> Bool {
        if count < longestMessage { return true }
        made.mistakes.append(BatchMistake(line: line, "its message is longer than \(longestMessage) bytes"))
        return false
    }

    private static func lineBreaks(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int64 {
        var count: Int64 = 0
        for index in range where bytes[index] == 0x0A { count += 1 }
        return count
    }

    private static func withoutBlanks(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        func isBlank(_ index: Int) -> Bool { bytes[index] == 0x20 || bytes[index] == 0x09 || bytes[index] == 0x0D }
        while start < end, isBlank(start) { start += 1 }
        while start < end, isBlank(end - 1) { end -= 1 }
        return start..<end
    }
}
