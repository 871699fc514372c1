import Hummingbird
import Logging
import Messages
import NIOCore
import Signatures
import Telemetry

/// Answers every request to the hub: finds the route, takes the request in, has it answered, signs, counts.
struct HubResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let address: PublicAddress
    let keys: KeyDirectory
    let partners: PartnerRequests
    let batches: BatchRequests?
    let disputes: PartnerDisputes
    let open: OpenResources
    let sealer: ReplySealer
    let logger: Logger
    private let metrics = RequestMetrics()

    init(
        address: PublicAddress, keys: KeyDirectory, partners: PartnerRequests, batches: BatchRequests?,
        disputes: PartnerDisputes, open: OpenResources, sealer: ReplySealer, logger: Logger
    ) {
        self.address = address
        self.keys = keys
        self.partners = partners
        self.batches = batches
        self.disputes = disputes
        self.open = open
        self.sealer = sealer
        self.logger = logger
    }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let start = ContinuousClock.now
        let head = RequestIntake.head(of: request, at: address)
        let route = Route(path: head.path)
        let (reply, label) = try await answer(request, head, route)
        metrics.record(status: reply.status, method: head.method, route: route, took: ContinuousClock.now - start)
        return sealer.response(reply, to: head, label: label)
    }

    /// Does what may take long beside the connections' own loops, where every request of theirs would wait for it.
    private static func besideLoops<Value: Sendable>(
        _ body: @Sendable () async throws -> Value
    ) async rethrows -> Value {
        try await withTaskExecutorPreference(globalConcurrentExecutor, operation: body)
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
            case .batches:
                guard let batches else { return (.notFound, keys.current.label(of: head.fields)) }
                let answer = try await Self.besideLoops { try await batches.post(head, of: request) }
                return (answer.reply, answer.label)
            case .disputing(let disputing):
                let answer = try await Self.besideLoops {
                    try await partners.dispute(
                        try await RequestIntake.whole(head, of: request), disputing, with: disputes)
                }
                return (answer.reply, answer.label)
            case .reconciliations:
                let answer = try await Self.besideLoops {
                    try await partners.reconcile(try await RequestIntake.whole(head, of: request, taking: .csv))
                }
                return (answer.reply, answer.label)
            case .reading(let reading):
                let answer = try await Self.besideLoops {
                    try await partners.read(try await RequestIntake.whole(head, of: request), reading)
                }
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
}
