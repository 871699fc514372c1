import Signatures
import Wire

/// Everything that was sent and answered, kept in pieces of 4 MiB until the clock is stopped; then every answer is read
/// and every receipt verified.
struct Evidence: Sendable {
    private static let pieceBytes = 4 << 20
    private var pieces: [[UInt8]] = []

    /// Keeps one exchange.
    mutating func append(sender: Int, kind: MessageSource.Kind, status: Int, body: [UInt8], answer: [UInt8]) {
        let length = 12 + body.count + answer.count
        if pieces.last.map({ $0.count + length > Self.pieceBytes }) ?? true {
            var piece: [UInt8] = []
            piece.reserveCapacity(max(Self.pieceBytes, length))
            pieces.append(piece)
        }
        let last = pieces.count - 1
        pieces[last].append(contentsOf: [UInt8(truncatingIfNeeded: sender), kind.rawValue])
        pieces[last].append(contentsOf: [UInt8(truncatingIfNeeded: status >> 8), UInt8(truncatingIfNeeded: status)])
        for count in [body.count, answer.count] {
            for shift in [24, 16, 8, 0] { pieces[last].append(UInt8(truncatingIfNeeded: count >> shift)) }
        }
        pieces[last].append(contentsOf: body)
        pieces[last].append(contentsOf: answer)
    }

    /// Reads every answer and verifies every receipt, on all processors.
    ///
    /// - Throws: ``BenchmarkFailure`` with one answer that is wrong.
    func findings(partners: [String], hubKeys: JSONWebKeySet) throws -> Findings {
        let check = AnswerCheck(hubKeys: hubKeys)
        return try Findings.gather(pieces: pieces.count) { index, findings in
            try Self.read(pieces[index], partners, check, into: &findings)
        }
    }

    private static func read(
        _ piece: [UInt8], _ partners: [String], _ check: AnswerCheck, into findings: inout Findings
    ) throws {
        var place = 0
        func number(_ start: Int) -> Int { piece[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        while place < piece.count {
            let bodyStart = place + 12
            let answerStart = bodyStart + number(place + 4)
            let end = answerStart + number(place + 8)
            let answer = Array(piece[answerStart..<end])
            guard let document = try? JSONReader.read(answer) else {
                throw BenchmarkFailure("An answer is no JSON: \(String(decoding: answer.prefix(500), as: UTF8.self))")
            }
            let body = Array(piece[bodyStart..<answerStart])
            findings.add(
                try check.check(
                    partner: partners[Int(piece[place])],
                    kind: MessageSource.Kind(rawValue: piece[place + 1]) ?? .balance,
                    status: Int(piece[place + 2]) << 8 | Int(piece[place + 3]),
                    content: body.isEmpty ? .null : (try? JSONReader.read(body)) ?? .null, answer: document))
            place = end
        }
    }
}
