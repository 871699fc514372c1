import COpenSSL
import Foundation

/// A certificate revocation list (RFC 5280 §5): a value that holds its DER bytes.
public struct RevocationList: Hashable, Sendable {
    /// The list in DER.
    public let der: [UInt8]
    /// The issuing authority in RFC 2253 form.
    public let issuer: String
    /// Its place among the issuer's lists; nothing when the list carries none, or one beyond 64 bits.
    public let number: Int64?
    /// When it was made.
    public let thisUpdate: Date
    /// Until when it may be relied on; nothing when the list does not say.
    public let nextUpdate: Date?
    /// The revoked certificates.
    public let serials: Set<SerialNumber>

    /// Reads the first list in PEM text.
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)``.
    public init(pem: String) throws(CertificateError) {
        let list: Owned<RevocationListObject> = try decodedPEM(.revocationList, Array(pem.utf8)) {
            PEM_read_bio_X509_CRL($0, nil, nil, nil)
        }
        self = try list.withPointer { list throws(CertificateError) in try RevocationList(of: list) }
    }

    /// Reads one list in DER.
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)``.
    public init(der: [UInt8]) throws(CertificateError) {
        let list: Owned<RevocationListObject> = try decoded(.revocationList, der) { d2i_X509_CRL(nil, $0, $1) }
        self = try list.withPointer { list throws(CertificateError) in try RevocationList(of: list) }
    }

    /// The list in PEM, `-----BEGIN X509 CRL-----`.
    ///
    /// - Throws: ``CertificateError/openSSL(operation:reasons:)`` when memory runs out.
    public func pem() throws(CertificateError) -> String {
        let text = try withPointer { list throws(CertificateError) in
            try written { stream throws(CertificateError) in
                try succeed(PEM_write_bio_X509_CRL(stream, list), "PEM_write_bio_X509_CRL")
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether this authority's key signed the list.
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)`` never in practice: the bytes were read once already.
    public func isSigned(by authority: Certificate) throws(CertificateError) -> Bool {
        try withPointer { list throws(CertificateError) in
            try authority.withPointer { authority throws(CertificateError) in
                defer { ERR_clear_error() }
                return X509_CRL_verify(list, X509_get0_pubkey(authority)) == 1
            }
        }
    }

    func withPointer<Result>(
        _ body: (OpaquePointer) throws(CertificateError) -> Result
    ) throws(CertificateError) -> Result {
        let list: Owned<RevocationListObject> = try decoded(.revocationList, der) { d2i_X509_CRL(nil, $0, $1) }
        return try list.withPointer(body)
    }

    private init(of list: OpaquePointer) throws(CertificateError) {
        der = try encoded("i2d_X509_CRL") { i2d_X509_CRL(list, $0) }
        issuer = try distinguishedName(X509_CRL_get_issuer(list))
        thisUpdate = try instant(X509_CRL_get0_lastUpdate(list))
        nextUpdate = if let time = X509_CRL_get0_nextUpdate(list) { try instant(time) } else { nil }
        var found: Int64?
        if let integer = X509_CRL_get_ext_d2i(list, NID_crl_number, nil, nil) {
            let integer = integer.assumingMemoryBound(to: ASN1_INTEGER.self)
            defer { ASN1_INTEGER_free(integer) }
            var value: Int64 = 0
            if ASN1_INTEGER_get_int64(&value, integer) == 1 { found = value } else { ERR_clear_error() }
        }
        number = found
        var revoked: Set<SerialNumber> = []
        if let stack = X509_CRL_get_REVOKED(list) {
            for index in 0..<copenssl_revoked_count(stack) {
                guard let entry = copenssl_revoked_at(stack, index) else { continue }
                revoked.insert(try SerialNumber(X509_REVOKED_get0_serialNumber(entry)))
            }
        }
        serials = revoked
    }

    /// Makes a list with everything but the signature, which `sign` adds.
    static func draft(
        _ revocations: [Revocation], number: Int64, thisUpdate: Date, nextUpdate: Date, _ issuer: OpaquePointer,
        sign: (OpaquePointer) throws(CertificateError) -> Void
    ) throws(CertificateError) -> RevocationList {
        let list = try Owned<RevocationListObject>(X509_CRL_new(), "X509_CRL_new")
        return try list.withPointer { list throws(CertificateError) in
            try succeed(X509_CRL_set_version(list, 1), "X509_CRL_set_version")
            try succeed(X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer)), "X509_CRL_set_issuer_name")
            try withTime(thisUpdate) { time throws(CertificateError) in
                try succeed(X509_CRL_set1_lastUpdate(list, time), "X509_CRL_set1_lastUpdate")
            }
            try withTime(nextUpdate) { time throws(CertificateError) in
                try succeed(X509_CRL_set1_nextUpdate(list, time), "X509_CRL_set1_nextUpdate")
            }
            for revocation in revocations { try add(revocation, to: list) }
            try succeed(X509_CRL_sort(list), "X509_CRL_sort")
            try addExtension(NID_authority_key_identifier, "keyid:always", issuer: issuer, list: list)
            try addNumber(number, to: list)
            try sign(list)
            return try RevocationList(of: list)
        }
    }

    private static func addNumber(_ number: Int64, to list: OpaquePointer) throws(CertificateError) {
        let integer = try present(ASN1_INTEGER_new(), "ASN1_INTEGER_new")
        defer { ASN1_INTEGER_free(integer) }
        try succeed(ASN1_INTEGER_set_int64(integer, number), "ASN1_INTEGER_set_int64")
        try succeed(X509_CRL_add1_ext_i2d(list, NID_crl_number, integer, 0, 0), "X509_CRL_add1_ext_i2d")
    }

    private static func add(_ revocation: Revocation, to list: OpaquePointer) throws(CertificateError) {
        let entry = try present(X509_REVOKED_new(), "X509_REVOKED_new")
        do throws(CertificateError) {
            try revocation.serial.withInteger { serial throws(CertificateError) in
                try succeed(X509_REVOKED_set_serialNumber(entry, serial), "X509_REVOKED_set_serialNumber")
            }
            try withTime(revocation.at) { time throws(CertificateError) in
                try succeed(X509_REVOKED_set_revocationDate(entry, time), "X509_REVOKED_set_revocationDate")
            }
            if revocation.reason != .unspecified {
                let reason = try present(ASN1_ENUMERATED_new(), "ASN1_ENUMERATED_new")
                defer { ASN1_ENUMERATED_free(reason) }
                try succeed(ASN1_ENUMERATED_set(reason, revocation.reason.code), "ASN1_ENUMERATED_set")
                try succeed(X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, reason, 0, 0), "X509_REVOKED_add1_ext_i2d")
            }
            // Takes the entry over, when it succeeds.
            try succeed(X509_CRL_add0_revoked(list, entry), "X509_CRL_add0_revoked")
        } catch {
            X509_REVOKED_free(entry)
            throw error
        }
    }
}
