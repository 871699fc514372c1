import Quantities
import Yams

/// One value of a file and where it stands.
///
/// Each reading notes its mistake and answers nil where the value is none such.
struct FileEntry {
    let node: Node
    /// The member's path, such as `keys[0].valid_from`.
    let path: String
    /// The line of the member's name, or of the value in a list.
    let line: Int
    let findings: FileFindings

    func refuse(_ reason: String) {
        findings.refuse(reason, field: path, line: line)
    }

    /// The words for what the value is.
    var kind: String { FileEntry.kind(of: node) }

    static func kind(of node: Node) -> String {
        switch node {
        case .scalar(let scalar): isNull(scalar) ? "empty" : "\"\(scalar.string)\""
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    private static func isNull(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// The text exactly as written; numbers and words that YAML gives a meaning are texts too.
    ///
    /// One to `longest` characters, none of them a control character.
    func text(longest: Int = 256) -> String? {
        guard case .scalar(let scalar) = node, !FileEntry.isNull(scalar) else {
            refuse("is \(kind), not a text")
            return nil
        }
        let text = scalar.string
        guard !text.isEmpty, text.unicodeScalars.count <= longest else {
            refuse("has \(text.unicodeScalars.count) characters; 1 to \(longest) are allowed")
            return nil
        }
        let isControl = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .control }
        guard !text.unicodeScalars.contains(where: isControl) else {
            refuse("holds a control character")
            return nil
        }
        return text
    }

    /// Text of several lines, as a key in PEM form is.
    func block() -> String? {
        guard case .scalar(let scalar) = node, !FileEntry.isNull(scalar) else {
            refuse("is \(kind), not a text")
            return nil
        }
        return scalar.string
    }

    /// A whole number, written without quotes.
    func integer(in range: ClosedRange<Int64>) -> Int64? {
        guard case .scalar(let scalar) = node, scalar.style == .plain, let number = Int64(scalar.string),
            String(number) == scalar.string
        else {
            let quoted = if case .scalar(let scalar) = node { scalar.style != .plain } else { false }
            refuse("\(described) is not a whole number" + (quoted ? "; write it without quotes" : ""))
            return nil
        }
        guard range.contains(number) else {
            refuse("\(number) is not within \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// `true` or `false`, written without quotes.
    func boolean() -> Bool? {
        if case .scalar(let scalar) = node, scalar.style == .plain {
            if scalar.string == "true" { return true }
            if scalar.string == "false" { return false }
        }
        refuse("\(described) is neither true nor false")
        return nil
    }

    /// A rate; its text is read exactly, with quotes or without, and never as floating point.
    func decimal(atMost largest: Rate = .largest) -> Rate? {
        guard case .scalar(let scalar) = node else {
            refuse("is \(kind), not a decimal with at most six decimals")
            return nil
        }
        do {
            let rate = try Rate(scalar.string)
            if rate <= largest { return rate }
            refuse("\(described) is above \(largest)")
        } catch .overflow {
            refuse("\(described) is above \(largest)")
        } catch {
            refuse("\(described) is not a decimal with at most six decimals")
        }
        return nil
    }

    /// A moment in RFC 3339, or a day, which stands for its first moment in UTC.
    func moment() -> Instant? {
        guard let text = text() else { return nil }
        guard let instant = try? Instant(rfc3339: text.utf8.count == 10 ? text + "T00:00:00Z" : text) else {
            refuse("\(described) is not a time in UTC such as 2026-01-31T00:00:00Z")
            return nil
        }
        return instant
    }

    /// One of the words of `Choice`.
    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let text = text() else { return nil }
        guard let choice = Choice(rawValue: text) else {
            refuse("\(described) is none of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        return choice
    }

    /// The values of a list, up to `most`.
    func list(most: Int) -> [FileEntry]? {
        guard case .sequence(let sequence) = node else {
            refuse("is \(kind), not a list")
            return nil
        }
        guard sequence.count <= most else {
            refuse("has \(sequence.count) entries; at most \(most) are allowed")
            return nil
        }
        return sequence.enumerated().map { index, item in
            let itemLine = item.mark?.line ?? line
            let itemPath = "\(path)[\(index)]"
            findings.note(itemPath, line: itemLine)
            return FileEntry(node: item, path: itemPath, line: itemLine, findings: findings)
        }
    }

    /// The value as mistakes quote it, shortened.
    var described: String {
        guard case .scalar(let scalar) = node, !FileEntry.isNull(scalar) else { return kind }
        let short = scalar.string.prefix(60)
        return short.count < scalar.string.count ? "\"\(short)…\"" : "\"\(short)\""
    }
}
