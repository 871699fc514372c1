import Crypto

/// SHA-2 digests of bytes, and their usual texts.
public enum MessageDigest {
    /// The 32 bytes of SHA-256 (FIPS 180-4).
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        SHA256.hash(data: bytes).withUnsafeBytes { Array($0) }
    }

    /// The 64 bytes of SHA-512 (FIPS 180-4).
    public static func sha512(_ bytes: [UInt8]) -> [UInt8] {
        SHA512.hash(data: bytes).withUnsafeBytes { Array($0) }
    }

    /// SHA-256 in 64 lower-case hexadecimal digits.
    public static func sha256Hexadecimal(_ bytes: [UInt8]) -> String {
        hexadecimal(sha256(bytes))
    }

    /// SHA-256 in base64 with padding.
    public static func sha256Base64(_ bytes: [UInt8]) -> String {
        Base64.encode(sha256(bytes))
    }

    /// Bytes as lower-case hexadecimal digits, two a byte.
    public static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
