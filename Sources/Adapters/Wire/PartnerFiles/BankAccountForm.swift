import Partners

extension FileEntry {
    /// A bank account: IBAN with correct check digits (ISO 13616), BIC of 8 or 11 characters (ISO 9362), holder.
    func account() -> BankAccount? {
        guard let section = section(known: ["iban", "bic", "holder"]) else { return nil }
        let iban = section.required("iban")?.iban()
        let bic = section.required("bic")?.bic()
        let holder = section.required("holder")?.text(longest: 70)
        guard let iban, let bic, let holder else { return nil }
        return BankAccount(iban: iban, bic: bic, holder: holder)
    }

    /// The IBAN without the spaces it may be written with.
    private func iban() -> String? {
        guard let text = text() else { return nil }
        let compact = text.filter { $0 != " " }
        guard BankAccountForm.isIBAN(compact) else {
            refuse("\(described) is not an IBAN of ISO 13616")
            return nil
        }
        guard BankAccountForm.hasCheckDigits(compact) else {
            refuse("\(described) is not an IBAN: its check digits are wrong")
            return nil
        }
        return compact
    }

    private func bic() -> String? {
        guard let text = text() else { return nil }
        guard BankAccountForm.isBIC(text) else {
            refuse("\(described) is not a BIC of ISO 9362, 8 or 11 characters")
            return nil
        }
        return text
    }
}

/// The written forms of account numbers.
enum BankAccountForm {
    /// Country, two check digits and 11 to 30 digits or capital letters; a Romanian one has 24 characters.
    static func isIBAN(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (15...34).contains(bytes.count), bytes[0..<2].allSatisfy(isLetter), bytes[2..<4].allSatisfy(isDigit),
            bytes[4...].allSatisfy({ isLetter($0) || isDigit($0) })
        else { return false }
        return !text.hasPrefix("RO") || bytes.count == 24
    }

    /// Whether the number, its first four characters moved to the end and letters read as 10 to 35, leaves 1 modulo 97.
    static func hasCheckDigits(_ iban: String) -> Bool {
        let bytes = Array(iban.utf8)
        let remainder = (bytes.dropFirst(4) + bytes.prefix(4)).reduce(0) { remainder, byte in
            isDigit(byte) ? (remainder * 10 + Int(byte - 0x30)) % 97 : (remainder * 100 + Int(byte - 0x41) + 10) % 97
        }
        return remainder == 1
    }

    /// Four characters of the party, two letters of the country, two of the place, and three of a branch or none.
    static func isBIC(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return (bytes.count == 8 || bytes.count == 11) && bytes.allSatisfy { isLetter($0) || isDigit($0) }
            && bytes[4..<6].allSatisfy(isLetter)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
