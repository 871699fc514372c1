/// A structured creditor reference: `RF`, two check digits, and 1 to 21 letters and digits (ISO 11649).
public struct CreditorReference: Hashable, Sendable {
    /// The letters and digits behind the check digits, in capitals.
    public let body: String

    /// The reference over `text`, read without regard to case, spaces and the separators `-`, `/`, `.`, `:` and `_`; nothing when
    /// what remains is not 1 to 21 ASCII letters and digits.
    public init?(over text: String) {
        var body = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case " ", "-", "/", ".", ":", "_": continue
            case "0"..."9", "A"..."Z": body.unicodeScalars.append(scalar)
            case "a"..."z": body += String(scalar).uppercased()
            default: return nil
            }
        }
        guard (1...21).contains(body.utf8.count) else { return nil }
        self.body = body
    }

    /// Reads a reference as written, spaces allowed; nothing when it does not begin with `RF` or its check digits are wrong.
    public init?(reading text: String) {
        let compact = text.filter { $0 != " " }.uppercased()
        guard compact.hasPrefix("RF"), compact.utf8.count >= 5,
            let reference = Self(over: String(compact.dropFirst(4))),
            reference.description == compact
        else { return nil }
        self = reference
    }

    /// The two check digits: 98 less the remainder by 97 of the body followed by `RF00`, letters counted from A = 10
    /// (ISO 7064, MOD 97-10).
    public var checkDigits: String {
        var remainder = 0
        for byte in Array(body.utf8) + Array("RF00".utf8) {
            if byte >= 0x41 {
                remainder = (remainder * 100 + Int(byte) - 0x41 + 10) % 97
            } else {
                remainder = (remainder * 10 + Int(byte) - 0x30) % 97
            }
        }
        let check = 98 - remainder
        return check < 10 ? "0\(check)" : "\(check)"
    }
}

extension CreditorReference: CustomStringConvertible {
    /// The reference without spaces, such as `RF18539007547034`.
    public var description: String { "RF" + checkDigits + body }
}
