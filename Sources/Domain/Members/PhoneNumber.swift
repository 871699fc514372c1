/// A telephone number in E.164: `+` and 7 to 15 digits.
public struct PhoneNumber: Hashable, Sendable {
    /// The number, such as `+40722123456`.
    public let e164: String

    /// Takes a number already in E.164; nothing when its form is another.
    public init?(e164 text: String) {
        let bytes = Array(text.utf8)
        guard (8...16).contains(bytes.count), bytes[0] == 0x2B, bytes[1] != 0x30,
            bytes.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        e164 = text
    }
}
