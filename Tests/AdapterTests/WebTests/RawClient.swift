import NIOCore
import NIOPosix
import Signatures
import Wire

/// A response as it came over the wire.
struct RawResponse: Sendable {
    let status: Int
    let fields: HeaderFields
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var code: String? { (try? JSONReader.read(body))?["code"]?.string }
    func field(_ name: String) -> String? { fields.combined(name) }

    /// The first complete response in the bytes; nothing while more must come.
    init?(_ bytes: [UInt8], hasBody: Bool) {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard let headEnd = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        guard let line = lines.first, let status = Int(line.split(separator: " ")[1]) else { return nil }
        var fields = HeaderFields()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields.append(String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
        let length = hasBody && status >= 200 ? Int(fields.combined("content-length") ?? "0") ?? 0 : 0
        let body = bytes[(headEnd + 4)...]
        guard body.count >= length else { return nil }
        self.status = status
        self.fields = fields
        self.body = Array(body.prefix(length))
    }
}

/// Writes bytes to a socket and reads what comes back: whatever a client may get wrong can be sent.
enum RawClient {
    struct NoResponse: Error {
        let received: [UInt8]
    }

    /// Sends the bytes and reads one response.
    static func send(
        bytes: [UInt8], port: Int, hasBody: Bool = true
    ) async throws -> RawResponse {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            // A hub that hangs up in mid-body has answered; what it said is read all the same.
            try? await outbound.write(ByteBuffer(bytes: bytes))
            var received: [UInt8] = []
            for try await buffer in inbound {
                received += buffer.readableBytesView
                if let response = RawResponse(received, hasBody: hasBody) { return response }
            }
            throw NoResponse(received: received)
        }
    }

    /// Sends the bytes and leaves without waiting for anything.
    static func leave(after bytes: [UInt8], port: Int) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
        try await channel.close()
    }

    /// Sends a request; a body goes with its length.
    static func send(_ request: RequestMessage, port: Int) async throws -> RawResponse {
        try await send(bytes: bytes(of: request), port: port, hasBody: request.method != "HEAD")
    }

    static func bytes(of request: RequestMessage, more: [String] = []) -> [UInt8] {
        var head = "\(request.method) \(request.target) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for field in request.fields.fields { head += "\(field.name): \(field.value)\r\n" }
        for line in more { head += line + "\r\n" }
        if !request.body.isEmpty { head += "Content-Length: \(request.body.count)\r\n" }
        return Array((head + "\r\n").utf8) + request.body
    }

    /// Sends lines of a head, each without its line end, and a body as it is.
    static func send(lines: [String], body: [UInt8] = [], port: Int, hasBody: Bool = true) async throws -> RawResponse {
        try await send(
            bytes: Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body, port: port, hasBody: hasBody)
    }
}
