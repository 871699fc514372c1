import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Web

/// A connection whose clock stands until it is moved.
private struct Connection {
    let channel: EmbeddedChannel

    init() throws {
        channel = EmbeddedChannel(handler: RequestGuard())
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    func begin(_ path: String) throws {
        let head = HTTPRequest(method: .post, scheme: "http", authority: "hub", path: path)
        try channel.writeInbound(HTTPRequestPart.head(head))
    }

    func send(bytes: Int) throws {
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 0, count: bytes)))
    }

    func end() throws { try channel.writeInbound(HTTPRequestPart.end(nil)) }

    func answer() throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    func wait(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }
    var isOpen: Bool { channel.isActive }
}

@Suite struct `What a request may cost its connection` {
    @Test func `a request that has not ended in its time loses the connection`() throws {
        for (path, seconds) in [("/v1/accruals", 10 as Int64), ("/v1/reconciliations", 60)] {
            let connection = try Connection()
            try connection.begin(path)
            connection.wait(seconds - 1)
            #expect(connection.isOpen)
            connection.wait(1)
            #expect(!connection.isOpen, "\(path)")
        }
    }

    @Test func `a connection of many requests in time stays, and its next slow one is cut in its own time`() throws {
        let connection = try Connection()
        for _ in 0..<30 {
            try connection.begin("/v1/accruals")
            connection.wait(4)
            try connection.end()
            try connection.answer()
            connection.wait(3)
        }
        #expect(connection.isOpen)
        // A long look that is set must not make a short request's end late.
        try connection.begin("/v1/reconciliations")
        try connection.end()
        try connection.answer()
        try connection.begin("/v1/accruals")
        connection.wait(9)
        #expect(connection.isOpen)
        connection.wait(1)
        #expect(!connection.isOpen)
    }

    @Test func `a body that goes on after it was refused loses the connection`() throws {
        let connection = try Connection()
        try connection.begin("/v1/accruals")
        try connection.send(bytes: RequestGuard.mostBytes)
        #expect(connection.isOpen)
        try connection.send(bytes: 1)
        #expect(!connection.isOpen)
    }

    @Test func `the sender of a batch may take half an hour but not pause for half a minute`() throws {
        let connection = try Connection()
        try connection.begin("/v1/batches")
        for _ in 0..<60 {
            connection.wait(29)
            try connection.send(bytes: 1)
        }
        #expect(connection.isOpen)
        let pausing = try Connection()
        try pausing.begin("/v1/batches")
        connection.wait(59)
        connection.wait(1)
        #expect(!connection.isOpen)
        pausing.wait(30)
        #expect(!pausing.isOpen)
    }

    @Test func `a client that takes nothing of its batch's answer for a minute loses the connection`() throws {
        let connection = try Connection()
        try connection.begin("/v1/batches")
        try connection.end()
        for _ in 0..<3 {
            connection.channel.isWritable = false
            connection.channel.pipeline.fireChannelWritabilityChanged()
            connection.wait(59)
            connection.channel.isWritable = true
            connection.channel.pipeline.fireChannelWritabilityChanged()
        }
        #expect(connection.isOpen)
        connection.channel.isWritable = false
        connection.channel.pipeline.fireChannelWritabilityChanged()
        connection.wait(60)
        #expect(!connection.isOpen)
    }
}
