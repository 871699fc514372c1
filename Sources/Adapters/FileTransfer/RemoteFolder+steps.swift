import CCurl

extension RemoteFolder {
    /// What stands under a file's final name.
    enum Standing {
        case absent, identical, different
        /// It cannot be read, so it cannot be compared.
        case unknown
    }

    /// Reads what stands under the final name and compares it.
    func standing(of file: FileUpload) throws(TransferError) -> Standing {
        let received = ReceivedBytes(expecting: file.bytes)
        try prepare(request.folder + [file.name], for: file.name)
        try handle.write(to: received)
        let code = withExtendedLifetime(received) { handle.perform() }
        switch (destination.scheme, code) {
        case (.https, CURLE_OK), (.https, CURLE_WRITE_ERROR):
            switch handle.protocolStatus {
            case 200?: return received.isIdentical ? .identical : .different
            case 404?, 410?: return .absent
            // Many places that take PUT refuse GET; the PUT will tell.
            case .some, nil: return .unknown
            }
        case (_, CURLE_OK): return received.isIdentical ? .identical : .different
        case (_, CURLE_WRITE_ERROR): return .different
        case (_, CURLE_REMOTE_FILE_NOT_FOUND): return .absent
        case (.sftp, CURLE_REMOTE_ACCESS_DENIED): return .unknown
        case (_, _): throw failure(code, file: file.name)
        }
    }

    /// Sends a file and gives it its final name.
    func send(_ file: FileUpload) throws(TransferError) {
        let source = UploadSource(file.bytes)
        let answer = ReceivedBytes()
        let temporary = CheckedRequest.temporaryName(of: file.name, token: request.token)
        try prepare(request.folder + [destination.scheme == .https ? file.name : temporary], for: file.name)
        try handle.set(CURLOPT_UPLOAD, 1)
        try handle.set(CURLOPT_INFILESIZE_LARGE, offset: file.bytes.count)
        // SFTP acknowledges each write, so large pieces save round trips.
        try handle.set(CURLOPT_UPLOAD_BUFFERSIZE, 512 * 1024)
        if let speed = limits.maximumSendBytesPerSecond {
            try handle.set(CURLOPT_MAX_SEND_SPEED_LARGE, offset: speed)
        }
        try handle.read(from: source)
        try handle.write(to: answer)

        let lines: StringList
        switch destination.scheme {
        case .sftp, .ftps:
            lines = try StringList(
                renaming(temporary, to: file.name) + request.abandonedNames(of: file.name).map { removing($0) })
        case .https, .file:
            lines = try StringList(["If-None-Match: *", "Content-Type: application/octet-stream"])
        }
        let option = destination.scheme == .https ? CURLOPT_HTTPHEADER : CURLOPT_POSTQUOTE
        let code = try lines.withList { list throws(TransferError) in
            try handle.set(option, list: list)
            return withExtendedLifetime((source, answer)) { handle.perform() }
        }
        guard code == CURLE_OK else { throw failure(code, file: file.name) }
        if destination.scheme == .https { try judge(status: handle.protocolStatus ?? 0, file: file.name) }
    }

    /// Removes this attempt's temporary file and those of earlier ones, as far as the server lets us: they do no harm.
    func removeTemporaryFiles(of file: FileUpload) {
        guard destination.scheme != .https else { return }
        let names =
            [CheckedRequest.temporaryName(of: file.name, token: request.token)]
            + request.abandonedNames(of: file.name)
        let nothing = ReceivedBytes()
        do throws(TransferError) {
            try prepare(request.folder + [""], for: file.name)
            try handle.set(CURLOPT_NOBODY, 1)
            try handle.write(to: nothing)
            let lines = try StringList(names.map { removing($0) })
            try lines.withList { list throws(TransferError) in
                try handle.set(CURLOPT_POSTQUOTE, list: list)
                _ = withExtendedLifetime(nothing) { handle.perform() }
            }
        } catch {
            // The push has its answer already; a hidden leftover does not change it.
        }
    }

    /// The commands that give a file its final name: libcurl's own for SFTP (CURLOPT_QUOTE(3)), RFC 959 for FTP.
    ///
    /// Names hold no quote, backslash or line end, by `CheckedRequest` and `FolderAddress`. In FTP libcurl is inside the
    /// folder by then, so bare names do.
    private func renaming(_ temporary: String, to name: String) -> [String] {
        guard destination.scheme == .sftp else { return ["RNFR \(temporary)", "RNTO \(name)"] }
        let from = destination.serverPath(request.folder + [temporary])
        return ["rename \"\(from)\" \"\(destination.serverPath(request.folder + [name]))\""]
    }

    /// The command that removes a file; the asterisk lets it fail.
    private func removing(_ name: String) -> String {
        guard destination.scheme == .sftp else { return "*DELE \(name)" }
        return "*rm \"\(destination.serverPath(request.folder + [name]))\""
    }

    private func judge(status: Int, file: String) throws(TransferError) {
        switch status {
        case 200..<300: return
        case 300..<400:
            throw .upload(file: file, .init(protocolStatus: status, detail: "answered with a redirect, not followed"))
        case 401, 403, 407: throw .authenticate(.init(protocolStatus: status, detail: "PUT refused"))
        default: throw .upload(file: file, .init(protocolStatus: status, detail: "PUT failed"))
        }
    }

    /// The stage a transfer failed at.
    func failure(_ code: CURLcode, file: String) -> TransferError {
        let fault = handle.fault(code)
        switch code {
        case CURLE_ABORTED_BY_CALLBACK: return .cancelled
        case CURLE_OPERATION_TIMEDOUT where deadline.hasStruck: return .deadline(file: file)
        case CURLE_PEER_FAILED_VERIFICATION:
            return destination.scheme == .sftp ? .hostKeyMismatch(fault) : .certificateRejected(fault)
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT:
            return .certificateRejected(fault)
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: return .authenticate(fault)
        case CURLE_QUOTE_ERROR: return .rename(file: file, fault)
        case CURLE_REMOTE_ACCESS_DENIED, CURLE_UPLOAD_FAILED, CURLE_REMOTE_DISK_FULL:
            return .upload(file: file, fault)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_FAILED_INIT,
            CURLE_USE_SSL_FAILED:
            return .connect(fault)
        default: return handle.wasReady ? .upload(file: file, fault) : .connect(fault)
        }
    }
}

extension TransferError {
    /// Whether the final name may have been taken by somebody: a refused rename, or a PUT whose condition failed.
    var leavesFinalNameInDoubt: Bool {
        switch self {
        case .rename: true
        case .upload(_, let fault): fault.curlCode == nil && fault.protocolStatus == 412
        case .request, .credential, .library, .connect, .hostKeyMismatch, .certificateRejected, .authenticate,
            .download, .tooLarge, .conflict, .deadline, .cancelled:
            false
        }
    }
}
