import CCurl

/// Pushes settlement folders to partners (contract section 8), and reads what they leave there.
///
/// One push at a time for each actor, on an executor of its own where it may block; make as many as should run side
/// by side.
public actor FileTransfer {
    private let executor = TransferExecutor()
    let limits: TransferLimits

    /// The actor's own thread of execution, apart from the cooperative pool.
    nonisolated public var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// A pusher with these limits.
    public init(limits: TransferLimits = TransferLimits()) {
        self.limits = limits
    }

    /// Publishes files in the order given, each whole or not at all, and nothing under a name that is taken.
    ///
    /// Each file goes up as `.name.token.part` and gets its name when it is complete: by rename (`sftp`, `ftps`) or by
    /// a link that cannot replace anything (`file`). `https` has no rename to rely on: a PUT goes to the final name with
    /// `If-None-Match: *` (RFC 9110 section 13.1.2), and servers that are fit for the purpose store a PUT whole or not
    /// at all. Missing folders are made. Before sending, what stands under the final name is read and compared: the same
    /// bytes are taken as done, so pushing again after any failure or lost answer completes the folder; other bytes are a
    /// ``TransferError/conflict(file:)``. A folder that may be written but not read cannot be compared: then `sftp`
    /// refuses the rename, while `ftps` and `https` servers may replace the file.
    ///
    /// - Parameters:
    ///   - files: Data files first, the manifest's signature next, the manifest last.
    ///   - folder: Where below the destination: 1 to 8 names joined by `/`, such as `grocery/000001/v1`.
    ///   - destination: Whose folder.
    ///   - token: Names this attempt: 1 to 64 of `A-Z a-z 0-9 -`, never the same twice, so that two nodes which both
    ///     believe the delivery theirs do not write to one temporary file.
    ///   - earlierTokens: At most 16 tokens of earlier attempts, whose temporary files are removed where they are met.
    ///   - deadline: When to give up, whatever the state.
    /// - Throws: ``TransferError``; files before the one it names are published.
    public func push(
        _ files: [FileUpload], folder: String, to destination: Destination, token: String,
        earlierTokens: [String] = [], deadline: ContinuousClock.Instant
    ) throws(TransferError) -> TransferReport {
        let request = try CheckedRequest(files: files, folder: folder, token: token, earlierTokens: earlierTokens)
        switch destination.scheme {
        case .sftp, .https, .ftps:
            let server = try RemoteFolder(destination, request: request, limits: limits, deadline: deadline)
            return try Self.report(request, destination) { file throws(TransferError) in try server.publish(file) }
        case .file:
            let local = try LocalFolder(destination, request: request, deadline: deadline)
            return try Self.report(request, destination) { file throws(TransferError) in try local.publish(file) }
        }
    }

    private static func report(
        _ request: CheckedRequest, _ destination: Destination,
        publish: (FileUpload) throws(TransferError) -> TransferReport.Outcome
    ) throws(TransferError) -> TransferReport {
        var published: [TransferReport.PublishedFile] = []
        for file in request.files {
            let start = ContinuousClock.now
            let outcome = try publish(file)
            published.append(
                .init(
                    name: file.name, byteCount: file.bytes.count, elapsed: ContinuousClock.now - start,
                    url: destination.url(request.folder + [file.name]), outcome: outcome))
        }
        return TransferReport(files: published)
    }
}

/// The time left, for what must end by itself.
struct TransferDeadline {
    let instant: ContinuousClock.Instant

    /// Milliseconds left, at least 1.
    ///
    /// - Throws: ``TransferError/deadline(file:)``, or ``TransferError/cancelled`` for a cancelled task.
    func remainingMilliseconds(file: String?) throws(TransferError) -> Int {
        guard !Task.isCancelled else { throw .cancelled }
        let left = (instant - ContinuousClock.now) / .milliseconds(1)
        guard left >= 1 else { throw .deadline(file: file) }
        // A day bounds what is handed to libcurl, whose own limit is a 32-bit count of milliseconds.
        return Int(min(left, 86_400_000))
    }

    /// Whether a time-out that just struck was this deadline's: libcurl counts whole milliseconds and may be early.
    var hasStruck: Bool {
        ContinuousClock.now + .milliseconds(50) >= instant
    }
}
