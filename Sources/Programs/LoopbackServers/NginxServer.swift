import Foundation

/// A real nginx on loopback that stores what is PUT to it, over TLS with a client certificate.
public final class NginxServer: Sendable {
    /// Where everything of this server lies.
    public let folder: String
    /// Where uploads land, under the path of the URL.
    public let root: String
    /// Where nginx keeps the body of a PUT until it is whole.
    public let incoming: String
    /// The loopback port, the same after a restart.
    public let port: Int
    /// Its certificates, and the client's.
    public let certificates: ServerCertificates
    private let configuration: String
    private let processes = ProcessSlot()

    /// Writes the configuration; starts nothing.
    ///
    /// - Parameters:
    ///   - folder: An empty or missing folder for certificates, configuration, log and uploads.
    ///   - certificates: Existing ones; made when absent.
    ///   - locations: More `location` blocks, as nginx reads them.
    ///   - port: A loopback port; a free one when absent.
    /// - Throws: ``ServerError`` when `openssl` fails or no port is free.
    public init(folder: String, certificates: ServerCertificates? = nil, locations: String = "", port: Int? = nil)
        throws
    {
        self.folder = folder
        root = "\(folder)/files"
        incoming = "\(folder)/incoming"
        self.port = try port ?? ServerTools.freePort()
        // Workers of a root-owned nginx would be another user; with one process there are none.
        try ServerTools.makeFolder(root)
        try ServerTools.makeFolder(incoming)
        self.certificates = try certificates ?? ServerCertificates(madeIn: "\(folder)/certificates")
        configuration = "\(folder)/nginx.conf"
        try ServerTools.write(
            Self.configuration(folder: folder, port: self.port, certificates: self.certificates, locations: locations),
            to: configuration)
    }

    /// The folder's address.
    public var url: String {
        "https://127.0.0.1:\(port)/"
    }

    /// Starts the server and waits until it takes connections.
    public func start() throws {
        let log = "\(folder)/nginx.log"
        try processes.fill {
            try ServerTools.start(
                "/usr/sbin/nginx", ["-e", "stderr", "-p", folder, "-c", configuration], logFile: log, port: port)
        }
    }

    /// Ends the server in order.
    public func stop() { processes.empty { $0.stop() } }

    /// Ends the server at once (SIGKILL).
    public func kill() { processes.empty { $0.kill() } }

    private static func configuration(
        folder: String, port: Int, certificates: ServerCertificates, locations: String
    ) -> String {
        // One process, so that a kill leaves no worker behind on the port. The body's folder lies on the same file
        // system as the root, so that nginx moves a whole body into place by rename.
        """
        daemon off;
        master_process off;
        pid \(folder)/nginx.pid;
        error_log stderr warn;
        events { worker_connections 256; }
        http {
            access_log off;
            client_body_temp_path \(folder)/incoming;
            proxy_temp_path \(folder)/temporary;
            fastcgi_temp_path \(folder)/temporary;
            uwsgi_temp_path \(folder)/temporary;
            scgi_temp_path \(folder)/temporary;
            server {
                listen 127.0.0.1:\(port) ssl;
                ssl_certificate \(certificates.serverCertificate);
                ssl_certificate_key \(certificates.serverKey);
                ssl_protocols TLSv1.2 TLSv1.3;
                ssl_client_certificate \(certificates.ca);
                ssl_verify_client on;
                client_max_body_size 0;
                \(locations)
                location / {
                    root \(folder)/files;
                    dav_methods PUT;
                    create_full_put_path on;
                    dav_access user:rw;
                }
            }
        }

        """
    }
}
