import Glibc
import Signatures

/// A numeric address and port of IPv4, as the hub of a benchmark listens on.
struct SocketAddress: Sendable {
    private let address: UInt32
    private let port: UInt16

    /// - Throws: ``BenchmarkFailure`` for anything but `a.b.c.d:port`.
    init(_ public: PublicAddress) throws {
        let parts = `public`.authority.split(separator: ":")
        var found = in_addr()
        guard parts.count == 2, let port = UInt16(parts[1]), inet_pton(AF_INET, String(parts[0]), &found) == 1 else {
            throw BenchmarkFailure("The load client needs a hub at a numeric address, not at \(`public`.authority).")
        }
        address = found.s_addr
        self.port = port
    }

    /// Connects a socket; as connect(2).
    func connect(_ descriptor: Int32) -> Int32 {
        var value = sockaddr_in()
        value.sin_family = sa_family_t(AF_INET)
        value.sin_port = port.bigEndian
        value.sin_addr.s_addr = address
        return withUnsafePointer(to: &value) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
