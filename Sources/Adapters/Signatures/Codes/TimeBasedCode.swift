import Crypto

/// Time-based one-time codes (RFC 6238): HMAC with SHA-1, steps of 30 seconds, six digits, as every authenticator program
/// takes them.
public struct TimeBasedCode: Sendable {
    /// Seconds of a step.
    public static let stepSeconds: Int64 = 30
    /// Digits of a code.
    public static let digitCount = 6
    /// Steps before and after the current one whose codes are taken as well, for clocks that differ.
    public static let toleratedSteps: Int64 = 1

    private let secret: SymmetricKey

    /// Codes of a secret; 20 bytes are usual.
    public init(secret: [UInt8]) {
        self.secret = SymmetricKey(data: secret)
    }

    /// A fresh secret of 20 random bytes, as long as the hash (RFC 4226 section 4, R6).
    public static func makeSecret() -> [UInt8] {
        SymmetricKey(size: .init(bitCount: 160)).withUnsafeBytes { Array($0) }
    }

    /// The step a moment lies in, from seconds since 1970.
    public static func step(atSeconds seconds: Int64) -> Int64 {
        seconds >= 0 ? seconds / stepSeconds : (seconds - stepSeconds + 1) / stepSeconds
    }

    /// The code of a step (RFC 4226 section 5.3).
    ///
    /// - Parameter digits: 6 in use; up to 9, as the RFC's examples of 8.
    public func code(step: Int64, digits: Int = digitCount) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: secret))
        let offset = Int(mac[mac.count - 1] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let modulus = (0..<digits).reduce(UInt32(1)) { product, _ in product * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    /// The newest step near the moment whose code this is; nothing when it is none of theirs.
    ///
    /// All steps are looked at whatever was found, and codes are compared in constant time.
    /// - Parameter after: steps up to this one are past: of each only one code counts, once.
    public func step(of code: String, atSeconds seconds: Int64, after: Int64) -> Int64? {
        let now = Self.step(atSeconds: seconds)
        let given = Array(code.utf8)
        var found: Int64?
        for step in (now - Self.toleratedSteps)...(now + Self.toleratedSteps) {
            let right = Array(self.code(step: step).utf8)
            let differing = zip(right, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            if given.count == right.count, differing == 0, step > after { found = step }
        }
        return found
    }

    /// The address that authenticator programs read, also as a QR code (Key URI format).
    ///
    /// - Parameters:
    ///   - issuer: whose login it is; letters, digits, spaces and anything else, escaped here.
    ///   - account: the user's name.
    public static func address(secret: [UInt8], issuer: String, account: String) -> String {
        let (issuer, account) = (escaped(issuer), escaped(account))
        return "otpauth://totp/\(issuer):\(account)?secret=\(Base32.encode(secret))&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(digitCount)&period=\(stepSeconds)"
    }

    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var escaped = ""
        for unit in text.utf8 {
            let scalar = Unicode.Scalar(unit)
            if scalar.properties.isAlphabetic && unit < 128 || (0x30...0x39).contains(unit)
                || Array("-._~".utf8).contains(unit)
            {
                escaped.unicodeScalars.append(scalar)
            } else {
                escaped += "%"
                escaped.unicodeScalars.append(digits[Int(unit >> 4)])
                escaped.unicodeScalars.append(digits[Int(unit & 15)])
            }
        }
        return escaped
    }
}
