import COpenSSL
import Foundation

/// What a certificate says, as read from it.
public struct CertificateFacts: Hashable, Sendable {
    /// The subject in RFC 2253 form, such as `CN=grocery,O=Example Coalition`.
    public let subject: String
    /// The issuer in RFC 2253 form.
    public let issuer: String
    /// The issuer's number for it.
    public let serial: SerialNumber
    /// The first moment of validity.
    public let notBefore: Date
    /// The last moment of validity.
    public let notAfter: Date
    /// The subject's public key.
    public let publicKey: PublicKeyFacts
    /// SHA-256 of the DER certificate, in 64 lower-case hexadecimal digits.
    public let fingerprintSHA256: String
    /// The names of hosts in the certificate, as written there.
    public let dnsNames: [String]
    /// The e-mail addresses in the certificate, as written there.
    public let emailAddresses: [String]
    /// Whether it may sign certificates (basic constraints, RFC 5280 §4.2.1.9).
    public let isAuthority: Bool
    /// The subject in the form of OpenSSL's index, such as `/O=Example Coalition/CN=grocery`; ASCII.
    let indexSubject: String

    init(of object: OpaquePointer) throws(CertificateError) {
        let name = try present(X509_get_subject_name(object), "X509_get_subject_name")
        subject = try distinguishedName(name)
        issuer = try distinguishedName(X509_get_issuer_name(object))
        serial = try SerialNumber(X509_get0_serialNumber(object))
        notBefore = try instant(X509_get0_notBefore(object))
        notAfter = try instant(X509_get0_notAfter(object))
        guard let key = X509_get0_pubkey(object) else {
            throw .malformed(.certificate, reasons: OpenSSLReason.drain())
        }
        publicKey = try PublicKeyFacts(of: key)
        fingerprintSHA256 = try sha256(try encoded("i2d_X509") { i2d_X509(object, $0) })
        (dnsNames, emailAddresses) = Self.alternativeNames(object)
        isAuthority = X509_check_ca(object) == 1
        let line = try present(X509_NAME_oneline(name, nil, 0), "X509_NAME_oneline")
        defer { copenssl_free(line) }
        indexSubject = String(cString: line)
    }

    private static func alternativeNames(_ object: OpaquePointer) -> (dns: [String], email: [String]) {
        guard let names = X509_get_ext_d2i(object, NID_subject_alt_name, nil, nil) else { return ([], []) }
        let stack = OpaquePointer(names)
        defer { GENERAL_NAMES_free(stack) }
        var dns: [String] = []
        var email: [String] = []
        for index in 0..<copenssl_names_count(stack) {
            var kind: Int32 = 0
            guard let name = copenssl_names_at(stack, index), let value = GENERAL_NAME_get0_value(name, &kind),
                kind == GEN_DNS || kind == GEN_EMAIL
            else { continue }
            let string = value.assumingMemoryBound(to: ASN1_STRING.self)
            let bytes = UnsafeBufferPointer(
                start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string)))
            let text = String(decoding: bytes, as: UTF8.self)
            if kind == GEN_DNS { dns.append(text) } else { email.append(text) }
        }
        return (dns, email)
    }
}
