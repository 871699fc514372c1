import CPhoneNumber
import Members

/// Reads telephone numbers in any usual national form, by libphonenumber.
public struct PhoneNumberNormaliser: Sendable {
    /// ISO 3166-1 code of the region whose national forms are understood.
    public let region: String

    /// A normaliser for national forms of `region`, such as `RO`.
    public init(region: String) {
        self.region = region
    }

    /// The number in E.164, or nothing when no such number is possible; texts over 32 bytes are none.
    public func callAsFunction(_ text: String) -> PhoneNumber? {
        guard text.utf8.count <= 32, !text.utf8.contains(0) else { return nil }
        var buffer = [CChar](repeating: 0, count: 32)
        guard phone_number_normalise(text, region, &buffer, buffer.count) else { return nil }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return PhoneNumber(e164: String(decoding: bytes, as: UTF8.self))
    }
}
