/// What a stored message keeps besides its columns: the answer for replays, the signed bytes as evidence.
struct MessageRecord: Hashable {
    /// The key that signed; these four are empty for a line of a batch, whose evidence is kept once.
    var keyID = ""
    /// The signature.
    var signature: [UInt8] = []
    /// What was signed (RFC 9421 section 2.5).
    var signatureBase: [UInt8] = []
    /// The body.
    var body: [UInt8] = []
    /// The answer, byte for byte.
    var answer: [UInt8] = []

    /// The parts one after another, each behind its length; the receipt taken apart, so that what is random in it takes no
    /// more room than it has to.
    ///
    /// - Parameter known: what the row's other columns say already, left out here.
    func frame(without known: RecordNames) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(64 + signature.count + signatureBase.count + body.count + answer.count)
        Self.put(keyID.utf8, to: &frame)
        Self.put(signature, to: &frame)
        Self.put(signatureBase, to: &frame)
        Self.put(body, to: &frame)
        if let receipt = StoredReceipt(in: answer) {
            let head = known.cut(from: answer[..<receipt.payloadStart])
            let payload = known.cut(from: receipt.payload[...])
            if let head, let payload {
                frame.append(2)
                Self.put(head, to: &frame)
                Self.put(payload, to: &frame)
            } else {
                frame.append(1)
                Self.put(answer[..<receipt.payloadStart], to: &frame)
                Self.put(receipt.payload, to: &frame)
            }
            Self.put(receipt.signature, to: &frame)
            Self.put(answer[receipt.end...], to: &frame)
        } else {
            frame.append(0)
            Self.put(answer, to: &frame)
        }
        return frame
    }

    init(
        keyID: String = "", signature: [UInt8] = [], signatureBase: [UInt8] = [], body: [UInt8] = [], answer: [UInt8]
    ) {
        self.keyID = keyID
        self.signature = signature
        self.signatureBase = signatureBase
        self.body = body
        self.answer = answer
    }

    /// Reads a frame; nothing when it is none.
    init?(frame: ArraySlice<UInt8>, with known: RecordNames) {
        var rest = frame
        guard let keyID = Self.take(from: &rest), let signature = Self.take(from: &rest),
            let signatureBase = Self.take(from: &rest), let body = Self.take(from: &rest), let form = rest.popFirst()
        else { return nil }
        self.keyID = String(decoding: keyID, as: UTF8.self)
        self.signature = Array(signature)
        self.signatureBase = Array(signatureBase)
        self.body = Array(body)
        guard let head = Self.take(from: &rest) else { return nil }
        answer = form == 2 ? known.restored(in: head) : Array(head)
        if form != 0 {
            guard let payload = Self.take(from: &rest), let proof = Self.take(from: &rest),
                let tail = Self.take(from: &rest)
            else { return nil }
            Base64URL.append(form == 2 ? known.restored(in: payload) : Array(payload), to: &answer)
            answer.append(UInt8(ascii: "."))
            Base64URL.append(proof, to: &answer)
            answer += tail
        }
        guard rest.isEmpty, form <= 2 else { return nil }
    }

    /// Reads the parts as the migration of earlier rows kept them: each behind its length in four bytes.
    init?(whole: ArraySlice<UInt8>) {
        var rest = whole
        var parts: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard rest.count >= count else { return nil }
            parts.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        guard parts.count == 5 else { return nil }
        self.init(
            keyID: String(decoding: parts[0], as: UTF8.self), signature: Array(parts[1]),
            signatureBase: Array(parts[2]), body: Array(parts[3]), answer: Array(parts[4]))
    }

    private static func put(_ bytes: some Collection<UInt8>, to frame: inout [UInt8]) {
        var count = bytes.count
        while count >= 0x80 {
            frame.append(UInt8(truncatingIfNeeded: count) | 0x80)
            count >>= 7
        }
        frame.append(UInt8(count))
        frame.append(contentsOf: bytes)
    }

    private static func take(from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var count = 0
        var shift = 0
        while let byte = rest.popFirst() {
            guard shift < 35 else { return nil }
            count |= Int(byte & 0x7f) << shift
            shift += 7
            if byte & 0x80 == 0 {
                guard rest.count >= count else { return nil }
                defer { rest = rest.dropFirst(count) }
                return rest.prefix(count)
            }
        }
        return nil
    }
}

/// Where in an answer its receipt's payload and signature stand, and what they are.
struct StoredReceipt {
    /// Where the payload's Base64 begins.
    let payloadStart: Int
    /// Where the signature's Base64 has ended.
    let end: Int
    let payload: [UInt8]
    let signature: [UInt8]

    private static let name = Array(#""receipt":""#.utf8)

    /// Finds the receipt that ends an answer; nothing when there is none, or when it would not be spelled again as it is.
    init?(in answer: [UInt8]) {
        guard let close = answer.lastIndex(of: UInt8(ascii: "\"")) else { return nil }
        guard let secondDot = answer[..<close].lastIndex(of: UInt8(ascii: ".")),
            let firstDot = answer[..<secondDot].lastIndex(of: UInt8(ascii: ".")),
            let open = answer[..<firstDot].lastIndex(of: UInt8(ascii: "\"")), open + 1 >= Self.name.count,
            answer[(open + 1 - Self.name.count)...open].elementsEqual(Self.name),
            let payload = Base64URL.bytes(answer[(firstDot + 1)..<secondDot]),
            let signature = Base64URL.bytes(answer[(secondDot + 1)..<close])
        else { return nil }
        payloadStart = firstDot + 1
        end = close
        self.payload = payload
        self.signature = signature
    }
}
