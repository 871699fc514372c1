import Signatures
import Wire

/// What a part came to: the lines of the results file, and their count.
struct CheckedPart: Sendable {
    /// `{"line","status","replay","answer"}` a line, in the file's order, in pieces.
    var results: [[UInt8]] = []
    /// What became of the messages.
    var tally = BatchTally()
    /// Refusals of row 400 and receipts that do not hold, by line and field.
    var notices: [BatchMistake] = []
}

/// Checks the results of a part: that each is JSON, and that its receipt is the hub's and this very message's.
struct PartCheck: Sendable {
    /// The hub's keys; `nil` leaves receipts unchecked.
    let receipts: ReceiptVerifier?
    /// The own id, which receipts must name; `nil` leaves it unchecked.
    let partner: String?
    /// How many lines are checked side by side: signatures are all of the work.
    let width: Int

    /// Checks all results of a part.
    ///
    /// - Throws: ``BatchError/result(line:)``.
    func check(_ part: BatchPart, _ results: [ResultLine]) async throws(BatchError) -> CheckedPart {
        // More pieces than cores, so that none is waited for long.
        let size = max(64, results.count / (width * 4) + 1)
        let pieces = stride(from: 0, to: results.count, by: size).map { $0..<min($0 + size, results.count) }
        let checked = await withTaskGroup(of: (Int, Result<CheckedPart, BatchError>).self) { group in
            var (next, done) = (0, [Int: Result<CheckedPart, BatchError>]())
            func start() {
                guard next < pieces.count else { return }
                let (number, piece) = (next, pieces[next])
                next += 1
                group.addTask {
                    (number, Result { () throws(BatchError) in try check(part, results, piece) })
                }
            }
            for _ in 0..<width { start() }
            for await (number, result) in group {
                done[number] = result
                start()
            }
            return done
        }
        var whole = CheckedPart()
        for number in pieces.indices {
            guard let piece = try checked[number]?.get() else { continue }
            whole.results += piece.results
            whole.tally.add(piece.tally)
            whole.notices += piece.notices
        }
        return whole
    }

    private func check(
        _ part: BatchPart, _ results: [ResultLine], _ piece: Range<Int>
    ) throws(BatchError) -> CheckedPart {
        var checked = CheckedPart()
        var lines: [UInt8] = []
        lines.reserveCapacity(piece.reduce(0) { $0 + results[$1].bytes.count + 24 })
        for index in piece {
            let (line, result) = (part.lines[index], results[index])
            let answer = try Self.answer(of: result, line.line)
            checked.tally.count(result, code: answer["code"]?.string)
            if result.status == 400, let code = answer["code"]?.string {
                let field = answer["field"]?.string
                checked.notices.append(BatchMistake(line: line.line, field: field, "refused, \(code)"))
            }
            let refusal = refusal(of: answer, status: result.status, part, index, &checked.tally)
            if let refusal {
                checked.notices.append(BatchMistake(line: line.line, field: "receipt", refusal.description))
            }
            Self.append(result, line.line, refusal, to: &lines)
        }
        checked.results = [lines]
        return checked
    }

    private static func answer(of result: ResultLine, _ line: Int64) throws(BatchError) -> JSONValue {
        let answer = result.bytes[result.answer].withUnsafeBytes { try? JSONReader.read($0) }
        guard let answer, case .object = answer else { throw .result(line: line) }
        return answer
    }

    /// What is wrong with the receipt, if anything; acceptances must have one.
    private func refusal(
        of answer: JSONValue, status: Int, _ part: BatchPart, _ index: Int, _ tally: inout BatchTally
    ) -> ReceiptRefusal? {
        guard let receipts else { return nil }
        guard let text = answer["receipt"]?.string else {
            guard status == 201 else { return nil }
            tally.receiptsRefused += 1
            return .missing
        }
        do throws(ReceiptRefusal) {
            let sent = SentContent(part, index)
            let receipt = try receipts.verify(text, partner: partner, messageID: sent?.messageID, digest: sent?.digest)
            let outcome = status == 201 ? "posted" : answer["code"]?.string ?? ""
            guard receipt.outcome == outcome else {
                throw .differs(member: "outcome", expected: outcome, found: receipt.outcome)
            }
            tally.receipts += 1
            return nil
        } catch {
            tally.receiptsRefused += 1
            return error
        }
    }

    private static func append(
        _ result: ResultLine, _ line: Int64, _ refusal: ReceiptRefusal?, to bytes: inout [UInt8]
    ) {
        var front = JSONWriter.object(capacity: 64) { writer in
            writer.member("line", line)
            if let refusal { writer.member("receipt_refusal", refusal.description) }
        }
        front[front.count - 1] = UInt8(ascii: ",")
        bytes += front
        bytes += result.bytes.dropFirst()
        bytes.append(0x0A)
    }
}

/// What a line says as a single request would: that is what its receipt is for.
private struct SentContent {
    let messageID: String?
    let digest: String?

    init?(_ part: BatchPart, _ index: Int) {
        let sent = part.bytes[part.range(index)].withUnsafeBytes { try? JSONReader.read($0) }
        guard case .object(var members)? = sent else { return nil }
        let type = part.lines[index].type
        let original = sent?["original_message_id"]?.string ?? ""
        members.removeAll { $0.name == "type" || type.namesOriginalInPath && $0.name == "original_message_id" }
        messageID = sent?["message_id"]?.string
        let path = type.request(original: original).path
        digest = MessageDigest.sha256Base64(Array("POST\n\(path)\n".utf8) + CanonicalJSON.encode(.object(members)))
    }
}

extension BatchTally {
    /// Counts one result.
    fileprivate mutating func count(_ result: ResultLine, code: String?) {
        switch (result.status, result.isReplay) {
        case (201, false): posted += 1
        case (201, true): replayed += 1
        default: refused[code ?? "status_\(result.status)", default: 0] += 1
        }
    }
}
