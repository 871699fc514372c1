/// Text in the characters that every bank takes (EPC217-08, SEPA requirements for an extended character set):
/// `a-z A-Z 0-9 / - ? : ( ) . , ' +` and space.
enum BankText {
    /// Free text: letters of other alphabets become their usual Latin ones, other characters a dot; runs of space shrink to
    /// one. Cut to `limit` characters after that. A text that has none becomes `NOTPROVIDED`.
    static func free(_ text: String, limit: Int) -> String {
        var latin = ""
        var pendingSpace = false
        for scalar in text.unicodeScalars {
            let letters = Self.latin(scalar)
            if letters == " " {
                pendingSpace = !latin.isEmpty
                continue
            }
            guard !letters.isEmpty else { continue }
            if pendingSpace { latin += " " }
            pendingSpace = false
            latin += letters
        }
        let cut = latin.prefix(limit)
        let trimmed = cut.last == " " ? cut.dropLast() : cut
        return trimmed.isEmpty ? "NOTPROVIDED" : String(trimmed)
    }

    /// Whether `text` may stand where an identification must arrive unchanged: 1 to `limit` of those characters, no slash at
    /// either end and no two in a row (EPC217-08 section 1.4), no space at either end.
    static func isIdentification(_ text: String, limit: Int) -> Bool {
        let bytes = Array(text.utf8)
        guard (1...limit).contains(bytes.count), bytes.allSatisfy({ isBasic($0) }) else { return false }
        guard let first = bytes.first, let last = bytes.last else { return false }
        let edges: [UInt8] = [UInt8(ascii: "/"), UInt8(ascii: " ")]
        return !edges.contains(first) && !edges.contains(last) && !text.contains("//")
    }

    private static func latin(_ scalar: Unicode.Scalar) -> String {
        if scalar.isASCII {
            let byte = UInt8(scalar.value)
            if isBasic(byte) { return String(scalar) }
            if byte < 0x20 || byte == 0x7F { return "\t\n\r".unicodeScalars.contains(scalar) ? " " : "" }
        }
        return BankAlphabet.letters[scalar] ?? unlisted(scalar)
    }

    /// Marks that only change the letter before them, and invisible characters, vanish; spaces stay spaces.
    private static func unlisted(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: ""
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: " "
        default: "."
        }
    }

    private static func isBasic(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "/-?:().,'+ ".utf8.contains(byte)
        }
    }
}
