/// How a connection behaves; the same for all its requests.
public struct HTTPConnectionSettings: Hashable, Sendable {
    /// A PEM file of the authorities to trust; `nil` trusts the system's.
    public var authorityFile: String?
    /// A PEM file of the own certificate and its chain, and one of its private key that only the owner can read.
    public var clientCertificate: ClientCertificate?
    /// Milliseconds to reach the server, TLS included.
    public var connectMilliseconds: Int
    /// Milliseconds for one request from beginning to end.
    public var requestMilliseconds: Int
    /// The most bytes of an answer's content that are read.
    public var limitBytes: Int

    /// The files of a client certificate.
    public struct ClientCertificate: Hashable, Sendable {
        /// The path of the certificate and its chain in PEM.
        public let certificateFile: String
        /// The path of its private key in PEM, without a password.
        public let keyFile: String

        /// Names the two files.
        public init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// Settings for a hub on the network: 5 s to connect, 30 s a request, 64 MiB an answer.
    public init(
        authorityFile: String? = nil, clientCertificate: ClientCertificate? = nil, connectMilliseconds: Int = 5_000,
        requestMilliseconds: Int = 30_000, limitBytes: Int = 64 << 20
    ) {
        self.authorityFile = authorityFile
        self.clientCertificate = clientCertificate
        self.connectMilliseconds = connectMilliseconds
        self.requestMilliseconds = requestMilliseconds
        self.limitBytes = limitBytes
    }
}
