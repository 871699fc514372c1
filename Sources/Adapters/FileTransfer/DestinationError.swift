/// Why a delivery entry of a partner file cannot be used.
public enum DestinationError: Error, Hashable, Sendable {
    /// Only `sftp`, `https`, `ftps` and `file` are pushed to; the scheme as written, empty when there is none.
    case schemeRefused(String)
    /// Not a URL (RFC 3986), or with a host that is not ASCII.
    case urlMalformed
    /// A password stands in the URL, where logs and screens would show it.
    case passwordInURL
    /// A query or fragment means nothing in a folder's address.
    case queryOrFragment
    /// The path does not end with `/`, has a `..`, or holds a control character, quote, backslash or non-ASCII byte.
    case pathRefused
    /// `ftps` needs a user name in the URL; so does `sftp` where the system knows no name of the hub's own user.
    case userMissing
    /// `https` and `file` take no user name.
    case userNotAllowed
    /// `sftp` needs `identity`, the path of a private key.
    case identityMissing
    /// `sftp` needs `host_key`.
    case hostKeyMissing
    /// See ``HostKey/init(parsing:)``.
    case hostKeyMalformed
    /// `https` and `ftps` need `ca`, the path of the certificates the server's chain must end in.
    case caMissing
    /// `client_certificate` and its private key come together or not at all.
    case clientCertificateIncomplete
    /// This field has no meaning for the scheme.
    case fieldNotAllowed(Field)

    /// A field of a delivery entry.
    public enum Field: String, Hashable, Sendable {
        case identity, hostKey, clientCertificate, clientKey, ca, passwordFile
    }
}
