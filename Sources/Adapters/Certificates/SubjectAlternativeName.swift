import Glibc

/// Another name a certificate stands for (RFC 5280 §4.2.1.6).
public struct SubjectAlternativeName: Hashable, Sendable, CustomStringConvertible {
    /// OpenSSL's form: `DNS:hub.example`, `IP:127.0.0.1`, `email:settlement@hub.example`.
    public let description: String

    /// A host's name: labels of 1 to 63 letters, digits and inner hyphens; the first label may be `*`.
    ///
    /// - Throws: ``CertificateError/invalidAlternativeName(_:)``.
    public static func dns(_ name: String) throws(CertificateError) -> SubjectAlternativeName {
        var labels = name.split(separator: ".", omittingEmptySubsequences: false)
        if labels.count > 2, labels[0] == "*" { labels.removeFirst() }
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
        let good = labels.allSatisfy {
            (1...63).contains($0.count) && $0.allSatisfy(allowed.contains) && $0.first != "-" && $0.last != "-"
        }
        guard good, name.utf8.count <= 253 else { throw .invalidAlternativeName(name) }
        return SubjectAlternativeName(description: "DNS:" + name)
    }

    /// An IPv4 or IPv6 address in its usual text form.
    ///
    /// - Throws: ``CertificateError/invalidAlternativeName(_:)``.
    public static func address(_ text: String) throws(CertificateError) -> SubjectAlternativeName {
        var storage = in6_addr()
        guard !text.utf8.contains(0),
            inet_pton(AF_INET, text, &storage) == 1 || inet_pton(AF_INET6, text, &storage) == 1
        else { throw .invalidAlternativeName(text) }
        return SubjectAlternativeName(description: "IP:" + text)
    }

    /// An e-mail address in ASCII: `local@host`, letters, digits and `._%+-` before the at sign.
    ///
    /// - Throws: ``CertificateError/invalidAlternativeName(_:)``.
    public static func email(_ text: String) throws(CertificateError) -> SubjectAlternativeName {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
        guard parts.count == 2, (1...64).contains(parts[0].count), parts[0].allSatisfy(allowed.contains),
            !parts[1].contains("*"), (try? dns(String(parts[1]))) != nil
        else { throw .invalidAlternativeName(text) }
        return SubjectAlternativeName(description: "email:" + text)
    }

    /// The host or address of a URL or a `--listen` option: an address when it reads as one, else a DNS name.
    ///
    /// - Throws: ``CertificateError/invalidAlternativeName(_:)``.
    public static func host(_ text: String) throws(CertificateError) -> SubjectAlternativeName {
        if let address = try? address(text) { return address }
        return try dns(text)
    }
}
