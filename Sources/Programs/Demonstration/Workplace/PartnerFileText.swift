/// A partner file's text whose lists can be filled in; everything else, comments included, stays as it is.
struct PartnerFileText: Hashable, Sendable {
    private var lines: [String]

    /// The text of a partner file.
    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var text: String { lines.joined(separator: "\n") }

    /// Puts `entry`, which begins with `member:` at the first column, in the place of that member's value.
    ///
    /// - Parameters:
    ///   - member: such as `keys`; it stands alone on its line, with its value behind it or below it.
    ///   - indentation: how far the member is indented in the file.
    /// - Returns: whether the member was there.
    mutating func replace(_ member: String, indentation: Int, by entry: String) -> Bool {
        let margin = String(repeating: " ", count: indentation)
        guard let start = lines.firstIndex(where: { $0.hasPrefix(margin + member + ":") }) else { return false }
        var end = start + 1
        // The value goes on as long as lines are indented deeper, or are items of a list at the member's own depth.
        while end < lines.count, !lines[end].isEmpty {
            let depth = lines[end].prefix { $0 == " " }.count
            guard depth > indentation || depth == indentation && lines[end].dropFirst(depth).hasPrefix("- ") else {
                break
            }
            end += 1
        }
        let written = entry.split(separator: "\n").map { margin + $0 }
        lines.replaceSubrange(start..<end, with: written)
        return true
    }
}
