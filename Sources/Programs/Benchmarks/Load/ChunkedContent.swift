/// A content that comes in chunks (RFC 9112 section 7.1), put together as it arrives.
struct ChunkedContent: Sendable {
    private enum Expectation: Sendable {
        case size
        case bytes(left: Int)
        case endOfChunk
        case trailer
    }

    /// What has arrived.
    private(set) var content: [UInt8] = []
    private var expectation = Expectation.size
    private var line: [UInt8] = []

    /// Takes more bytes; whether the content is complete.
    ///
    /// - Throws: ``BenchmarkFailure`` for a size that is no hexadecimal number.
    mutating func take(_ bytes: [UInt8]) throws -> Bool {
        var rest = bytes[...]
        while let first = rest.first {
            if case .bytes(let left) = expectation {
                let count = min(left, rest.count)
                content.append(contentsOf: rest.prefix(count))
                rest = rest.dropFirst(count)
                expectation = left == count ? .endOfChunk : .bytes(left: left - count)
                continue
            }
            rest = rest.dropFirst()
            guard first == 0x0A else {
                if first != 0x0D { line.append(first) }
                continue
            }
            if try endLine() { return true }
        }
        return false
    }

    private mutating func endLine() throws -> Bool {
        defer { line.removeAll(keepingCapacity: true) }
        switch expectation {
        case .size:
            let digits = line.prefix { $0 != UInt8(ascii: ";") }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0 else {
                throw BenchmarkFailure("The hub sent a chunk without its size.")
            }
            expectation = size == 0 ? .trailer : .bytes(left: size)
        case .endOfChunk: expectation = .size
        case .trailer: return line.isEmpty
        case .bytes: break
        }
        return false
    }
}
