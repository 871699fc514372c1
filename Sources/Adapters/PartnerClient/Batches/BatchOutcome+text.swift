import Wire

extension BatchOutcome {
    /// The summary for people.
    public func text(file: String) -> String {
        var lines = [
            isFinished
                ? "\(file): \(messages) \(messages == 1 ? "message" : "messages"), every one with a result"
                : "\(file): \(tally.messages) of \(messages) messages have a result; run the same command again to go on",
            "  posted    \(tally.posted)", "  replayed  \(tally.replayed)", "  refused   \(tally.refusals)",
        ]
        for (code, count) in tally.refused.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            lines.append("    \(code)  \(count)")
        }
        if tally.receipts + tally.receiptsRefused > 0 {
            let bad = tally.receiptsRefused > 0 ? ", \(tally.receiptsRefused) NOT VALID" : ""
            lines.append("  receipts  \(tally.receipts) checked\(bad)")
        }
        lines.append("  \(tenths(seconds)) s, \(Int64(perSecond)) messages/s")
        lines.append("  results   \(results)")
        return lines.joined(separator: "\n")
    }

    /// The summary as a document.
    public func document(file: String) -> JSONValue {
        var members: [JSONMember] = []
        func add(_ name: String, _ value: JSONValue) { members.append(JSONMember(name: name, value: value)) }
        add("ok", .bool(isClean))
        add("file", .string(file))
        add("finished", .bool(isFinished))
        add("messages", .integer(messages))
        add("posted", .integer(tally.posted))
        add("replayed", .integer(tally.replayed))
        let codes = tally.refused.sorted { $0.key < $1.key }
        add("refused", .object(codes.map { JSONMember(name: $0.key, value: .integer($0.value)) }))
        add("receipts_checked", .integer(tally.receipts))
        add("receipts_refused", .integer(tally.receiptsRefused))
        add("seconds", JSONNumber(seconds).map { .number($0) } ?? .null)
        add("messages_per_second", .integer(Int64(perSecond)))
        add("results", .string(results))
        if let failure { add("error", .string(failure.description)) }
        return .object(members)
    }

    private func tenths(_ seconds: Double) -> String {
        let tenths = Int64((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension BatchError {
    /// Why nothing was sent, as a document; mistakes of the file one by one.
    public func document(file: String) -> JSONValue {
        var members = [
            JSONMember(name: "ok", value: .bool(false)), JSONMember(name: "file", value: .string(file)),
            JSONMember(name: "finished", value: .bool(false)),
            JSONMember(name: "error", value: .string(description)),
        ]
        if case .mistakes(let mistakes, let count) = self {
            members.append(JSONMember(name: "count", value: .integer(Int64(count))))
            let list = mistakes.map { mistake in
                JSONValue.object([
                    "line": .integer(mistake.line), "field": mistake.field.map { .string($0) } ?? .null,
                    "reason": .string(mistake.reason),
                ])
            }
            members.append(JSONMember(name: "mistakes", value: .array(list)))
        }
        return .object(members)
    }
}
