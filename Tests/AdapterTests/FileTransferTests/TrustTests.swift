import LoopbackServers
import FileTransfer
import Foundation
import Testing

@Suite struct `Trusting a file server, and being trusted` {
    private static func ssh(_ target: PushTarget) throws -> SSHServer {
        guard case .ssh(let server) = target.server else { throw CancellationError() }
        return server
    }

    private static func certificates(_ target: PushTarget) throws -> ServerCertificates {
        switch target.server {
        case .nginx(let server): return server.certificates
        case .ftps(let server): return server.certificates
        case .ssh, .none: throw CancellationError()
        }
    }

    @Test func `a host key other than the pinned one is refused`() async throws {
        let target = try await PushTarget.started(.sftp)
        let server = try Self.ssh(target)
        try SSHServer.makeKey("\(target.base)/other")
        let other = try String(contentsOfFile: "\(target.base)/other.pub", encoding: .utf8)
            .trimmingCharacters(in: .newlines)
        let fingerprint = "SHA256:" + String(repeating: "A", count: 43)
        for pin in [other, fingerprint] {
            let destination = try Destination(url: server.url, identity: server.identity, hostKey: pin)
            let error = try await target.refusal(.settlement(), to: destination)
            guard case .hostKeyMismatch(let fault)? = error else {
                Issue.record("\(pin): \(String(describing: error))")
                continue
            }
            #expect(fault.curlCode == 60)
            #expect(error?.isPermanent == true)
        }
        #expect(target.names().isEmpty)
    }

    @Test func `a host key is pinned by its fingerprint too`() async throws {
        let target = try await PushTarget.started(.sftp)
        let server = try Self.ssh(target)
        let line = try ServerTools.run("/usr/bin/ssh-keygen", ["-l", "-f", "host-key.pub"], in: target.base)
        let fingerprint = try #require(line.split(separator: " ").first { $0.hasPrefix("SHA256:") })
        let destination = try Destination(
            url: server.url, identity: server.identity, hostKey: String(fingerprint))
        let report = try await target.push(.settlement(), to: destination)
        #expect(report.files.count == 5)
    }

