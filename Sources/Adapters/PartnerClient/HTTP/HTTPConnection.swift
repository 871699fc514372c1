import CCurl
import Certificates
import Signatures

/// One connection to one server over HTTP/1.1, kept open from request to request; requests follow each other.
///
/// No redirect is followed, no proxy of the environment is used, content is not decoded, and TLS is always verified
/// (1.2 or later). When a kept connection turns out to be closed before any byte of an answer came, libcurl sends the
/// same bytes once more over a new one; by the hub's rules that is the replay of one message.
public actor HTTPConnection {
    /// Where requests go.
    public nonisolated let address: PublicAddress
    /// How many connections were opened so far: 1 for any number of requests while the server keeps it open.
    public private(set) var openedConnections = 0

    private let easy: EasyHandle
    private let settings: HTTPConnectionSettings
    private let executor = ConnectionExecutor()
    private static let headerLimitBytes = 1 << 20

    /// Runs on an executor of its own, since libcurl blocks.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Makes a connection; it is opened by the first request.
    ///
    /// - Throws: ``HTTPConnectionError/credential(_:)``, ``HTTPConnectionError/library(_:)``.
    public init(
        to address: PublicAddress, settings: HTTPConnectionSettings = HTTPConnectionSettings()
    ) throws(HTTPConnectionError) {
        self.address = address
        self.settings = settings
        easy = try EasyHandle()
        try Self.configure(easy, settings)
    }

    private static func configure(
        _ easy: borrowing EasyHandle, _ settings: HTTPConnectionSettings
    ) throws(HTTPConnectionError) {
        try easy.keepErrorText()
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_FOLLOWLOCATION, 0)
        // An empty proxy also keeps those of the environment out (CURLOPT_PROXY(3)).
        try easy.set(CURLOPT_PROXY, "")
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        // What is signed is sent: libcurl would otherwise resolve dots in the path.
        try easy.set(CURLOPT_PATH_AS_IS, 1)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectMilliseconds)
        try easy.set(CURLOPT_TIMEOUT_MS, settings.requestMilliseconds)
        try easy.set(CURLOPT_SSL_VERIFYPEER, 1)
        try easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try easy.heedCancellation()
        if let authorityFile = settings.authorityFile {
            try easy.set(CURLOPT_CAINFO, authorityFile)
            try easy.set(CURLOPT_CAPATH, nil)
        }
        guard let client = settings.clientCertificate else { return }
        do throws(CertificateError) {
            try PrivateKeyFile.check(client.keyFile)
        } catch {
            throw .credential(error)
        }
        try easy.set(CURLOPT_SSLCERT, client.certificateFile)
        try easy.set(CURLOPT_SSLKEY, client.keyFile)
        // Without a password OpenSSL would ask the terminal for one.
        try easy.set(CURLOPT_KEYPASSWD, "")
    }

    /// Sends one request and waits for its answer, whatever its status.
    ///
    /// - Parameter request: GET without content, or POST. `Host` is the authority of its own address, which is the one
    ///   that was signed; the request goes to ``address``.
    /// - Returns: the final answer with all its header fields in their order; trailers are dropped.
    /// - Throws: ``HTTPConnectionError``.
    public func exchange(_ request: RequestMessage) throws(HTTPConnectionError) -> ResponseMessage {
        if Task.isCancelled { throw .cancelled }
        let lines = try RequestLines.of(request, to: address)
        let header = ReceivedBytes(limitBytes: Self.headerLimitBytes)
        let content = ReceivedBytes(limitBytes: settings.limitBytes, after: header)
        try easy.set(CURLOPT_URL, address.url + request.target)
        try easy.write(header: header, content: content)
        let list = try HeaderList(lines)
        let code = try list.withList { (head) throws(HTTPConnectionError) in
            try easy.set(CURLOPT_HTTPHEADER, list: head)
            return try perform(request)
        }
        openedConnections += easy.figure(CURLINFO_NUM_CONNECTS)
        // The sinks are read only now, so that they live while libcurl has pointers to them.
        if header.isTooLarge { throw .tooLarge(limitBytes: Self.headerLimitBytes) }
        if content.isTooLarge { throw .tooLarge(limitBytes: settings.limitBytes) }
        guard code == CURLE_OK else { throw failure(code) }
        guard let response = ResponseHeader(header.bytes) else {
            throw .interrupted(.init(curlCode: CURLE_WEIRD_SERVER_REPLY.rawValue, detail: "no HTTP status line"))
        }
        return ResponseMessage(status: response.status, fields: response.fields, body: content.bytes)
    }

    private func perform(_ request: RequestMessage) throws(HTTPConnectionError) -> CURLcode {
        guard request.method == "POST" else {
            try easy.set(CURLOPT_HTTPGET, 1)
            return easy.perform()
        }
        // A copy with one byte more, so that there is an address for an empty content too.
        var bytes = request.body + [0]
        try easy.set(CURLOPT_POST, 1)
        try easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: request.body.count)
        return try bytes.withUnsafeMutableBufferPointer { (buffer) throws(HTTPConnectionError) in
            try easy.set(CURLOPT_POSTFIELDS, pointer: UnsafeMutableRawPointer(buffer.baseAddress))
            return easy.perform()
        }
    }

    private func failure(_ code: CURLcode) -> HTTPConnectionError {
        let fault = easy.fault(code)
        switch code {
        case CURLE_ABORTED_BY_CALLBACK: return .cancelled
        case CURLE_OPERATION_TIMEDOUT: return easy.hasSent ? .deadline : .connect(fault)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_URL_MALFORMAT:
            return easy.hasSent ? .interrupted(fault) : .connect(fault)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return .certificateRejected(fault)
        case CURLE_OUT_OF_MEMORY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_NOT_BUILT_IN: return .library(fault)
        default: return .interrupted(fault)
        }
    }
}
