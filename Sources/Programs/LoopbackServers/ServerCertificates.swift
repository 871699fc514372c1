import Foundation

/// Certificates for file servers: a CA, a server certificate for loopback, and a client certificate.
public struct ServerCertificates: Hashable, Sendable {
    /// The CA's certificate, PEM.
    public let ca: String
    /// The server's certificate for `localhost` and 127.0.0.1, PEM.
    public let serverCertificate: String
    /// Its private key, PEM, mode 0600.
    public let serverKey: String
    /// A certificate that the server accepts from clients, PEM.
    public let clientCertificate: String
    /// Its private key, PEM, mode 0600.
    public let clientKey: String

    /// Names existing files.
    public init(ca: String, serverCertificate: String, serverKey: String, clientCertificate: String, clientKey: String)
    {
        self.ca = ca
        self.serverCertificate = serverCertificate
        self.serverKey = serverKey
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }

    /// Makes all of them with the `openssl` program (P-256, valid for ten days).
    ///
    /// - Throws: ``ServerError/toolFailed(command:output:)``.
    public init(madeIn folder: String) throws {
        try ServerTools.makeFolder(folder)
        self.init(
            ca: "\(folder)/ca.pem", serverCertificate: "\(folder)/server.pem", serverKey: "\(folder)/server.key",
            clientCertificate: "\(folder)/client.pem", clientKey: "\(folder)/client.key")
        try Self.openssl(
            [
                "req", "-x509", "-new", "-subj", "/CN=File server test CA", "-days", "10", "-keyout", "ca.key", "-out",
                "ca.pem", "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
            ] + Self.newKey, in: folder)
        try Self.issue(
            "server", purpose: "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1", in: folder)
        try Self.issue("client", purpose: "extendedKeyUsage=clientAuth", in: folder)
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private static func issue(_ name: String, purpose: String, in folder: String) throws {
        try ServerTools.write(
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n\(purpose)\n",
            to: "\(folder)/\(name).ext")
        try openssl(
            ["req", "-new", "-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).csr"] + newKey,
            in: folder)
        try openssl(
            [
                "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
                "10",
                "-out", "\(name).pem", "-extfile", "\(name).ext",
            ], in: folder)
    }

    private static func openssl(_ arguments: [String], in folder: String) throws {
        try ServerTools.run("/usr/bin/openssl", arguments, in: folder)
    }
}
