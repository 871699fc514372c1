/// The name of an operator user: 1 to 32 lower-case letters, digits, `.`, `_` and `-`, a letter first.
public struct OperatorName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name as it is typed.
    public let text: String

    /// A name; nothing for any other text.
    public init?(_ text: String) {
        let units = Array(text.utf8)
        let isLetter = { (unit: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(unit) }
        let isDigit = { (unit: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(unit) }
        guard (1...32).contains(units.count), isLetter(units[0]),
            units.allSatisfy({ isLetter($0) || isDigit($0) || Array("._-".utf8).contains($0) })
        else { return nil }
        self.text = text
    }

    /// Who the audit trail and approvals say it was: `user:<name>`.
    public var actor: String { "user:" + text }
    /// The name as it is typed.
    public var description: String { text }
    /// Orders names by their letters.
    public static func < (left: OperatorName, right: OperatorName) -> Bool { left.text < right.text }
}
