/// A piece of the file that is sent as one batch.
struct BatchPart: Sendable {
    /// Counts the parts of one run, from 0.
    let number: Int
    /// NDJSON, a message a line.
    fileprivate(set) var bytes: [UInt8] = []
    /// What the lines are; ends count in ``bytes``.
    fileprivate(set) var lines: [BatchLine] = []
    /// Whether it makes no difference what else is posted beside it: nothing but accruals.
    fileprivate(set) var isFreeOfOrder = true

    /// The bytes of one message, with its line break.
    func range(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : lines[index - 1].end)..<lines[index].end
    }

    /// The bytes of some messages, a line each.
    func bytes(of indexes: [Int]) -> [UInt8] {
        if indexes.count == lines.count { return bytes }
        return Array(indexes.map { bytes[range($0)] }.joined())
    }
}

/// Makes the parts of a file, one after the other.
actor PartSource {
    /// About the shortest message there is; it bounds how many lines a part has, and so how large its answer can be.
    private static let shortMessage = 200

    private var reader: RecordReader
    private let maker: MessageMaker
    private let partBytes: Int
    private var block = MessageBlock()
    private var place = 0
    private var number = 0

    /// Parts of at most `partBytes` bytes each.
    init(_ reader: RecordReader, _ maker: MessageMaker, partBytes: Int) {
        self.reader = reader
        self.maker = maker
        self.partBytes = partBytes
    }

    /// The next part; `nil` at the end of the file.
    ///
    /// - Throws: ``BatchError/unreadable(path:code:)``; ``BatchError/mistakes(_:count:)`` when the file was changed.
    func next() throws(BatchError) -> BatchPart? {
        var part = BatchPart(number: number)
        part.bytes.reserveCapacity(partBytes)
        while true {
            let isFull = take(to: &part)
            if isFull { break }
            guard let records = try reader.next() else { break }
            block = maker.messages(of: records)
            place = 0
            guard block.mistakes.isEmpty else {
                throw .mistakes(Array(block.mistakes.prefix(100)), count: block.mistakes.count)
            }
        }
        number += 1
        return part.lines.isEmpty ? nil : part
    }

    /// Moves as many messages of the block as there is room for; whether the part is full.
    private func take(to part: inout BatchPart) -> Bool {
        let mostLines = max(1, partBytes / Self.shortMessage)
        let start = place == 0 ? 0 : block.lines[place - 1].end
        let shift = part.bytes.count - start
        var end = start
        while place < block.lines.count {
            let line = block.lines[place]
            guard line.end + shift <= partBytes, part.lines.count < mostLines else { break }
            part.lines.append(
                BatchLine(
                    end: line.end + shift, line: line.line, type: line.type, nextOffset: line.nextOffset,
                    nextLine: line.nextLine))
            part.isFreeOfOrder = part.isFreeOfOrder && line.type == .accrual
            end = line.end
            place += 1
        }
        part.bytes.append(contentsOf: block.bytes[start..<end])
        return place < block.lines.count
    }
}
