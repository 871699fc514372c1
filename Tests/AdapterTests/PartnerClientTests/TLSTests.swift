import Certificates
import Foundation
import Glibc
import PartnerClient
import Signatures
import Synchronization
import Testing

/// `openssl s_server` on a free port, with a certificate of a new authority; it ends with its owner at the latest.
final class TLSServer: Sendable {
    let store: CertificateStore
    let bench: Workbench
    let address: PublicAddress
    private let pid: pid_t

    init(asksForCertificates: Bool = false) throws {
        bench = try Workbench()
        store = CertificateStore(publicDirectory: bench.path("certs"), privateDirectory: bench.path("keys"))
        let authorityFile = store.certificatePath(CertificateStore.authorityName)
        _ = try store.initialise(
            HubIdentity(
                organization: "Example Coalition", serverNames: [try .address("127.0.0.1")],
                settlementEmail: try .email("settlement@hub.example")), at: Date())
        // A port that was free a moment ago.
        let port = try LoopbackServer { _ in .hangUp }.port
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments =
            [
                "--pdeathsig", "KILL", "--", "/usr/bin/openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-www",
                "-quiet",
            ]
            + ["-cert", store.certificatePath(CertificateStore.serverName)]
            + ["-key", store.keyPath(CertificateStore.serverName)]
            + (asksForCertificates ? ["-Verify", "2", "-verify_return_error", "-CAfile", authorityFile] : [])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        pid = try Self.run(process)
        address = try #require(PublicAddress(url: "https://127.0.0.1:\(port)"))
    }

    deinit { kill(pid, SIGKILL) }

    /// Starts it on a thread that lives as long as it does: the parent-death signal is bound to that thread (prctl(2)).
    private static func run(_ process: sending Process) throws -> pid_t {
        let pids = Notes<pid_t?>()
        let isStarted = DispatchSemaphore(value: 0)
        let unshared = Mutex(process)
        Thread {
            unshared.withLock { process in
                pids.add((try? process.run()).map { process.processIdentifier })
                isStarted.signal()
                process.waitUntilExit()
            }
        }.start()
        isStarted.wait()
        guard let pid = pids.all.first ?? nil else { throw POSIXError(.ENOENT) }
        return pid
    }

    func settings(trusting: Bool = true) -> HTTPConnectionSettings {
        var settings = HTTPConnectionSettings()
        if trusting { settings.authorityFile = store.certificatePath(CertificateStore.authorityName) }
        return settings
    }

    /// Asks for the page that the server always has, until the server is up.
    func ask(_ settings: HTTPConnectionSettings) async throws -> ResponseMessage {
        for _ in 0..<200 {
            do throws(HTTPConnectionError) {
                let connection = try HTTPConnection(to: address, settings: settings)
                return try await connection.exchange(RequestMessage(method: "GET", address: address, path: "/"))
            } catch {
                guard case .connect(let fault) = error, fault.curlCode == 7 else { throw error }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        throw POSIXError(.ETIMEDOUT)
    }
}

@Suite struct `TLS to the hub` {
    @Test func `the hub's authority is trusted when it is given, and no other is`() async throws {
        let server = try TLSServer()
        #expect(try await server.ask(server.settings()).status == 200)
        await #expect { try await server.ask(server.settings(trusting: false)) } throws: {
            if case .certificateRejected? = $0 as? HTTPConnectionError { true } else { false }
        }
        let other = try TLSServer()
        await #expect { try await server.ask(other.settings()) } throws: {
            if case .certificateRejected? = $0 as? HTTPConnectionError { true } else { false }
        }
    }

    @Test func `a client certificate is shown, and its key must be private`() async throws {
        let server = try TLSServer(asksForCertificates: true)
        let key = server.bench.path("client-key.pem")
        _ = try PrivateKeyFile.createIfMissing(key, algorithm: .p256)
        let certificate = server.bench.path("client.pem")
        let terms = CertificateTerms(
            profile: .client, subject: try SubjectName(commonName: "grocery"), alternativeNames: [],
            validFrom: Date() - 60, validUntil: Date() + 3600)
        let made = try server.store.authority().issue(terms, to: PrivateKeyFile.load(key))
        try server.bench.write("client.pem", Array(made.pem().utf8))
        var settings = server.settings()
        settings.clientCertificate = .init(certificateFile: certificate, keyFile: key)
        #expect(try await server.ask(settings).status == 200)
        await #expect(throws: HTTPConnectionError.self) { try await server.ask(server.settings()) }
        chmod(key, 0o640)
        #expect(throws: HTTPConnectionError.credential(.privateKeyReadableByOthers(path: key, mode: 0o640))) {
            try HTTPConnection(to: server.address, settings: settings)
        }
    }
}
