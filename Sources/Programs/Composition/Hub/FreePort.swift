import Glibc

/// Finds a free port of an address, so that the hub's public address is known before it listens.
enum FreePort {
    static func find(host: String) throws -> Int {
        let family = host.contains(":") ? AF_INET6 : AF_INET
        let handle = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard handle >= 0 else { throw CommandFailure("No socket can be made to find a free port.") }
        defer { close(handle) }
        // Port 0 of the wildcard address: any free port of this machine serves for the address asked for as well.
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(family)
        let length = socklen_t(
            family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size)
        var found = length
        let bound = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(handle, address, length) == 0 && getsockname(handle, address, &found) == 0
            }
        }
        guard bound else { throw CommandFailure("No free port was found for \(host).") }
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { Int(UInt16(bigEndian: $0.pointee.sin_port)) }
        }
    }
}
