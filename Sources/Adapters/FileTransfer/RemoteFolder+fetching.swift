import CCurl

extension RemoteFolder {
    /// Reads a file; `nil` when there is none.
    func fetch(_ name: String, limitBytes: Int) throws(TransferError) -> [UInt8]? {
        let kept = KeptBytes(limit: limitBytes)
        try prepare(request.folder + [name], for: name)
        try handle.write(to: kept)
        let code = withExtendedLifetime(kept) { handle.perform() }
        switch (destination.scheme, code) {
        case (.https, CURLE_OK), (.https, CURLE_WRITE_ERROR):
            try judge(fetchStatus: handle.protocolStatus ?? 0, file: name)
            if handle.protocolStatus != 200 { return nil }
        case (_, CURLE_OK), (_, CURLE_WRITE_ERROR): break
        // A folder that is not there yet has no file either: FTP then refuses to enter it.
        case (_, CURLE_REMOTE_FILE_NOT_FOUND), (.ftps, CURLE_REMOTE_ACCESS_DENIED): return nil
        case (_, _): throw failure(code, file: name).whileFetching
        }
        if kept.isTooLarge { throw .tooLarge(file: name, limitBytes: limitBytes) }
        guard code == CURLE_OK else { throw failure(code, file: name).whileFetching }
        return kept.bytes
    }

    /// 200 is the file, 404 and 410 say that there is none; everything else is no answer to believe.
    private func judge(fetchStatus status: Int, file: String) throws(TransferError) {
        switch status {
        case 200, 404, 410: return
        case 300..<400:
            throw .download(file: file, .init(protocolStatus: status, detail: "answered with a redirect, not followed"))
        case 401, 403, 407: throw .authenticate(.init(protocolStatus: status, detail: "GET refused"))
        default: throw .download(file: file, .init(protocolStatus: status, detail: "GET failed"))
        }
    }
}

extension TransferError {
    /// The same failure where nothing was being sent.
    fileprivate var whileFetching: TransferError {
        switch self {
        case .upload(let file, let fault): .download(file: file, fault)
        case .request, .credential, .library, .connect, .hostKeyMismatch, .certificateRejected, .authenticate, .rename,
            .conflict, .deadline, .cancelled, .download, .tooLarge:
            self
        }
    }
}
