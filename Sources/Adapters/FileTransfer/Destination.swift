/// A folder of a partner to push settlement files to, with everything needed to trust it and be trusted by it.
///
/// Made only from a partner file's delivery entry (contract section 6), so that no message can steer the hub's
/// connections. All paths name PEM or OpenSSH files on the hub's machine; they are read at each push.
public struct Destination: Hashable, Sendable {
    /// The ways to push.
    public enum Scheme: String, Hashable, Sendable, CaseIterable {
        /// SSH file transfer.
        case sftp
        /// HTTP PUT over TLS.
        case https
        /// FTP inside TLS from the first byte (implicit, port 990 unless the URL says otherwise).
        case ftps
        /// A folder of this machine.
        case file
    }

    /// How to push.
    public let scheme: Scheme
    /// A name or address as in a URL (`[::1]` in brackets); empty for `file`.
    public let host: String
    /// 1 to 65535; 0 for `file`.
    public let port: Int
    /// The user name on the server, for `sftp` without one in the URL that of the hub's own user; `nil` for `https` and
    /// `file`.
    public let user: String?
    /// The decoded path of the folder, from `/` to `/`.
    ///
    /// `sftp`: absolute on the server, or relative to the home when it begins with `/~/`. `ftps`: relative to the
    /// login folder, or absolute when it begins with `//` (RFC 1738 section 3.2.2; write `/%2F`).
    public let path: String
    /// The path of the SSH private key: Ed25519 or ECDSA, without pass phrase. `sftp` only.
    public let identity: String?
    /// The pinned SSH host key. `sftp` only.
    public let hostKey: HostKey?
    /// The paths of the client's certificate chain and private key, both PEM. `https` and `ftps` only.
    public let clientCertificate: ClientCertificate?
    /// The path of the only CA certificates the server is verified against, PEM. `https` and `ftps` only.
    public let ca: String?
    /// The path of a file with the password as its only line. `ftps` only.
    public let passwordFile: String?

    /// A certificate and its key, by path.
    public struct ClientCertificate: Hashable, Sendable {
        /// The certificate chain, leaf first.
        public let certificate: String
        /// The private key, mode 0600 or stricter.
        public let key: String
    }

    /// Checks a delivery entry.
    ///
    /// - Throws: ``DestinationError``; scheme and URL are judged first, then missing fields, then superfluous ones.
    public init(
        url: String, identity: String? = nil, hostKey: String? = nil, clientCertificate: String? = nil,
        clientKey: String? = nil, ca: String? = nil, passwordFile: String? = nil
    ) throws(DestinationError) {
        let address = try FolderAddress(parsing: url)
        self.scheme = address.scheme
        self.host = address.host
        self.port = address.port
        self.user = address.user
        self.path = address.path

        var refused: [(DestinationError.Field, String?)] = []
        switch address.scheme {
        case .sftp:
            guard identity != nil else { throw .identityMissing }
            guard hostKey != nil else { throw .hostKeyMissing }
            refused = [
                (.clientCertificate, clientCertificate), (.clientKey, clientKey), (.ca, ca),
                (.passwordFile, passwordFile),
            ]
        case .https, .ftps:
            guard ca != nil else { throw .caMissing }
            refused = [(.identity, identity), (.hostKey, hostKey)]
            if address.scheme == .https { refused.append((.passwordFile, passwordFile)) }
        case .file:
            refused = [
                (.identity, identity), (.hostKey, hostKey), (.clientCertificate, clientCertificate),
                (.clientKey, clientKey), (.ca, ca), (.passwordFile, passwordFile),
            ]
        }
        for (field, value) in refused where value != nil { throw .fieldNotAllowed(field) }

        switch (clientCertificate, clientKey) {
        case (.some(let certificate), .some(let key)):
            self.clientCertificate = ClientCertificate(certificate: certificate, key: key)
        case (nil, nil): self.clientCertificate = nil
        case (.some, nil), (nil, .some): throw .clientCertificateIncomplete
        }
        self.identity = identity
        if let hostKey { self.hostKey = try HostKey(parsing: hostKey) } else { self.hostKey = nil }
        self.ca = ca
        self.passwordFile = passwordFile
    }

    /// The address of a file, or of a folder when the last name is empty, without user name, percent-encoded.
    func url(_ names: [String]) -> String {
        let authority = scheme == .file ? "" : "\(host):\(port)"
        return "\(scheme.rawValue)://\(authority)\(Self.percentEncoded(path + names.joined(separator: "/")))"
    }

    /// The same place as SFTP commands and file system calls name it.
    func serverPath(_ names: [String]) -> String {
        // A path relative to the home is just relative: SFTP servers start there.
        let base = scheme == .sftp && path.hasPrefix("/~/") ? String(path.dropFirst(3)) : path
        return base + names.joined(separator: "/")
    }

    private static func percentEncoded(_ path: String) -> String {
        let hexadecimal = Array("0123456789ABCDEF")
        return path.utf8.reduce(into: "") { text, byte in
            if isLetterOrDigit(byte) || "/-._~".utf8.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%\(hexadecimal[Int(byte >> 4)])\(hexadecimal[Int(byte & 15)])"
            }
        }
    }
}
