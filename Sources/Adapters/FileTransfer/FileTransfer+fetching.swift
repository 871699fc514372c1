extension FileTransfer {
    /// Reads one small file that a partner put into a folder of its own, such as an acknowledgement beside a delivery.
    ///
    /// Trust is what it is for pushing: the pinned host key or the given CA, the hub's own credentials, no redirect, no
    /// proxy. What the server sends beyond `limitBytes` is not kept, and ends the transfer.
    ///
    /// - Parameters:
    ///   - name: the file's name, as ``FileUpload/name`` has it.
    ///   - folder: where below the destination: 1 to 8 names joined by `/`, such as `grocery/000001/v1`.
    ///   - destination: whose folder.
    ///   - limitBytes: the most bytes of a file that is taken, 1 or more.
    ///   - deadline: when to give up, whatever the state.
    /// - Returns: the whole content; `nil` when there is no such file or folder.
    /// - Throws: ``TransferError``, ``TransferError/tooLarge(file:limitBytes:)`` and
    ///   ``TransferError/download(file:_:)`` among them.
    public func fetch(
        _ name: String, folder: String, from destination: Destination, limitBytes: Int,
        deadline: ContinuousClock.Instant
    ) throws(TransferError) -> [UInt8]? {
        // Nothing is sent, so there is no temporary name that the token could end up in.
        let request = try CheckedRequest(
            files: [FileUpload(name: name, bytes: [])], folder: folder, token: "fetch", earlierTokens: [])
        switch destination.scheme {
        case .sftp, .https, .ftps:
            return try RemoteFolder(destination, request: request, limits: limits, deadline: deadline)
                .fetch(name, limitBytes: limitBytes)
        case .file:
            return try LocalFolder.fetch(
                name, request.folder, destination, limitBytes: limitBytes,
                deadline: TransferDeadline(instant: deadline))
        }
    }
}
