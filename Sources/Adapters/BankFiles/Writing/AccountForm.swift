/// The forms the schemas ask of accounts and banks.
enum AccountForm {
    /// `[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}` (IBAN2007Identifier); the check digits are the partner files' business.
    static func isIBAN(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return (5...34).contains(bytes.count) && bytes[0..<2].allSatisfy(isCapital) && bytes[2..<4].allSatisfy(isDigit)
            && bytes[4...].allSatisfy { isCapital($0) || isDigit($0) || (0x61...0x7A).contains($0) }
    }

    /// `[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?` (BICFIDec2014Identifier).
    static func isBIC(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return (bytes.count == 8 || bytes.count == 11) && bytes.allSatisfy { isCapital($0) || isDigit($0) }
            && bytes[4..<6].allSatisfy(isCapital)
    }

    private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
