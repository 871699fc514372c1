import Glibc
import PartnerClient
import Signatures
import Testing

/// One plain connection, kept open.
private final class IdleConnection {
    private let descriptor: Int32

    init(_ address: PublicAddress) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var peer = sockaddr_in()
        peer.sin_family = sa_family_t(AF_INET)
        peer.sin_port = in_port_t(UInt16(address.authority.split(separator: ":").last ?? "") ?? 0).bigEndian
        peer.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &peer) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        try #require(isConnected, "\(String(cString: strerror(errno)))")
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func ask() { _ = send(descriptor, Self.question, Self.question.count, Int32(MSG_NOSIGNAL)) }

    /// The first bytes of the answer.
    func answer() -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, min(15, count))), as: UTF8.self)
    }

    private static let question = Array("GET /healthz HTTP/1.1\r\nhost: hub\r\n\r\n".utf8)
}

extension `A hub among other programs` {
    @Test func `a thousand connections are held, and all of them answered, while a till posts`() async throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let story = try ProcessScenario()
        let hub = try await story.start()
        let crowd = try (0..<1000).map { _ in try IdleConnection(hub.address) }
        let till = try hub.till(story.files, "cafe")
        for round in 0..<2 {
            for connection in crowd { connection.ask() }
            try await till.posting(
                "/v1/members", Body.enrolment("crowd-\(round)", phone: "+4072212345\(round)"))
            for connection in crowd { #expect(connection.answer() == "HTTP/1.1 200 OK") }
        }
        #expect(try await hub.drain() == 0)
    }
}
