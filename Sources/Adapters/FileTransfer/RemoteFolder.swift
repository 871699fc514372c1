import CCurl

/// A folder on a partner's server during one push: one handle, and so one connection and login for all files.
struct RemoteFolder: ~Copyable {
    let handle: EasyHandle
    let destination: Destination
    let request: CheckedRequest
    let limits: TransferLimits
    let deadline: TransferDeadline
    private let knownHosts: KnownHostsFile?
    private let knownHostsPath: String
    private let password: String?

    /// Checks the credential files; sends nothing yet.
    init(
        _ destination: Destination, request: CheckedRequest, limits: TransferLimits, deadline: ContinuousClock.Instant
    ) throws(TransferError) {
        if let identity = destination.identity { try CredentialFile.check(identity, holds: .secret) }
        if let client = destination.clientCertificate {
            try CredentialFile.check(client.certificate, holds: .public)
            try CredentialFile.check(client.key, holds: .secret)
        }
        if let ca = destination.ca { try CredentialFile.check(ca, holds: .public) }
        let password: String? =
            if let file = destination.passwordFile { try CredentialFile.password(file) } else { nil }
        let handle = try EasyHandle()
        switch destination.hostKey {
        case .publicKey(let type, let base64)?:
            let file = try KnownHostsFile(host: destination.host, port: destination.port, type: type, base64: base64)
            knownHostsPath = file.path
            knownHosts = .some(consume file)
        case .fingerprint?, nil:
            // libcurl without a list would trust anybody; an empty one trusts nobody.
            knownHostsPath = "/dev/null"
            knownHosts = nil
        }
        self.handle = handle
        self.password = password
        self.destination = destination
        self.request = request
        self.limits = limits
        self.deadline = TransferDeadline(instant: deadline)
    }

    /// Brings one file to its final name.
    func publish(_ file: FileUpload) throws(TransferError) -> TransferReport.Outcome {
        switch try standing(of: file) {
        case .identical: return .alreadyThere
        case .different: throw .conflict(file: file.name)
        case .absent, .unknown: break
        }
        do {
            try send(file)
        } catch {
            guard error.leavesFinalNameInDoubt else { throw error }
            // Somebody took the name meanwhile, most likely an attempt of ours whose answer was lost.
            let standing = try standing(of: file)
            if standing != .absent { removeTemporaryFiles(of: file) }
            switch standing {
            case .identical: return .alreadyThere
            case .different: throw .conflict(file: file.name)
            case .absent, .unknown: throw error
            }
        }
        return .uploaded
    }

    /// Clears the handle and sets what holds for every transfer: where, who, how long, and whom to trust.
    ///
    /// - Parameter names: The file below the destination; a last empty name means the folder itself.
    func prepare(_ names: [String], for file: String) throws(TransferError) {
        try handle.reset()
        try handle.set(CURLOPT_URL, destination.url(names))
        try handle.set(CURLOPT_TIMEOUT_MS, try deadline.remainingMilliseconds(file: file))
        try handle.set(CURLOPT_CONNECTTIMEOUT, limits.connectSeconds)
        try handle.set(CURLOPT_LOW_SPEED_LIMIT, limits.lowSpeedBytesPerSecond)
        try handle.set(CURLOPT_LOW_SPEED_TIME, limits.lowSpeedSeconds)
        try handle.heedCancellation()
        // Signals are the process's; libcurl has its threaded resolver to time out name look-ups.
        try handle.set(CURLOPT_NOSIGNAL, 1)
        // Only the partner file decides where bytes go: no redirect, no proxy of the environment, no ~/.netrc.
        try handle.set(CURLOPT_PROTOCOLS_STR, destination.scheme.rawValue)
        try handle.set(CURLOPT_REDIR_PROTOCOLS_STR, destination.scheme.rawValue)
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        if let user = destination.user { try handle.set(CURLOPT_USERNAME, user) }
        switch destination.scheme {
        case .sftp: try trustHostKey()
        case .https, .ftps: try trustCertificates()
        case .file: preconditionFailure("a local folder has no server: LocalFolder takes it")
        }
    }

    private func trustHostKey() throws(TransferError) {
        try handle.set(CURLOPT_SSH_AUTH_TYPES, Int(CURLSSH_AUTH_PUBLICKEY))
        try handle.set(CURLOPT_SSH_PRIVATE_KEYFILE, destination.identity)
        switch destination.hostKey {
        case .fingerprint(let sha256)?: try handle.set(CURLOPT_SSH_HOST_PUBLIC_KEY_SHA256, sha256)
        case .publicKey?, nil: try handle.set(CURLOPT_SSH_KNOWNHOSTS, knownHostsPath)
        }
        try handle.set(CURLOPT_FTP_CREATE_MISSING_DIRS, Int(CURLFTP_CREATE_DIR_RETRY.rawValue))
    }

    private func trustCertificates() throws(TransferError) {
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        try handle.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try handle.set(CURLOPT_CAINFO, destination.ca)
        // Debian builds libcurl with the system's CA folder as a default beside CAINFO; only the given CA counts.
        try handle.set(CURLOPT_CAPATH, nil)
        if let client = destination.clientCertificate {
            try handle.set(CURLOPT_SSLCERT, client.certificate)
            try handle.set(CURLOPT_SSLKEY, client.key)
        }
        if destination.scheme == .ftps {
            try handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
            try handle.set(CURLOPT_PASSWORD, password ?? "")
            try handle.set(CURLOPT_FTP_CREATE_MISSING_DIRS, Int(CURLFTP_CREATE_DIR_RETRY.rawValue))
        } else {
            // One file after another gains nothing from HTTP/2.
            try handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        }
    }
}
