import Signatures

/// Takes responses of HTTP/1.1 apart (RFC 9112), as far as a client needs that sends one request at a time.
enum ResponseReader {
    /// A response whose head is complete.
    struct Head {
        let status: Int
        /// What signatures cover and clients look at; other lines are passed over.
        var fields = HeaderFields()
        /// Where the content begins.
        let contentStart: Int
        /// Its length; nothing when it comes in chunks.
        var contentLength: Int?
        /// Whether the server closes the connection after it.
        var isLast = false
    }

    private static let wanted: Set<String> = [
        "content-type", "content-digest", "signature-input", "signature", "idempotent-replay", "retry-after",
    ]

    /// The head at the start of the bytes; nothing while it is not complete.
    ///
    /// - Throws: ``BenchmarkFailure`` for what is no response.
    static func head(_ bytes: UnsafeRawBufferPointer) throws -> Head? {
        guard let length = lengthOfHead(bytes) else { return nil }
        let lines = UnsafeRawBufferPointer(rebasing: bytes[0..<length]).split(separator: 0x0A)
        guard let first = lines.first, first.count >= 12, first.starts(with: "HTTP/1.1 ".utf8),
            let status = Int(text(first[first.startIndex + 9..<first.startIndex + 12]))
        else { throw BenchmarkFailure("What the hub sent is no response of HTTP/1.1.") }
        var head = Head(status: status, contentStart: length + 4)
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: 0x3A) else { continue }
            let name = text(line[line.startIndex..<colon]).lowercased()
            var value = line[(colon + 1)...]
            while let unit = value.first, unit == 0x20 { value = value.dropFirst() }
            while let unit = value.last, unit == 0x0D || unit == 0x20 { value = value.dropLast() }
            if wanted.contains(name) {
                head.fields.append(name, text(value))
            } else if name == "content-length" {
                head.contentLength = Int(text(value))
            } else if name == "connection" {
                head.isLast = text(value).lowercased() == "close"
            }
        }
        return head
    }

    /// Where the empty line begins that ends the head.
    private static func lengthOfHead(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var place = 0
        while place + 3 < bytes.count {
            if bytes[place + 3] != 0x0A {
                // The line feed that ends the head can be no nearer.
                place += bytes[place + 3] == 0x0D ? 1 : 4
            } else if bytes[place] == 0x0D, bytes[place + 1] == 0x0A, bytes[place + 2] == 0x0D {
                return place
            } else {
                place += 1
            }
        }
        return nil
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: bytes), as: UTF8.self)
    }
}
