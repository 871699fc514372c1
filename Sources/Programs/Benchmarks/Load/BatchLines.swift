import Foundation
import Wire

/// The lines of a part beside the lines of its answer.
struct BatchLines: Sendable {
    private let sent: [UInt8]
    private let answered: [UInt8]
    private let sentLines: [Range<Int>]
    private let answeredLines: [Range<Int>]

    /// How many there are.
    var count: Int { sentLines.count }

    /// Reads both files.
    ///
    /// - Throws: ``BenchmarkFailure`` when there are not as many results as lines.
    init(_ part: BatchFile.Part) throws {
        guard let sent = FileManager.default.contents(atPath: part.path),
            let answered = FileManager.default.contents(atPath: part.answerPath)
        else { throw BenchmarkFailure("\(part.path) and its answer cannot be read.") }
        self.sent = Array(sent)
        self.answered = Array(answered)
        sentLines = Self.lines(of: self.sent)
        answeredLines = Self.lines(of: self.answered)
        guard sentLines.count == part.kinds.count, answeredLines.count == sentLines.count else {
            throw BenchmarkFailure("A batch of \(part.kinds.count) lines has \(answeredLines.count) results.")
        }
    }

    /// A line's content as its single request has it, and its result.
    ///
    /// - Throws: ``BenchmarkFailure`` when the result is none.
    func exchange(_ line: Int) throws -> (content: JSONValue, status: Int, answer: JSONValue) {
        guard case .object(let members)? = try? JSONReader.read(Array(sent[sentLines[line]])),
            let result = try? JSONReader.read(Array(answered[answeredLines[line]])),
            let status = result["status"]?.integer, let answer = result["answer"], result["replay"] == .bool(false)
        else {
            let text = String(decoding: answered[answeredLines[line]].prefix(500), as: UTF8.self)
            throw BenchmarkFailure("The result of line \(line + 1) is not one of a message posted now: \(text)")
        }
        return (.object(members.filter { $0.name != "type" }), Int(status), answer)
    }

    private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == 0x0A {
            lines.append(start..<index)
            start = index + 1
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        return lines
    }
}
