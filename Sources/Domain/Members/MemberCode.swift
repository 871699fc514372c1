/// A code for reading aloud: eight Crockford base-32 symbols and their mod-37 check symbol (PROTOCOL.md section 3).
public struct MemberCode: Hashable, Sendable {
    /// The nine symbols in capitals, without hyphens.
    public let symbols: String

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// Check symbols 32 to 36 of Crockford's scheme are `*~$=U`; codes that would end in a sign are never issued.
    private static let checkAlphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U".utf8)

    /// Reads a code without regard to case, hyphens, or O/0 and I/L/1; nothing when its check symbol is wrong.
    public init?(_ text: String) {
        var bytes: [UInt8] = []
        for byte in text.utf8 where byte != 0x2D {
            let upper = (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
            switch upper {
            case UInt8(ascii: "O"): bytes.append(UInt8(ascii: "0"))
            case UInt8(ascii: "I"), UInt8(ascii: "L"): bytes.append(UInt8(ascii: "1"))
            default: bytes.append(upper)
            }
        }
        guard bytes.count == 9, bytes[..<8].allSatisfy(Self.alphabet.contains),
            Self.isIssuable(bytes[8]), Self.checkSymbol(of: bytes[..<8]) == bytes[8]
        else { return nil }
        symbols = String(decoding: bytes, as: UTF8.self)
    }

    private init(unchecked symbols: [UInt8]) {
        self.symbols = String(decoding: symbols, as: UTF8.self)
    }

    /// A new code drawn from `random`; its check symbol is always a letter or digit.
    public static func make(using random: inout some RandomNumberGenerator) -> MemberCode {
        while true {
            let body = (0..<8).map { _ in alphabet[Int.random(in: 0..<32, using: &random)] }
            let check = checkSymbol(of: body[...])
            if isIssuable(check) { return MemberCode(unchecked: body + [check]) }
        }
    }

    /// The code as people read it, such as `WQTC-HWVM-D`.
    public var display: String {
        let bytes = Array(symbols.utf8)
        let groups = [bytes[0..<4], bytes[4..<8], bytes[8...]]
        return groups.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    private static func isIssuable(_ check: UInt8) -> Bool {
        (0x30...0x39).contains(check) || (0x41...0x5A).contains(check)
    }

    private static func checkSymbol(of body: ArraySlice<UInt8>) -> UInt8 {
        let value = body.reduce(0) { sum, byte in
            (sum * 32 + (alphabet.firstIndex(of: byte) ?? 0)) % 37
        }
        return checkAlphabet[value]
    }
}
