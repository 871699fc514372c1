import FileTransfer
import Foundation
import LoopbackServers
import Testing

@Suite struct `Fetching a file that a partner left` {
    private static let name = "acknowledgement.jws"
    private static let folder = "grocery/000001/v1"

    private static func fetch(
        _ target: PushTarget, name: String = name, folder: String = folder, from destination: Destination? = nil,
        limit: Int = 65_536, within duration: Duration = .seconds(30)
    ) async throws -> [UInt8]? {
        let place = try destination ?? target.destination()
        return try await FileTransfer().fetch(
            name, folder: folder, from: place, limitBytes: limit, deadline: .now + duration)
    }

    private static func refusal(
        _ target: PushTarget, name: String = name, folder: String = folder, from destination: Destination? = nil,
        limit: Int = 65_536, within duration: Duration = .seconds(30)
    ) async throws -> TransferError? {
        do {
            _ = try await fetch(
                target, name: name, folder: folder, from: destination, limit: limit, within: duration)
            return nil
        } catch let error as TransferError {
            return error
        }
    }

    @Test(arguments: Destination.Scheme.allCases)
    func `nothing is there before the delivery, nor after it, until the partner puts the file there`(
        scheme: Destination.Scheme
    ) async throws {
        let target = try await PushTarget.started(scheme)
        #expect(try await Self.fetch(target) == nil, "no folder")
        _ = try await target.push(.settlement())
        #expect(try await Self.fetch(target) == nil, "no file")
        for content in [[UInt8]("eyJ0.eyJ1.c2ln".utf8), [], [0, 0xFF, 0x0D, 0x0A]] {
            target.place(FileUpload(name: Self.name, bytes: content), in: Self.folder)
            #expect(try await Self.fetch(target) == content)
        }
    }

    @Test(arguments: Destination.Scheme.allCases)
    func `a file of the limit's size is taken, and one byte more is not`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        _ = try await target.push(.settlement())
        let content = [UInt8](repeating: 7, count: 300_000)
        target.place(FileUpload(name: Self.name, bytes: content), in: Self.folder)
        #expect(try await Self.fetch(target, limit: 300_000) == content)
        #expect(
            try await Self.refusal(target, limit: 299_999) == .tooLarge(file: Self.name, limitBytes: 299_999))
    }

    @Test(arguments: Destination.Scheme.allCases)
    func `a deadline that has passed reads nothing`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        #expect(try await Self.refusal(target, within: .seconds(-1)) == .deadline(file: Self.name))
    }

    @Test(arguments: ["../secret", ".hidden", "", "a/b", "a\nb"])
    func `names that could reach elsewhere are refused`(name: String) async throws {
        let target = try await PushTarget.started(.file)
        #expect(try await Self.refusal(target, name: name) == .request(.fileName(name)))
        #expect(try await Self.refusal(target, folder: "grocery/../v1") == .request(.folder("grocery/../v1")))
    }

    @Test func `a host key other than the pinned one is refused`() async throws {
        let target = try await PushTarget.started(.sftp)
        guard case .ssh(let server) = target.server else { throw CancellationError() }
        let destination = try Destination(
            url: server.url, identity: server.identity, hostKey: "SHA256:" + String(repeating: "A", count: 43))
        guard case .hostKeyMismatch? = try await Self.refusal(target, from: destination) else {
            Issue.record("a stranger was trusted")
            return
        }
    }

    @Test(arguments: [Destination.Scheme.https, .ftps])
    func `a certificate of another authority is refused`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        let good = try target.destination()
        let stranger = try ServerCertificates(madeIn: "\(target.base)/stranger")
        let user = scheme == .ftps ? "anonymous@" : ""
        let destination = try Destination(
            url: "\(scheme.rawValue)://\(user)127.0.0.1:\(good.port)\(good.path)", ca: stranger.ca,
            passwordFile: good.passwordFile)
        guard case .certificateRejected? = try await Self.refusal(target, from: destination) else {
            Issue.record("a stranger was trusted")
            return
        }
    }

    @Test func `without the client certificate, a redirect and a broken server are errors, never an absent file`()
        async throws
    {
        let target = try await PushTarget.started(
            .https, locations: "location /moved/ { return 302 /x; } location /broken/ { return 500; }")
        let good = try target.destination()
        let bare = try Destination(url: "https://127.0.0.1:\(good.port)/", ca: good.ca)
        guard case .download(_, let fault)? = try await Self.refusal(target, from: bare) else {
            Issue.record("no certificate, no error")
            return
        }
        #expect(fault.protocolStatus == 400)
        for (path, status) in [("moved/", 302), ("broken/", 500)] {
            let error = try await Self.refusal(target, from: target.destination(below: path))
            guard case .download(_, let fault)? = error else {
                Issue.record("\(path): \(String(describing: error))")
                continue
            }
            #expect(fault.protocolStatus == status)
        }
    }

    @Test(arguments: [Destination.Scheme.sftp, .https, .ftps])
    func `a server that is down is an error, never an absent file`(scheme: Destination.Scheme) async throws {
        let target = try await PushTarget.started(scheme)
        target.kill()
        guard case .connect? = try await Self.refusal(target) else {
            Issue.record("no error")
            return
        }
    }

    @Test func `a link or a pipe is not read`() async throws {
        let target = try await PushTarget.started(.file)
        _ = try await target.push(.settlement())
        let path = "\(target.root)/\(Self.folder)/\(Self.name)"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/hostname")
        guard case .download? = try await Self.refusal(target) else {
            Issue.record("the link was followed")
            return
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        guard case .download? = try await Self.refusal(target) else {
            Issue.record("the pipe was read")
            return
        }
    }
}
