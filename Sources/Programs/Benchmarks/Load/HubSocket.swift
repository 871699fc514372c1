import Glibc
import Signatures

/// One connection to the hub that carries one request at a time.
final class HubSocket {
    /// A response beyond this size is received into memory of its own, which the response then takes over.
    private static let large = 1 << 16

    /// The descriptor, for poll(2).
    let descriptor: Int32
    private var unsent: ArraySlice<UInt8> = []
    private var received: [UInt8] = []
    private var head: ResponseReader.Head?
    private var chunks: ChunkedContent?

    /// Connects.
    ///
    /// - Throws: ``BenchmarkFailure``.
    init(_ address: SocketAddress) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw BenchmarkFailure("No socket: \(String(cString: strerror(errno))).") }
        guard address.connect(descriptor) == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw BenchmarkFailure("The hub does not take a connection: \(reason).")
        }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        received.reserveCapacity(8192)
    }

    deinit {
        close(descriptor)
    }

    /// Whether something of the request is still to be sent.
    var isSending: Bool { !unsent.isEmpty }

    /// Sends a request, as far as the socket takes it now.
    func send(_ request: RequestMessage) throws {
        unsent = Self.text(of: request)[...]
        try sendOn()
    }

    /// Sends what is left.
    func sendOn() throws {
        while !unsent.isEmpty {
            let count = unsent.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return }
            guard count > 0 else { throw BenchmarkFailure("The hub closed a connection while a request was sent.") }
            unsent = unsent.dropFirst(count)
        }
    }

    /// Takes in what has arrived; answers the response when it is complete.
    ///
    /// - Parameter scratch: memory that is overwritten.
    /// - Throws: ``BenchmarkFailure`` when the connection broke.
    func receive(_ scratch: UnsafeMutableRawBufferPointer) throws -> ResponseMessage? {
        let count = recv(descriptor, scratch.baseAddress, scratch.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        guard count > 0 else { throw BenchmarkFailure("The hub closed a connection before it had answered.") }
        received.append(contentsOf: UnsafeRawBufferPointer(rebasing: scratch[0..<count]))
        if head == nil {
            head = try received.withUnsafeBytes { try ResponseReader.head($0) }
            if let head, let length = head.contentLength { received.reserveCapacity(head.contentStart + length) }
        }
        guard let head else { return nil }
        guard let length = head.contentLength else { return try receiveChunks(head) }
        guard received.count >= head.contentStart + length else { return nil }
        guard received.count == head.contentStart + length else {
            throw BenchmarkFailure("The hub sent more than the answer to one request.")
        }
        self.head = nil
        return ResponseMessage(status: head.status, fields: head.fields, body: takeContent(from: head.contentStart))
    }

    /// What was received behind a head, leaving nothing.
    private func takeContent(from start: Int) -> [UInt8] {
        if received.count < Self.large {
            defer { received.removeAll(keepingCapacity: true) }
            return Array(received[start...])
        }
        var content: [UInt8] = []
        swap(&content, &received)
        content.removeFirst(start)
        return content
    }

    /// What arrived of a content in chunks; the response when the last one is there.
    private func receiveChunks(_ head: ResponseReader.Head) throws -> ResponseMessage? {
        if chunks == nil {
            chunks = ChunkedContent()
            received.removeFirst(head.contentStart)
        }
        guard try chunks?.take(received) == true, let content = chunks?.content else {
            received.removeAll(keepingCapacity: true)
            return nil
        }
        received.removeAll(keepingCapacity: true)
        self.head = nil
        chunks = nil
        return ResponseMessage(status: head.status, fields: head.fields, body: content)
    }

    private static func text(of request: RequestMessage) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(1024 + request.body.count)
        text.append(contentsOf: request.method.utf8)
        text.append(0x20)
        text.append(contentsOf: request.target.utf8)
        text.append(contentsOf: " HTTP/1.1\r\nhost: ".utf8)
        text.append(contentsOf: request.address.authority.utf8)
        for field in request.fields.fields {
            text.append(contentsOf: "\r\n".utf8)
            text.append(contentsOf: field.name.utf8)
            text.append(contentsOf: ": ".utf8)
            text.append(contentsOf: field.value.utf8)
        }
        if request.method != "GET" { text.append(contentsOf: "\r\ncontent-length: \(request.body.count)".utf8) }
        text.append(contentsOf: "\r\n\r\n".utf8)
        text.append(contentsOf: request.body)
        return text
    }
}
