import Glibc

/// A folder of this machine during one push.
struct LocalFolder {
    private let folder: String
    private let request: CheckedRequest
    private let deadline: TransferDeadline

    /// Makes the folder where it is missing.
    init(
        _ destination: Destination, request: CheckedRequest, deadline: ContinuousClock.Instant
    ) throws(TransferError) {
        folder = destination.serverPath(request.folder) + "/"
        self.request = request
        self.deadline = TransferDeadline(instant: deadline)
        guard !request.files.isEmpty else { return }
        try makeFolders()
    }

    /// Brings one file to its final name, durably: file and folder are flushed before this returns.
    func publish(_ file: FileUpload) throws(TransferError) -> TransferReport.Outcome {
        let final = folder + file.name
        // Also of a file that is whole: an attempt may have ended between the final name and the temporary one's end.
        defer {
            for name in request.abandonedNames(of: file.name) { unlink(folder + name) }
        }
        if try existing(final, file) { return .alreadyThere }
        let temporary = folder + CheckedRequest.temporaryName(of: file.name, token: request.token)
        do {
            try write(file, to: temporary)
        } catch {
            unlink(temporary)
            throw error
        }
        defer { unlink(temporary) }
        // rename(2) replaces what is there; link(2) fails, whoever came in between.
        if link(temporary, final) != 0 {
            let reason = errno
            if reason == EEXIST, try existing(final, file) { return .alreadyThere }
            // File systems without links, such as FAT: nothing stood there a moment ago, so rename is right.
            guard [EPERM, EOPNOTSUPP, ENOSYS].contains(reason), rename(temporary, final) == 0 else {
                throw .rename(file: file.name, .init(systemError: reason, detail: "link"))
            }
        }
        try flush(folder, file: file.name)
        return .uploaded
    }

    /// Whether the same bytes stand under the final name; `false` when nothing does.
    ///
    /// - Throws: ``TransferError/conflict(file:)`` for anything else.
    private func existing(_ path: String, _ file: FileUpload) throws(TransferError) -> Bool {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return false }
            // A symbolic link is nothing this hub has made.
            throw errno == ELOOP ? .conflict(file: file.name) : fault("open", file.name)
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, Int(facts.st_size) == file.bytes.count
        else { throw .conflict(file: file.name) }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        var position = 0
        while position < file.bytes.count {
            let count = read(descriptor, &piece, min(piece.count, file.bytes.count - position))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fault("read", file.name) }
            let equal = file.bytes.withUnsafeBytes { all in
                all.baseAddress.map { memcmp($0 + position, piece, count) == 0 } ?? false
            }
            guard equal else { throw .conflict(file: file.name) }
            position += count
        }
        return true
    }

    private func write(_ file: FileUpload, to path: String) throws(TransferError) {
        _ = try deadline.remainingMilliseconds(file: file.name)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw fault("open", file.name) }
        defer { close(descriptor) }
        var position = 0
        while position < file.bytes.count {
            _ = try deadline.remainingMilliseconds(file: file.name)
            let length = min(1 << 20, file.bytes.count - position)
            let count = file.bytes.withUnsafeBytes { all in
                Glibc.write(descriptor, all.baseAddress.map { $0 + position }, length)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fault("write", file.name) }
            position += count
        }
        guard fsync(descriptor) == 0 else { throw fault("fsync", file.name) }
    }

    private func makeFolders() throws(TransferError) {
        var path = ""
        for name in folder.split(separator: "/") {
            let parent = path + "/"
            path += "/\(name)"
            if mkdir(path, 0o755) == 0 {
                try flush(parent, file: nil)
            } else if errno != EEXIST {
                throw fault("mkdir", nil)
            }
        }
    }

    private func flush(_ path: String, file: String?) throws(TransferError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault("open folder", file) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fault("fsync folder", file) }
    }

    private func fault(_ call: String, _ file: String?) -> TransferError {
        .upload(file: file ?? request.files[0].name, .init(systemError: errno, detail: call))
    }
}
