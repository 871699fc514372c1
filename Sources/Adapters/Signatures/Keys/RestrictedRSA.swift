/// Private RSA keys whose algorithm says RSASSA-PSS (id-RSASSA-PSS, RFC 4055), as `openssl genpkey -algorithm RSA-PSS` makes them.
///
/// swift-crypto reads such public keys, but private ones only as rsaEncryption; the key itself is the same, so its
/// algorithm is rewritten. A private key restricted to certain hashes by parameters is not taken.
enum RestrictedRSA {
    private static let restricted: [UInt8] = [
        0x30, 0x0B, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A,
    ]
    private static let plain: [UInt8] = [
        0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]
    /// The version that stands before the algorithm in PKCS #8.
    private static let lead: [UInt8] = [0x02, 0x01, 0x00]

    /// PKCS #8 as rsaEncryption; unchanged when it is anything else.
    static func unrestricted(privateKey der: [UInt8]) -> [UInt8] {
        // An outer sequence with a length of two bytes: any RSA key from 2048 to 8192 bits.
        guard der.count > 4, der[0] == 0x30, der[1] == 0x82, der.dropFirst(4).starts(with: lead + restricted) else {
            return der
        }
        let content = lead + plain + der.dropFirst(4 + lead.count + restricted.count)
        guard Int(der[2]) << 8 | Int(der[3]) == der.count - 4, content.count <= 0xFFFF else { return der }
        return [0x30, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }
}
