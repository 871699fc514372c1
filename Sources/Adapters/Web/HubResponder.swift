import Hummingbird
import Logging
import Messages
import Metrics
import NIOCore
import Signatures
import Telemetry

/// Answers every request to the hub: finds the route, takes the request in, has it answered, signs, counts.
struct HubResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let address: PublicAddress
    let keys: KeyDirectory
    let partners: PartnerRequests
    let disputes: PartnerDisputes
    let open: OpenResources
    let sealer: ReplySealer
    let logger: Logger

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let start = ContinuousClock.now
        let head = RequestIntake.head(of: request, at: address)
        let route = Route(path: head.path)
        let (reply, label) = try await answer(request, head, route)
        record(reply, head, route, took: ContinuousClock.now - start)
        return sealer.response(reply, to: head, label: label)
    }

    /// Refusals are tested in the order of PROTOCOL.md section 2; a path or method that is not served comes first.
    private func answer(
        _ request: Request, _ head: RequestMessage, _ route: Route?
    ) async throws -> (Reply, label: String?) {
        guard let route else { return (.notFound, keys.current.label(of: head.fields)) }
        guard route.methods.contains(head.method) else {
            return (.methodNotAllowed(route.methods), keys.current.label(of: head.fields))
        }
        do {
            switch route {
            case .open(let resource):
                return (await open.reply(to: resource), keys.current.label(of: head.fields))
            case .posted(let posted):
                let answer = try await partners.post(try await RequestIntake.whole(head, of: request), as: posted)
                return (answer.reply, answer.label)
            case .disputing(let disputing):
                let answer = try await partners.dispute(
                    try await RequestIntake.whole(head, of: request), disputing, with: disputes)
                return (answer.reply, answer.label)
            case .reconciliations:
                let answer = try await partners.reconcile(
                    try await RequestIntake.whole(head, of: request, taking: .csv))
                return (answer.reply, answer.label)
            case .reading(let reading):
                let answer = try await partners.read(try await RequestIntake.whole(head, of: request), reading)
                return (answer.reply, answer.label)
            }
        } catch let refusal as Refusal {
            return (Reply(refusal), keys.current.label(of: head.fields))
        } catch let error where error is CancellationError || error is ChannelError {
            // The sender is gone; there is nobody to answer.
            throw error
        } catch {
            // The kind of error only: its text might quote the request.
            logger.error("a request could not be answered", metadata: [LogKey.error: "\(type(of: error))"])
            return (.internalError, keys.current.label(of: head.fields))
        }
    }

    private static let namedMethods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private func record(_ reply: Reply, _ head: RequestMessage, _ route: Route?, took duration: Duration) {
        let template = route?.template ?? "none"
        let method = Self.namedMethods.contains(head.method) ? head.method : "other"
        Counter(
            label: MetricName.requests,
            dimensions: [("route", template), ("method", method), ("status", String(reply.status))]
        ).increment()
        Metrics.Timer(label: MetricName.requestDuration, dimensions: [("route", template)])
            .recordNanoseconds(
                Int64(clamping: duration.components.seconds) * 1_000_000_000
                    + duration.components.attoseconds / 1_000_000_000)
    }
}