    @Test func `a server that lacks the pinned kind of host key is refused`() async throws {
        let target = try await PushTarget.started(.sftp)
        let server = try Self.ssh(target)
        try ServerTools.run(
            "/usr/bin/ssh-keygen", ["-q", "-t", "ecdsa", "-N", "", "-f", "ecdsa"], in: target.base)
        let pin = try String(contentsOfFile: "\(target.base)/ecdsa.pub", encoding: .utf8)
        let destination = try Destination(
            url: server.url, identity: server.identity, hostKey: pin.trimmingCharacters(in: .newlines))
        let error = try await target.refusal(.settlement(), to: destination)
        guard case .connect(let fault)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.curlCode != nil)
        #expect(target.names().isEmpty)
    }

    @Test func `a client key the server does not know is refused`() async throws {
        let target = try await PushTarget.started(.sftp)
        let server = try Self.ssh(target)
        try SSHServer.makeKey("\(target.base)/stranger")
        let destination = try Destination(
            url: server.url, identity: "\(target.base)/stranger", hostKey: server.hostKey)
        let error = try await target.refusal(.settlement(), to: destination)
        guard case .authenticate(let fault)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.curlCode == 67)
    }

    @Test(arguments: [Destination.Scheme.https, .ftps])
    func `a certificate of another CA is refused`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        let good = try target.destination()
        let stranger = try ServerCertificates(madeIn: "\(target.base)/stranger")
        for ca in [stranger.ca, "/etc/ssl/certs/ca-certificates.crt"] where FileManager.default.fileExists(atPath: ca) {
            let url = scheme == .https ? good.publicURL : "ftps://anonymous@127.0.0.1:\(good.port)/in/"
            let destination = try Destination(url: url, ca: ca, passwordFile: good.passwordFile)
            let error = try await target.refusal(.settlement(), to: destination)
            guard case .certificateRejected(let fault)? = error else {
                Issue.record("\(ca): \(String(describing: error))")
                continue
            }
            #expect(fault.curlCode == 60)
        }
        #expect(target.names().isEmpty)
    }

    @Test func `a certificate for another name is refused`() async throws {
        let target = try await PushTarget.started(.https)
        let certificates = try Self.certificates(target)
        let port = try target.destination().port
        let destination = try Destination(
            url: "https://localhost:\(port)/", clientCertificate: certificates.clientCertificate,
            clientKey: certificates.clientKey, ca: certificates.ca)
        _ = try await target.push(.settlement(), to: destination)
        // libcurl itself knows that names below localhost are this machine (RFC 6761 section 6.3).
        let other = try Destination(
            url: "https://other.localhost:\(port)/", clientCertificate: certificates.clientCertificate,
            clientKey: certificates.clientKey, ca: certificates.ca)
        let error = try await target.refusal(.settlement(), to: other)
        guard case .certificateRejected? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `without a client certificate nothing is taken`() async throws {
        let target = try await PushTarget.started(.https)
        let good = try target.destination()
        let destination = try Destination(url: good.publicURL, ca: good.ca)
        let error = try await target.refusal(.settlement(), to: destination)
        guard case .upload(file: "statement.csv", let fault)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.protocolStatus == 400)
        #expect(error?.isPermanent == true)
        #expect(target.names().isEmpty)
    }

    @Test func `a wrong password is refused`() async throws {
        let target = try await PushTarget.started(.ftps)
        let good = try target.destination()
        let file = "\(target.base)/wrong"
        try Data("guess\n".utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let destination = try Destination(
            url: "ftps://anonymous@127.0.0.1:\(good.port)/in/", ca: good.ca, passwordFile: file)
        let error = try await target.refusal(.settlement(), to: destination)
        guard case .authenticate(let fault)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.protocolStatus == 530)
        #expect(!fault.detail.contains("guess"))
    }

    @Test func `a redirect is an error and is not followed`() async throws {
        let target = try await PushTarget.started(
            .https, locations: "location /moved/ { return 307 /elsewhere$request_uri; }")
        let error = try await target.refusal(.settlement(), to: target.destination(below: "moved/"))
        guard case .upload(file: "statement.csv", let fault)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.protocolStatus == 307)
        #expect(!FileManager.default.fileExists(atPath: "\(target.root)/elsewhere"))
    }

    @Test func `a server that answers 403, or fails, is named so`() async throws {
        let target = try await PushTarget.started(
            .https,
            locations: "location /forbidden/ { return 403; } location /broken/ { return 500; }")
        guard
            case .authenticate? = try await target.refusal(
                .settlement(), to: target.destination(below: "forbidden/"))
        else {
            Issue.record("403 is not authenticate")
            return
        }
        let broken = try await target.refusal(.settlement(), to: target.destination(below: "broken/"))
        guard case .upload(_, let fault)? = broken else {
            Issue.record("500 is not upload")
            return
        }
        #expect(fault.protocolStatus == 500)
        #expect(broken?.isPermanent == false)
    }

    @Test func `a secret that others can read, or that is missing, sends nothing`() async throws {
        let target = try await PushTarget.started(.sftp)
        let server = try Self.ssh(target)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: server.identity)
        #expect(
            try await target.refusal(.settlement())
                == .credential(path: server.identity, .openToOthers))
        let destination = try Destination(url: server.url, identity: "/nowhere/key", hostKey: server.hostKey)
        #expect(
            try await target.refusal(.settlement(), to: destination) == .credential(path: "/nowhere/key", .unreadable))
    }
}

extension Destination {
    /// The folder's address without the user name.
    fileprivate var publicURL: String {
        "\(scheme.rawValue)://\(host):\(port)\(path)"
    }
}
