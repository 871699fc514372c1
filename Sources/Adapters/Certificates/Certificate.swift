import COpenSSL

/// An X.509 certificate: a value that holds its DER bytes.
///
/// Being one says nothing about trust; that takes a ``CertificateVerifier``.
public struct Certificate: Hashable, Sendable {
    /// The certificate in DER.
    public let der: [UInt8]
    /// What it says.
    public let facts: CertificateFacts

    /// Reads one certificate in DER, such as a TLS layer hands over.
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)``, also when bytes are left over.
    public init(der: [UInt8]) throws(CertificateError) {
        let object = try Self.object(der)
        facts = try object.withPointer { object throws(CertificateError) in try CertificateFacts(of: object) }
        self.der = der
    }

    /// Reads the first certificate in PEM text.
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)``.
    public init(pem: String) throws(CertificateError) {
        let object: Owned<CertificateObject> = try decodedPEM(.certificate, Array(pem.utf8)) {
            PEM_read_bio_X509($0, nil, nil, nil)
        }
        self = try object.withPointer { object throws(CertificateError) in try Certificate(of: object) }
    }

    /// Reads every certificate in PEM text, in order: a chain, or a bundle of authorities.
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)`` when there is none or one is broken.
    public static func all(pem: String) throws(CertificateError) -> [Certificate] {
        var certificates: [Certificate] = []
        var rest = pem[...]
        let begin = "-----BEGIN CERTIFICATE-----"
        let end = "-----END CERTIFICATE-----"
        while let start = rest.firstRange(of: begin) {
            let block = rest[start.lowerBound...]
            guard let stop = block.firstRange(of: end) else { throw .malformed(.certificate, reasons: []) }
            certificates.append(try Certificate(pem: String(block[..<stop.upperBound]) + "\n"))
            rest = block[stop.upperBound...]
        }
        if certificates.isEmpty { throw .malformed(.certificate, reasons: []) }
        return certificates
    }

    /// The certificate in PEM, `-----BEGIN CERTIFICATE-----`.
    ///
    /// - Throws: ``CertificateError/openSSL(operation:reasons:)`` when memory runs out.
    public func pem() throws(CertificateError) -> String {
        let text = try withPointer { object throws(CertificateError) in
            try written { stream throws(CertificateError) in
                try succeed(PEM_write_bio_X509(stream, object), "PEM_write_bio_X509")
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether this is the private key the certificate was made for.
    ///
    /// - Throws: ``CertificateError/malformed(_:reasons:)`` never in practice: the bytes were read once already.
    public func belongs(to key: borrowing PrivateKey) throws(CertificateError) -> Bool {
        try key.withPointer { key throws(CertificateError) in
            try withPointer { object throws(CertificateError) in
                defer { ERR_clear_error() }
                return X509_check_private_key(object, key) == 1
            }
        }
    }

    init(of object: OpaquePointer) throws(CertificateError) {
        try self.init(der: encoded("i2d_X509") { i2d_X509(object, $0) })
    }

    /// Lends the certificate as OpenSSL's object.
    func withPointer<Result: ~Copyable>(
        _ body: (OpaquePointer) throws(CertificateError) -> Result
    ) throws(CertificateError) -> Result {
        let object = try Self.object(der)
        return try object.withPointer(body)
    }

    private static func object(_ der: [UInt8]) throws(CertificateError) -> Owned<CertificateObject> {
        try decoded(.certificate, der) { d2i_X509(nil, $0, $1) }
    }
}
