import Certificates
import Foundation
import LoopbackServers
import Partners

/// The partners' file servers: a real sshd and a real nginx on loopback.
///
/// The hub's own authority certifies the nginx and the hub as its client, as for partners that have no authority.
struct FileServers: Sendable {
    private let ssh: SSHServer
    private let nginx: NginxServer
    private let store: CertificateStore

    /// Makes keys, certificates and configurations; starts nothing. The hub's authority must exist.
    ///
    /// - Throws: `ServerError`, `CertificateError`.
    init(in folder: DemonstrationFolder, store: CertificateStore, now: Date) throws {
        self.store = store
        // The hub's key for SFTP lies with its other private keys.
        let identity = store.privateDirectory + "/delivery-sftp"
        try SSHServer.makeKey(identity)
        ssh = try SSHServer(folder: folder.servers + "/sshd", identity: identity)
        let server = "demo-files"
        let loopback = [try SubjectAlternativeName.dns("localhost"), try SubjectAlternativeName.address("127.0.0.1")]
        let terms = { (profile: CertificateProfile, name: String, names: [SubjectAlternativeName]) in
            CertificateTerms(
                profile: profile, subject: try SubjectName(commonName: name, organization: "Demonstration"),
                alternativeNames: names, validFrom: now - 300, validUntil: now + 90 * 86_400)
        }
        _ = try store.issue(server, try terms(.server, "Partners' file server", loopback))
        _ = try store.issue(Self.client, try terms(.client, "Hub delivery", []))
        nginx = try NginxServer(
            folder: folder.servers + "/nginx",
            certificates: ServerCertificates(
                ca: store.certificatePath(CertificateStore.authorityName),
                serverCertificate: store.certificatePath(server), serverKey: store.keyPath(server),
                clientCertificate: store.certificatePath(Self.client), clientKey: store.keyPath(Self.client)))
    }

    private static let client = "delivery-https"

    /// The addresses, for people.
    var addresses: [(name: String, url: String, files: String)] {
        [("sshd", ssh.url, ssh.root), ("nginx", nginx.url, nginx.root)]
    }

    /// The place for a partner's settlement files: SFTP for the first, third, … and HTTPS for the others.
    func delivery(number: Int) -> PartnerBooth.Delivery {
        if number.isMultiple(of: 2) {
            return PartnerBooth.Delivery(
                url: ssh.url + "in/",
                proofs: ["identity: \(Self.quoted(ssh.identity))", "host_key: \(Self.quoted(ssh.hostKey))"],
                inbox: ssh.root + "/in")
        }
        return PartnerBooth.Delivery(
            url: nginx.url + "settlement/",
            proofs: [
                "client_certificate: \(Self.quoted(nginx.certificates.clientCertificate))",
                "client_key: \(Self.quoted(nginx.certificates.clientKey))",
                "ca: \(Self.quoted(nginx.certificates.ca))",
            ], inbox: nginx.root + "/settlement")
    }

    /// A YAML scalar in double quotes (YAML 1.2 section 7.3.1).
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// Starts both and waits until they take connections.
    func start() throws {
        try ssh.start()
        try nginx.start()
    }

    /// Ends both in order.
    func stop() {
        ssh.stop()
        nginx.stop()
    }
}
