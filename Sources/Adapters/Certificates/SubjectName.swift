import COpenSSL

/// Whom a certificate names.
public struct SubjectName: Hashable, Sendable {
    /// The common name: 1 to 64 characters.
    public let commonName: String
    /// The organisation, when named: 1 to 64 characters.
    public let organization: String?
    /// The country, when named: two capital letters (ISO 3166-1).
    public let country: String?

    /// Takes the parts of a name.
    ///
    /// - Throws: ``CertificateError/invalidSubject(_:)`` for a part that is empty, too long (RFC 5280 appendix A.1, upper
    ///   bounds) or holds a control character.
    public init(
        commonName: String, organization: String? = nil, country: String? = nil
    ) throws(CertificateError) {
        for part in [commonName, organization ?? "-"] {
            let scalars = part.unicodeScalars
            guard (1...64).contains(scalars.count),
                !scalars.contains(where: { $0.properties.generalCategory == .control })
            else { throw .invalidSubject(part) }
        }
        if let country, country.utf8.count != 2 || !country.utf8.allSatisfy({ (65...90).contains($0) }) {
            throw .invalidSubject(country)
        }
        self.commonName = commonName
        self.organization = organization
        self.country = country
    }

    /// Lends the name as OpenSSL's, in the order country, organisation, common name.
    func withName<Result>(
        _ body: (OpaquePointer) throws(CertificateError) -> Result
    ) throws(CertificateError) -> Result {
        let name = try Owned<NameObject>(X509_NAME_new(), "X509_NAME_new")
        return try name.withPointer { name throws(CertificateError) in
            for (field, value) in [("C", country), ("O", organization), ("CN", commonName)] {
                guard let value else { continue }
                let bytes = Array(value.utf8)
                try succeed(
                    X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0),
                    "X509_NAME_add_entry_by_txt")
            }
            return try body(name)
        }
    }
}
