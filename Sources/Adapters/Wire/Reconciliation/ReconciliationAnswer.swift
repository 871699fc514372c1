/// The document of a compared day, for people on either side.
public struct ReconciliationAnswer: Hashable, Sendable {
    /// Whether both books agree.
    public let isClean: Bool
    private let document: JSONValue
    /// How many entries of a list people are shown.
    private static let mostShown = 20

    /// Reads an answer; `nil` when it is something else.
    public init?(_ document: JSONValue) {
        guard case .bool(let isClean)? = document["clean"], document["counts"] != nil else { return nil }
        self.isClean = isClean
        self.document = document
    }

    /// One line for each finding, at most twenty of a kind, and the totals.
    ///
    /// - Parameter books: what the partner's books are called, such as `the own books`.
    public func text(books: String) -> String {
        let day = document["day"]?.string ?? ""
        guard !isClean else {
            return "The day \(day) is clean: \(count("rows")) rows agree with the hub's \(count("messages")) messages."
        }
        var lines = ["The day \(day) is not clean."]
        for (list, head) in [
            ("missing_here", "The hub does not have"), ("apart", "The hub does not count to the day"),
            ("missing_there", "Missing in \(books)"), ("different", "Different"),
            ("repeated", "Several rows have"),
            ("unreadable", "Cannot be read"),
        ] {
            guard case .array(let entries)? = document[list], !entries.isEmpty else { continue }
            lines.append("\(head) (\(count(list))):")
            lines += entries.prefix(Self.mostShown).map { "  " + Self.line($0, books) }
            if count(list) > Self.mostShown { lines.append("  … --json shows more") }
        }
        return (lines + totals(books)).joined(separator: "\n")
    }

    private func totals(_ books: String) -> [String] {
        guard case .array(let totals)? = document["totals"] else { return [] }
        return ["Totals, of the hub and of \(books):"]
            + totals.map { total in
                let sides = ["here", "there"].map { side in
                    let tally = total[side]
                    return "\(tally?["messages"]?.integer ?? 0) messages, \(tally?["points"]?.integer ?? 0) points, "
                        + "\(tally?["amount"]?.integer ?? 0) minor units"
                }
                return "  \(total["kind"]?.string ?? ""): \(sides[0]); \(sides[1])"
            }
    }

    private func count(_ name: String) -> Int64 { document["counts"]?[name]?.integer ?? 0 }

    private static func line(_ entry: JSONValue, _ books: String) -> String {
        var parts: [String] = []
        if let line = entry["line"]?.integer { parts.append("line \(line)") }
        if let id = entry["message_id"]?.string { parts.append(id) }
        if case .array(let lines)? = entry["lines"] {
            parts.append("lines " + lines.compactMap { $0.integer.map { "\($0)" } }.joined(separator: ", "))
        }
        if let kind = entry["kind"]?.string { parts.append("\(kind) of \(entry["points"]?.integer ?? 0) points") }
        if let code = entry["code"]?.string { parts.append("refused: \(code)") }
        if let day = entry["day"]?.string { parts.append("it is of \(day)") }
        if entry["why"]?.string == "without_points" { parts.append("it moves no points") }
        if let text = entry["text"]?.string { parts.append(text) }
        if case .array(let fields)? = entry["fields"] {
            parts += fields.map { field in
                "\(field["field"]?.string ?? ""): \(shown(field["here"])) here, \(shown(field["there"])) in \(books)"
            }
        }
        return parts.joined(separator: ", ")
    }

    private static func shown(_ value: JSONValue?) -> String {
        value?.string ?? value?.integer.map { "\($0)" } ?? "nothing"
    }
}
