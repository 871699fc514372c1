import FileTransfer
import Foundation
import Operations
import Partners

/// Pushes folders over SFTP, HTTPS, FTPS or into a folder of this machine, as partner files say.
public struct FolderPushing: FolderPusher {
    private let baseFolder: String
    private let dataFolder: String
    private let limits: TransferLimits

    /// A pusher.
    ///
    /// - Parameters:
    ///   - baseFolder: what relative paths in partner files are below; the folder that holds `partners/` and `certs/`.
    ///   - dataFolder: the data directory, whose `keys/` holds the hub's private keys.
    public init(baseFolder: String, dataFolder: String, limits: TransferLimits = TransferLimits()) {
        self.baseFolder = baseFolder
        self.dataFolder = dataFolder
        self.limits = limits
    }

    /// See ``FolderPusher/push(_:of:to:deadline:)``.
    public func push(
        _ files: [FolderFile], of claim: DeliveryClaim, to target: DeliveryTarget, deadline: ContinuousClock.Instant
    ) async -> PushOutcome {
        let destination: Destination
        do throws(DestinationError) {
            destination = try self.destination(of: target)
        } catch {
            return .failed("the partner file's place cannot be used: \(error)")
        }
        let earlier = (max(1, claim.attempt - 16)..<claim.attempt).map { Self.token(claim.id, $0) }
        // An actor of its own for each push, so that pushes go side by side.
        let transfer = FileTransfer(limits: limits)
        do throws(TransferError) {
            let report = try await transfer.push(
                files.map { FileUpload(name: $0.name, bytes: $0.bytes) }, folder: claim.folder.path, to: destination,
                token: Self.token(claim.id, claim.attempt), earlierTokens: Array(earlier), deadline: deadline)
            let sent = report.files.filter { $0.outcome == .uploaded }.count
            return .succeeded("\(sent) of \(report.files.count) files sent, the others were there")
        } catch {
            return .failed(error.sentence)
        }
    }

    /// A partner file's place with the keys and certificates that lie on this machine.
    func destination(of target: DeliveryTarget) throws(DestinationError) -> Destination {
        try Destination(
            url: target.url.hasSuffix("/") ? target.url : target.url + "/",
            identity: target.identity.map { secretPath($0) }, hostKey: target.hostKey,
            clientCertificate: target.clientCertificate.map { publicPath($0) }, clientKey: clientKey(of: target),
            ca: target.ca.map { publicPath($0) })
    }

    /// Names an attempt, the same on each node, never used by another attempt.
    private static func token(_ delivery: Int64, _ attempt: Int64) -> String { "d\(delivery)-\(attempt)" }

    /// A certificate's place: absolute, below the base folder, or below the data directory where the hub's own lie.
    private func publicPath(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        let candidates = ["\(baseFolder)/\(path)", "\(dataFolder)/\(path)"]
        return first(of: candidates) ?? candidates[0]
    }

    /// A private key's place: absolute, below the base folder or the data directory where it is there, else that
    /// directory's key of the same name.
    private func secretPath(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        return first(of: ["\(baseFolder)/\(path)", "\(dataFolder)/\(path)"]) ?? keyNamed(as: path)
    }

    /// A client certificate's key: the one named, else the data directory's of the same name, else the one beside or in
    /// the certificate's file.
    private func clientKey(of target: DeliveryTarget) -> String? {
        if let key = target.clientKey { return secretPath(key) }
        guard let certificate = target.clientCertificate.map(publicPath) else { return nil }
        let usual = keyNamed(as: certificate)
        let beside = URL(fileURLWithPath: certificate).deletingPathExtension().path + ".key"
        if let found = first(of: [usual, beside]) { return found }
        let content = FileManager.default.contents(atPath: certificate).map { String(decoding: $0, as: UTF8.self) }
        return content?.contains("PRIVATE KEY-----") == true ? certificate : usual
    }

    private func first(of candidates: [String]) -> String? {
        candidates.first { FileManager.default.fileExists(atPath: $0) }
    }

    private func keyNamed(as path: String) -> String {
        "\(dataFolder)/keys/\(URL(fileURLWithPath: path).lastPathComponent)"
    }
}

extension TransferError {
    /// One line for people, without any secret.
    var sentence: String {
        switch self {
        case .request(let mistake): "the transfer is not possible: \(mistake)"
        case .credential(let path, .unreadable): "\(path) cannot be read"
        case .credential(let path, .openToOthers): "\(path) can be read by others: chmod 600"
        case .credential(let path, .malformed): "\(path) is not one line of text"
        case .library(let fault): "the transfer could not begin: \(fault.detail)"
        case .connect(let fault): "the server was not reached: \(fault.detail)"
        case .hostKeyMismatch(let fault): "the server showed another host key: \(fault.detail)"
        case .certificateRejected(let fault): "the certificates do not verify: \(fault.detail)"
        case .authenticate(let fault): "the server does not accept the hub's key: \(fault.detail)"
        case .upload(let file, let fault): "\(file) was not sent: \(Self.status(fault))\(fault.detail)"
        case .download(let file, let fault): "\(file) was not read: \(Self.status(fault))\(fault.detail)"
        case .tooLarge(let file, let limit): "\(file) has more than \(limit) bytes"
        case .rename(let file, let fault): "\(file) could not be given its name: \(fault.detail)"
        case .conflict(let file): "another \(file) stands there"
        case .deadline(let file): "the time was up\(file.map { " at \($0)" } ?? "")"
        case .cancelled: "the hub was stopped"
        }
    }

    private static func status(_ fault: Fault) -> String {
        fault.protocolStatus.map { "status \($0), " } ?? ""
    }
}
