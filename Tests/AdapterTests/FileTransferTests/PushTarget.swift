import LoopbackServers
import FileTransfer
import Foundation

/// A real place to push to, of any scheme; its server ends and its files go when it is released.
final class PushTarget: Sendable {
    enum Server: Sendable {
        case ssh(SSHServer), nginx(NginxServer), ftps(FTPSServer), none
    }

    let server: Server
    let base: String
    /// Where the pushed folders appear.
    let root: String
    /// Where a file may be seen growing while it is sent.
    let incoming: String

    /// The most a paced target is sent in a second.
    static let paced = TransferLimits(maximumSendBytesPerSecond: 1_500_000)

    /// A target whose server takes connections; made on a thread of its own, since starting servers blocks.
    static func started(_ scheme: Destination.Scheme, locations: String = "") async throws -> PushTarget {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try PushTarget(scheme, locations: locations) }) }.start()
        }
    }

    private init(_ scheme: Destination.Scheme, locations: String) throws {
        base = NSTemporaryDirectory() + "push-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
        switch scheme {
        case .sftp:
            let ssh = try SSHServer(folder: base)
            server = .ssh(ssh)
            root = ssh.root
            incoming = ssh.root
        case .https:
            let nginx = try NginxServer(folder: base, locations: locations)
            server = .nginx(nginx)
            root = nginx.root
            incoming = nginx.incoming
        case .ftps:
            let ftps = try FTPSServer(folder: base)
            server = .ftps(ftps)
            root = ftps.root
            incoming = ftps.root
        case .file:
            server = .none
            root = "\(base)/in"
            incoming = root
        }
        try start()
    }

    deinit {
        kill()
        try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: "\(base)/login")
        try? FileManager.default.removeItem(atPath: base)
    }

    func start() throws {
        switch server {
        case .ssh(let ssh): try ssh.start()
        case .nginx(let nginx): try nginx.start()
        case .ftps(let ftps): try ftps.start()
        case .none: break
        }
    }

    func kill() {
        switch server {
        case .ssh(let ssh): ssh.kill()
        case .nginx(let nginx): nginx.kill()
        case .ftps(let ftps): ftps.kill()
        case .none: break
        }
    }

    func destination(below path: String = "") throws -> Destination {
        switch server {
        case .ssh(let ssh):
            return try Destination(url: ssh.url + path, identity: ssh.identity, hostKey: ssh.hostKey)
        case .nginx(let nginx):
            return try Destination(
                url: nginx.url + path, clientCertificate: nginx.certificates.clientCertificate,
                clientKey: nginx.certificates.clientKey, ca: nginx.certificates.ca)
        case .ftps(let ftps):
            return try Destination(url: ftps.url + path, ca: ftps.certificates.ca, passwordFile: ftps.passwordFile)
        case .none:
            return try Destination(url: "file://\(root)/\(path)")
        }
    }

    func push(
        _ files: [FileUpload], folder: String = "grocery/000001/v1", to destination: Destination? = nil,
        token: String = "attempt-1", earlierTokens: [String] = [], limits: TransferLimits = TransferLimits(),
        within duration: Duration = .seconds(60)
    ) async throws -> TransferReport {
        let target = try destination ?? self.destination()
        return try await FileTransfer(limits: limits).push(
            files, folder: folder, to: target, token: token, earlierTokens: earlierTokens, deadline: .now + duration)
    }

    /// The error of a push that must fail.
    func refusal(
        _ files: [FileUpload], to destination: Destination? = nil, token: String = "attempt-1",
        limits: TransferLimits = TransferLimits(), within duration: Duration = .seconds(60)
    ) async throws -> TransferError? {
        do {
            _ = try await push(files, to: destination, token: token, limits: limits, within: duration)
            return nil
        } catch let error as TransferError {
            return error
        }
    }

    /// What stands in a pushed folder, hidden files included, in order of name.
    func names(in folder: String = "grocery/000001/v1") -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []).sorted()
    }

    /// Whether exactly this content stands under the file's name.
    func holds(_ file: FileUpload, in folder: String = "grocery/000001/v1") -> Bool {
        FileManager.default.contents(atPath: "\(root)/\(folder)/\(file.name)") == Data(file.bytes)
    }

    /// Puts a file under its final name, as another sender would.
    func place(_ file: FileUpload, in folder: String = "grocery/000001/v1") {
        _ = FileManager.default.createFile(atPath: "\(root)/\(folder)/\(file.name)", contents: Data(file.bytes))
    }

    /// Acts as soon as some of an upload has arrived, on a thread of its own, so that no busy pool delays it.
    func onArrival(_ act: @escaping @Sendable () -> Void) {
        Thread {
            let limit = Date(timeIntervalSinceNow: 60)
            while !self.somethingArrived, Date() < limit { Thread.sleep(forTimeInterval: 0.01) }
            act()
        }.start()
    }

    private var somethingArrived: Bool {
        let paths = FileManager.default.enumerator(atPath: incoming)?.compactMap { $0 as? String } ?? []
        return paths.contains { path in
            let facts = try? FileManager.default.attributesOfItem(atPath: "\(incoming)/\(path)")
            let size = (facts?[.size] as? NSNumber)?.intValue ?? 0
            return facts?[.type] as? FileAttributeType == .typeRegular && size > 0
        }
    }
}

extension [FileUpload] {
    /// A settlement folder in the order of publishing: data, signature, manifest.
    static func settlement(dataSize: Int = 20_000) -> [FileUpload] {
        // Lines of a length that no buffer's size is a multiple of, joined in bulk: millions of bytes stay cheap.
        let line = (0..<997).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var data: [UInt8] = []
        while data.count < dataSize { data += line }
        return [
            FileUpload(name: "statement.csv", bytes: data),
            FileUpload(name: "summary.json", bytes: [UInt8](#"{"net":0}"#.utf8)),
            FileUpload(name: "empty.csv", bytes: []),
            FileUpload(name: "manifest.json.p7s", bytes: [0x30, 0x00, 0xFF]),
            FileUpload(name: "manifest.json", bytes: [UInt8](#"{"sequence":1}"#.utf8)),
        ]
    }

    /// The same with another manifest.
    func changing(_ name: String, to text: String) -> [FileUpload] {
        map { $0.name == name ? FileUpload(name: name, bytes: [UInt8](text.utf8)) : $0 }
    }
}
