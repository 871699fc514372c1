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

    /// The same for a batch, whose sender must besides never pause for ``mostBatchPause``.
    static let mostBatchSeconds: Int64 = 1800
    /// The same for a batch.
    static let mostBatchBytes = 80 << 20
    /// The most seconds between two pieces of a batch.
    static let mostBatchPause: Int64 = 30
    /// The most seconds in which a client takes nothing of a batch's answer.
    static let mostAnswerPause: Int64 = 60

    /// Where partners upload days.
    private static let filePath = "/v1/reconciliations"
    /// Where partners send batches.
    private static let batchPath = "/v1/batches"

    private var mayReceive = RequestGuard.mostBytes
    private var received = 0
    private var unanswered = 0
    /// When the request that is being received must have ended.
    private var due: NIODeadline?
    /// The next look whether one is overdue. It stays when the request has ended in time: most do, and the next look is
    /// for whichever request is under way then.
    private var look: (at: NIODeadline, task: Scheduled<Void>)?
    /// Whether the newest request is a batch.
    private var isBatch = false
    private var pauseTimeout: Scheduled<Void>?
    private var answerTimeout: Scheduled<Void>?
    private var lastPiece = NIODeadline.now()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            received = 0
            let isFile = head.path?.hasPrefix(Self.filePath) ?? false
            isBatch = head.path?.hasPrefix(Self.batchPath) ?? false
            mayReceive = isBatch ? Self.mostBatchBytes : isFile ? Self.mostFileBytes : Self.mostBytes
            let seconds = isBatch ? Self.mostBatchSeconds : isFile ? Self.mostFileSeconds : Self.mostSeconds
            let channel = context.channel
            expectEnd(by: channel.eventLoop.now + .seconds(seconds), channel)
            if isBatch { watchPauses(context.channel, from: context.eventLoop.now) }
            if head.headerFields[.expect]?.lowercased() == "100-continue", unanswered == 0 {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
            unanswered += 1
        case .body(let buffer):
            received += buffer.readableBytes
            if isBatch { lastPiece = context.eventLoop.now }
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

    /// Cuts the sender off when the request has not ended at `due`.
    private func expectEnd(by due: NIODeadline, _ channel: any Channel) {
        self.due = due
        if let look {
            guard due < look.at else { return }
            look.task.cancel()
        }
        lookForEnd(at: due, channel)
    }

    private func lookForEnd(at moment: NIODeadline, _ channel: any Channel) {
        let task = channel.eventLoop.assumeIsolated().scheduleTask(deadline: moment) {
            self.look = nil
            guard let due = self.due else { return }
            if due <= channel.eventLoop.now {
                channel.close(promise: nil)
            } else {
                self.lookForEnd(at: due, channel)
            }
        }
        look = (moment, task)
    }

    /// Cuts the sender off when no piece came for too long; looks again only when the pause may have become too long.
    private func watchPauses(_ channel: any Channel, from start: NIODeadline) {
        lastPiece = start
        pauseTimeout?.cancel()
        scheduleLook(channel)
    }

    private func scheduleLook(_ channel: any Channel) {
        let due = lastPiece + .seconds(Self.mostBatchPause)
        pauseTimeout = channel.eventLoop.assumeIsolated().scheduleTask(deadline: due) {
            if channel.eventLoop.now - self.lastPiece >= .seconds(Self.mostBatchPause) {
                channel.close(promise: nil)
            } else {
                self.scheduleLook(channel)
            }
        }
    }

    /// A client of a batch that takes nothing of its answer for too long loses the connection, and the hub its spool.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        answerTimeout?.cancel()
        answerTimeout = nil
        if isBatch, !context.channel.isWritable {
            let channel = context.channel
            answerTimeout = context.eventLoop.scheduleTask(in: .seconds(Self.mostAnswerPause)) {
                channel.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopWaiting()
        look?.task.cancel()
        look = nil
        answerTimeout?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopWaiting()
        look?.task.cancel()
        look = nil
    }

    private func stopWaiting() {
        due = nil
        pauseTimeout?.cancel()
        pauseTimeout = nil
    }
}
