import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Bounds what one request may cost its connection, on the connection's own event loop: a sender that is too slow, or
/// that goes on and on after its body was refused, loses the connection. Also answers `Expect: 100-continue`.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The most seconds from a request's head to its end.
    static let mostSeconds: Int64 = 10
    /// The most bytes taken of a body, most of them only to be thrown away so that the refusal can be read.
    static let mostBytes = 8 << 20

    /// The same for a partner's day, which may be larger than any message.
    static let mostFileSeconds: Int64 = 60
    /// The same for a partner's day.
    static let mostFileBytes = 24 << 20

    /// Where partners upload days.
    private static let filePath = "/v1/reconciliations"

    private var mayReceive = RequestGuard.mostBytes
    private var received = 0
    private var unanswered = 0
    private var timeout: Scheduled<Void>?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            received = 0
            let isFile = head.path?.hasPrefix(Self.filePath) ?? false
            mayReceive = isFile ? Self.mostFileBytes : Self.mostBytes
            let seconds = isFile ? Self.mostFileSeconds : Self.mostSeconds
            let channel = context.channel
            timeout?.cancel()
            timeout = context.eventLoop.scheduleTask(in: .seconds(seconds)) { channel.close(promise: nil) }
            if head.headerFields[.expect]?.lowercased() == "100-continue", unanswered == 0 {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
            unanswered += 1
        case .body(let buffer):
            received += buffer.readableBytes
            guard received <= mayReceive else {
                context.close(promise: nil)
                return
            }
        case .end:
            stopWaiting()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopWaiting()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopWaiting()
    }

    private func stopWaiting() {
        timeout?.cancel()
        timeout = nil
    }
}
