import Quantities

/// The name of a party to the coalition in messages, files and accounts: a partner's id, or the operator.
///
/// One to 32 of `a-z`, `0-9` and `-`, a letter first (PROTOCOL.md section 6, `id`).
public struct PartnerID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The id itself.
    public let text: String

    /// The company that runs the hub, as issuer of points it funds.
    public static let `operator` = PartnerID(unchecked: "operator")

    /// Names that no partner may bear, since files and answers give them a meaning of their own.
    public static let reserved: Set<String> = ["operator", "other", "coalition"]

    private init(unchecked text: String) {
        self.text = text
    }

    /// Reads an id; the operator's is accepted, as it stands in ledgers and files.
    ///
    /// - Throws: ``QuantityError/malformed(_:)`` when the form is another.
    public init(_ text: String) throws(QuantityError) {
        let bytes = Array(text.utf8)
        let allowed = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D }
        guard (1...32).contains(bytes.count), (0x61...0x7A).contains(bytes[0]), bytes.allSatisfy(allowed) else {
            throw .malformed(text)
        }
        self.text = text
    }

    /// The id itself.
    public var description: String { text }

    /// Orders ids by their bytes, as files list them.
    public static func < (left: PartnerID, right: PartnerID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
