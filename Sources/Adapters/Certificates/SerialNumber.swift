import COpenSSL

/// A certificate's serial number: a positive integer of at most 20 octets (RFC 5280 §4.1.2.2).
public struct SerialNumber: Hashable, Sendable, CustomStringConvertible {
    /// Upper-case hexadecimal with an even number of digits and no leading zero octet, as OpenSSL's index writes it.
    public let description: String

    /// Reads hexadecimal digits of either case; colons are ignored and leading zeros dropped.
    ///
    /// Answers nothing when other characters or more than 20 octets are there, or when the number is zero.
    public init?(_ text: String) {
        let digits = text.uppercased().filter { $0 != ":" }.drop { $0 == "0" }
        guard !digits.isEmpty, digits.count <= 40, digits.allSatisfy({ "0123456789ABCDEF".contains($0) }) else {
            return nil
        }
        description = digits.count.isMultiple(of: 2) ? String(digits) : "0" + digits
    }

    /// A random number of 128 bits, its first octet not zero.
    ///
    /// - Throws: ``CertificateError/openSSL(operation:reasons:)`` when the system has no randomness.
    public static func random() throws(CertificateError) -> SerialNumber {
        while true {
            var bytes = [UInt8](repeating: 0, count: 16)
            try succeed(RAND_bytes(&bytes, 16), "RAND_bytes")
            if bytes[0] != 0, let serial = SerialNumber(hexadecimal(bytes)) { return serial }
        }
    }

    init(_ integer: UnsafePointer<ASN1_INTEGER>?) throws(CertificateError) {
        let number = try Owned<NumberObject>(ASN1_INTEGER_to_BN(integer, nil), "ASN1_INTEGER_to_BN")
        let text = try number.withPointer { number throws(CertificateError) in
            let digits = try present(BN_bn2hex(number), "BN_bn2hex")
            defer { copenssl_free(digits) }
            return String(cString: digits)
        }
        guard let serial = SerialNumber(text) else { throw .malformed(.certificate, reasons: []) }
        self = serial
    }

    /// Lends the number as OpenSSL's integer.
    func withInteger<Result>(
        _ body: (UnsafeMutablePointer<ASN1_INTEGER>) throws(CertificateError) -> Result
    ) throws(CertificateError) -> Result {
        var pointer: OpaquePointer?
        try succeed(BN_hex2bn(&pointer, description), "BN_hex2bn")
        let number = try Owned<NumberObject>(pointer, "BN_hex2bn")
        return try number.withPointer { number throws(CertificateError) in
            let integer = try present(BN_to_ASN1_INTEGER(number, nil), "BN_to_ASN1_INTEGER")
            defer { ASN1_INTEGER_free(integer) }
            return try body(integer)
        }
    }
}

/// Lower-case hexadecimal, two digits an octet.
func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
