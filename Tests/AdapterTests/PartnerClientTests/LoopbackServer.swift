import Foundation
import Glibc
import Signatures

/// A small HTTP/1.1 server on 127.0.0.1 that can also misbehave; a thread for each connection, ended with its owner.
final class LoopbackServer: Sendable {
    /// A request as it came in.
    struct Incoming: Sendable {
        let method: String
        let target: String
        let fields: HeaderFields
        let body: [UInt8]
        /// Counts all requests, from 1.
        let number: Int
    }

    /// What the server does about it.
    enum Reaction: Sendable {
        /// Answers, and keeps the connection.
        case answer(ResponseMessage)
        /// Answers, and closes the connection without saying that it will.
        case answerAndClose(ResponseMessage)
        /// Closes without an answer.
        case hangUp
        /// Sends these bytes as they are, and closes.
        case bytes(String)
        /// Never answers.
        case silence
    }

    let port: Int
    let address: PublicAddress
    private let listener: Int32
    private let counts = Counts()

    var connections: Int { counts.connections }
    var requests: Int { counts.requests }

    init(_ react: @escaping @Sendable (Incoming) -> Reaction) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard result, listen(listener, 64) == 0,
            let address = PublicAddress(
                url: "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))")
        else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        self.address = address
        port = Int(UInt16(bigEndian: name.sin_port))
        let counts = counts
        Thread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                // A child of another test that kept it would keep it open.
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                counts.connected(connection)
                Thread { Self.serve(connection, counts, react) }.start()
            }
            close(listener)
        }.start()
    }

    deinit {
        // Wakes the accepting thread, which closes the listener.
        shutdown(listener, Int32(SHUT_RDWR))
        counts.endAll()
    }

    private static func serve(_ connection: Int32, _ counts: Counts, _ react: (Incoming) -> Reaction) {
        defer { counts.ended(connection) }
        var one: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var buffer: [UInt8] = []
        while let request = read(connection, &buffer, counts) {
            switch react(request) {
            case .answer(let response): send(connection, bytes(response))
            case .answerAndClose(let response): return send(connection, bytes(response))
            case .hangUp: return
            case .bytes(let text): return send(connection, Array(text.utf8))
            case .silence: _ = receive(connection, &buffer)
            }
        }
    }

    private static func read(_ connection: Int32, _ buffer: inout [UInt8], _ counts: Counts) -> Incoming? {
        let end = Array("\r\n\r\n".utf8)
        var header: Range<Int>?
        while true {
            header = buffer.firstRange(of: end)
            if header != nil { break }
            guard receive(connection, &buffer) else { return nil }
        }
        guard let header else { return nil }
        let lines = String(decoding: buffer[..<header.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        var fields = HeaderFields()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            fields.append(String(parts[0]), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
        }
        let length = fields.combined("content-length").flatMap { Int($0) } ?? 0
        while buffer.count < header.upperBound + length {
            guard receive(connection, &buffer) else { return nil }
        }
        let body = Array(buffer[header.upperBound..<header.upperBound + length])
        buffer.removeFirst(header.upperBound + length)
        return Incoming(method: words[0], target: words[1], fields: fields, body: body, number: counts.requested())
    }

    private static func receive(_ connection: Int32, _ buffer: inout [UInt8]) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(connection, &chunk, chunk.count, 0)
        if count > 0 { buffer += chunk[..<count] }
        return count > 0
    }

    private static func bytes(_ response: ResponseMessage) -> [UInt8] {
        var head = "HTTP/1.1 \(response.status) Whatever\r\n"
        for field in response.fields.fields { head += "\(field.name): \(field.value)\r\n" }
        return Array((head + "content-length: \(response.body.count)\r\n\r\n").utf8) + response.body
    }

    private static func send(_ connection: Int32, _ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Unchecked: everything is only touched inside `lock`.
    private final class Counts: @unchecked Sendable {
        private let lock = NSLock()
        private var open: Set<Int32> = []
        private var total = (connections: 0, requests: 0)

        var connections: Int { lock.withLock { total.connections } }
        var requests: Int { lock.withLock { total.requests } }

        func connected(_ connection: Int32) {
            lock.withLock {
                total.connections += 1
                _ = open.insert(connection)
            }
        }

        func requested() -> Int {
            lock.withLock {
                total.requests += 1
                return total.requests
            }
        }

        func ended(_ connection: Int32) {
            lock.withLock {
                _ = open.remove(connection)
                _ = close(connection)
            }
        }

        func endAll() {
            lock.withLock { for connection in open { shutdown(connection, Int32(SHUT_RDWR)) } }
        }
    }
}

/// A directory of one test, removed with it.
final class Workbench: Sendable {
    let directory = FileManager.default.temporaryDirectory.path + "/partner-client-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}
