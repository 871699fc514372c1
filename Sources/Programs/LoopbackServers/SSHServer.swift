import Foundation
import Glibc

/// A real OpenSSH server on loopback that offers SFTP, and nothing else, to one key of this process's own user.
public final class SSHServer: Sendable {
    /// Where everything of this server lies.
    public let folder: String
    /// Where uploads land; the login folder of every session.
    public let root: String
    /// The loopback port, the same after a restart.
    public let port: Int
    /// The user to log in as.
    public let user: String
    /// The path of a private key the server accepts.
    public let identity: String
    /// The server's public key line, to be pinned.
    public let hostKey: String
    private let configuration: String
    private let processes = ProcessSlot()

    /// Makes keys and configuration; starts nothing.
    ///
    /// - Parameters:
    ///   - folder: An empty or missing folder for keys, configuration, log and uploads.
    ///   - identity: A private key to accept, with its `.pub` beside it; made when absent.
    ///   - port: A loopback port; a free one when absent.
    /// - Throws: ``ServerError`` when `ssh-keygen` fails or no port is free.
    public init(folder: String, identity: String? = nil, port: Int? = nil) throws {
        self.folder = folder
        root = "\(folder)/files"
        self.port = try port ?? ServerTools.freePort()
        guard let account = getpwuid(geteuid()) else {
            throw ServerError.notStarted(program: "/usr/sbin/sshd", reason: "this process's user has no name")
        }
        user = String(cString: account.pointee.pw_name)
        try ServerTools.makeFolder(root)
        if let identity {
            self.identity = identity
        } else {
            self.identity = "\(folder)/client-key"
            try Self.makeKey("\(folder)/client-key")
        }
        try Self.makeKey("\(folder)/host-key")
        hostKey = try String(contentsOfFile: "\(folder)/host-key.pub", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        try ServerTools.write(
            try String(contentsOfFile: "\(self.identity).pub", encoding: .utf8), to: "\(folder)/authorized-keys")
        configuration = "\(folder)/sshd.conf"
        try ServerTools.write(Self.configuration(folder: folder, root: root, port: self.port), to: configuration)
    }

    /// The folder's address, relative to the login folder.
    public var url: String {
        "sftp://\(user)@127.0.0.1:\(port)/~/"
    }

    /// Starts the server and waits until it takes connections.
    public func start() throws {
        // Debian's sshd insists on this folder when started by root, and the package's service is what makes it.
        if geteuid() == 0 { try ServerTools.makeFolder("/run/sshd", mode: 0o755) }
        let log = "\(folder)/sshd.log"
        try processes.fill {
            try ServerTools.start("/usr/sbin/sshd", ["-D", "-e", "-f", configuration], logFile: log, port: port)
        }
    }

    /// Ends the server in order.
    public func stop() { processes.empty { $0.stop() } }

    /// Ends the server and its sessions at once (SIGKILL).
    public func kill() { processes.empty { $0.kill() } }

    /// Makes an Ed25519 key pair without pass phrase: `path` and `path.pub`.
    public static func makeKey(_ path: String) throws {
        try ServerTools.run(
            "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path],
            in: (path as NSString).deletingLastPathComponent)
    }

    private static func configuration(folder: String, root: String, port: Int) -> String {
        // StrictModes would refuse keys below a world-writable folder such as /tmp. UsePAM lets a root account log in
        // whose password is locked.
        """
        ListenAddress 127.0.0.1:\(port)
        HostKey \(folder)/host-key
        PidFile none
        AuthorizedKeysFile \(folder)/authorized-keys
        AuthenticationMethods publickey
        PermitRootLogin prohibit-password
        StrictModes no
        UsePAM \(geteuid() == 0 ? "yes" : "no")
        UseDNS no
        PrintMotd no
        MaxStartups 200
        DisableForwarding yes
        Subsystem sftp internal-sftp
        ForceCommand internal-sftp -d \(root)

        """
    }
}

/// The place of a server's process: filled by start, emptied by stop.
final class ProcessSlot: @unchecked Sendable {
    // Unchecked: `process` is only touched inside `lock`.
    private let lock = NSLock()
    private var process: ServerProcess?

    func fill(_ make: () throws -> ServerProcess) throws {
        lock.lock()
        defer { lock.unlock() }
        if process?.processIdentifier == nil { process = try make() }
    }

    func empty(_ end: (ServerProcess) -> Void) {
        lock.lock()
        defer { lock.unlock() }
        if let process { end(process) }
        process = nil
    }
}
