import Foundation

/// A real vsftpd on loopback: implicit TLS, one password.
///
/// The user is `anonymous` and the password one of vsftpd's list for that user, so that no account of the system takes
/// part.
public final class FTPSServer: Sendable {
    /// Where everything of this server lies.
    public let folder: String
    /// The folder uploads land in, under the path of the URL; beside it the login folder holds nothing.
    public let root: String
    /// The loopback port, the same after a restart.
    public let port: Int
    /// Its certificates.
    public let certificates: ServerCertificates
    /// The path of a file with the password.
    public let passwordFile: String
    private let configuration: String
    private let processes = ProcessSlot()

    /// Writes the configuration; starts nothing.
    ///
    /// - Parameters:
    ///   - folder: An empty or missing folder for certificates, configuration, log and uploads.
    ///   - certificates: Existing ones; made when absent.
    ///   - bytesPerSecond: How fast the server takes a file; 0 is unlimited.
    ///   - port: A loopback port; a free one when absent.
    /// - Throws: ``ServerError`` when `openssl` fails or no port is free.
    public init(folder: String, certificates: ServerCertificates? = nil, bytesPerSecond: Int = 0, port: Int? = nil)
        throws
    {
        self.folder = folder
        root = "\(folder)/login/in"
        self.port = try port ?? ServerTools.freePort()
        try ServerTools.makeFolder(root)
        try ServerTools.makeFolder("\(folder)/empty")
        // vsftpd refuses a login folder that can be written to.
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: "\(folder)/login")
        self.certificates = try certificates ?? ServerCertificates(madeIn: "\(folder)/certificates")
        passwordFile = "\(folder)/password"
        try ServerTools.write("\(UUID().uuidString)\n", to: passwordFile)
        configuration = "\(folder)/vsftpd.conf"
        try ServerTools.write(
            Self.configuration(
                folder: folder, port: self.port, certificates: self.certificates, bytesPerSecond: bytesPerSecond),
            to: configuration)
    }

    /// The folder's address.
    public var url: String {
        "ftps://anonymous@127.0.0.1:\(port)/in/"
    }

    /// Starts the server and waits until it takes connections.
    public func start() throws {
        let log = "\(folder)/vsftpd.log"
        try processes.fill {
            try ServerTools.start("/usr/sbin/vsftpd", [configuration], logFile: log, port: port)
        }
    }

    /// Ends the server in order.
    public func stop() { processes.empty { $0.stop() } }

    /// Ends the server and its sessions at once (SIGKILL).
    public func kill() { processes.empty { $0.kill() } }

    private static func configuration(
        folder: String, port: Int, certificates: ServerCertificates, bytesPerSecond: Int
    ) -> String {
        // vsftpd takes no spaces around "=". The sandbox and namespaces are off, since containers often forbid them.
        """
        listen=YES
        listen_ipv6=NO
        listen_address=127.0.0.1
        listen_port=\(port)
        pasv_address=127.0.0.1
        port_enable=NO
        background=NO
        run_as_launching_user=YES
        seccomp_sandbox=NO
        isolate=NO
        isolate_network=NO
        secure_chroot_dir=\(folder)/empty
        anonymous_enable=YES
        local_enable=NO
        anon_root=\(folder)/login
        anon_umask=077
        anon_max_rate=\(bytesPerSecond)
        anon_upload_enable=YES
        anon_mkdir_write_enable=YES
        anon_other_write_enable=YES
        anon_world_readable_only=NO
        write_enable=YES
        secure_email_list_enable=YES
        email_password_file=\(folder)/password
        ssl_enable=YES
        implicit_ssl=YES
        ssl_tlsv1=YES
        allow_anon_ssl=YES
        force_anon_logins_ssl=YES
        force_anon_data_ssl=YES
        require_ssl_reuse=NO
        ssl_ciphers=HIGH
        rsa_cert_file=\(certificates.serverCertificate)
        rsa_private_key_file=\(certificates.serverKey)
        xferlog_enable=NO

        """
    }
}
