import Wire

/// The hub's result of one line of a batch: `{"status","replay","answer"}`.
struct ResultLine: Sendable {
    /// All of it as it came, without the line break.
    let bytes: ArraySlice<UInt8>
    /// The status a single request would have been answered with.
    let status: Int
    /// Whether the hub had answered this very message before.
    let isReplay: Bool
    /// Where the answer is, byte for byte the single request's.
    let answer: Range<Int>

    /// Whether the hub took nothing, and asks for the line again later.
    var isForLater: Bool { status == 503 || status == 429 }

    /// The code of a refusal.
    var code: String? { (try? JSONReader.read(Array(bytes[answer])))?["code"]?.string }

    /// Reads one; `nil` when it is none.
    ///
    /// The usual spelling is read by its bytes, since millions of lines have it; the answer's own JSON is read by whoever needs
    /// it. Any other spelling of the same members is read as JSON.
    init?(_ bytes: ArraySlice<UInt8>) {
        if let usual = Self.usual(bytes) {
            self = usual
            return
        }
        guard let value = try? JSONReader.read(Array(bytes)), case .object(let members) = value, members.count == 3,
            let status = value["status"]?.integer, (100...599).contains(status),
            case .bool(let isReplay)? = value["replay"], let answer = value["answer"]
        else { return nil }
        let front = JSONWriter.object { writer in
            writer.member("status", status)
            writer.member("replay", isReplay)
            writer.member("answer", encoded: [])
        }.dropLast()
        let encoded = JSONWriter.encode(answer)
        self.bytes = (front + encoded + [UInt8(ascii: "}")])[...]
        self.status = Int(status)
        self.isReplay = isReplay
        self.answer = front.count..<front.count + encoded.count
    }

    private init(_ bytes: ArraySlice<UInt8>, _ status: Int, _ isReplay: Bool, _ answer: Range<Int>) {
        self.bytes = bytes
        self.status = status
        self.isReplay = isReplay
        self.answer = answer
    }

    private static func usual(_ bytes: ArraySlice<UInt8>) -> ResultLine? {
        var place = bytes.startIndex
        func take(_ text: StaticString) -> Bool {
            guard bytes.endIndex - place >= text.utf8CodeUnitCount else { return false }
            for offset in 0..<text.utf8CodeUnitCount where bytes[place + offset] != text.utf8Start[offset] {
                return false
            }
            place += text.utf8CodeUnitCount
            return true
        }
        guard take(#"{"status":"#), bytes.endIndex - place > 3 else { return nil }
        var status = 0
        for _ in 0..<3 {
            guard (0x30...0x39).contains(bytes[place]) else { return nil }
            status = status * 10 + Int(bytes[place] - 0x30)
            place += 1
        }
        guard (100...599).contains(status), take(#","replay":"#) else { return nil }
        let isReplay = take("true")
        guard isReplay || take("false"), take(#","answer":{"#), bytes.last == UInt8(ascii: "}") else { return nil }
        let answer = place - 1..<bytes.endIndex - 1
        // Two braces end it: the answer's and the result's own.
        guard answer.count >= 2, bytes[answer.upperBound - 1] == UInt8(ascii: "}") else { return nil }
        return ResultLine(bytes, status, isReplay, answer)
    }

    /// The lines of an answer; `nil` at the place of one that is no result.
    static func all(in answer: [UInt8]) -> [ResultLine?] {
        var lines: [ResultLine?] = []
        var start = 0
        while start < answer.count {
            let end = answer[start...].firstIndex(of: 0x0A) ?? answer.count
            lines.append(ResultLine(answer[start..<end]))
            start = end + 1
        }
        return lines
    }
}
