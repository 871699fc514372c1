import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Operations
import Quantities
import Signatures

/// What the hub's HTTP service is made of.
public struct HubParts: Sendable {
    /// Where messages and nonces go.
    public let desk: ClearingDesk
    /// The terms that bind.
    public let directory: CoalitionDirectory
    /// What partners may read.
    public let readings: any Readings
    /// Where statements' acknowledgements and disputes are kept; `nil` on a hub without them.
    public let disputes: DisputeParts?
    /// Compares partners' days with the hub's; `nil` serves no such path.
    public let reconciliations: ReconciliationDesk?
    /// Takes batches; `nil` on a hub without them.
    public let batches: BatchParts?
    /// Knows the partners' pseudonyms for members.
    public let identifiers: any IdentifierKeeper
    /// Makes readers of national phone numbers, one for each region.
    public let makePhoneNormaliser: PhoneNormaliserMaker
    /// Signs responses.
    public let responseSigner: ResponseSigner
    /// The public halves of the hub's keys for responses and receipts.
    public let keySet: JSONWebKeySet
    /// Where partners find the hub; what they sign.
    public let address: PublicAddress
    /// All metrics in the text format of Prometheus.
    public let metricsText: @Sendable () -> String
    /// Whether messages can be taken now.
    public let isReady: @Sendable () async -> Bool
    /// Has this node see the newest terms; asked when a key is not known, so it must be cheap when there are none.
    public let refreshTerms: @Sendable () async -> Void
    /// The node's own clock, for the age of signatures and for deadlines.
    public let clock: @Sendable () -> Instant
    /// Where mistakes are logged, without member data.
    public let logger: Logger

    /// A service of these parts.
    public init(
        desk: ClearingDesk, directory: CoalitionDirectory, readings: any Readings,
        disputes: DisputeParts? = nil, identifiers: any IdentifierKeeper,
        makePhoneNormaliser: @escaping PhoneNormaliserMaker,
        responseSigner: ResponseSigner, keySet: JSONWebKeySet, address: PublicAddress,
        metricsText: @escaping @Sendable () -> String, isReady: @escaping @Sendable () async -> Bool,
        reconciliations: ReconciliationDesk? = nil, batches: BatchParts? = nil,
        refreshTerms: @escaping @Sendable () async -> Void = {}, clock: @escaping @Sendable () -> Instant,
        logger: Logger
    ) {
        self.desk = desk
        self.directory = directory
        self.readings = readings
        self.reconciliations = reconciliations
        self.batches = batches
        self.disputes = disputes
        self.identifiers = identifiers
        self.makePhoneNormaliser = makePhoneNormaliser
        self.responseSigner = responseSigner
        self.keySet = keySet
        self.address = address
        self.metricsText = metricsText
        self.isReady = isReady
        self.refreshTerms = refreshTerms
        self.clock = clock
        self.logger = logger
    }
}

/// The hub's HTTP service.
public enum HubApplication {
    /// Seconds after which an idle connection is closed.
    static let idleSeconds: Int64 = 60

    /// Makes the service; it listens once it is run, and ends with graceful shutdown.
    ///
    /// - Parameters:
    ///   - host: the address to listen on, such as `127.0.0.1`.
    ///   - port: 0 for any free one.
    ///   - onListening: told the port once connections are taken.
    public static func make(
        _ parts: HubParts, host: String, port: Int, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestGuard()], idleTimeout: .seconds(idleSeconds))
        return Application(
            responder: responder(parts),
            server: HTTPServerBuilder { LoopBoundChannel(http: HTTP1Channel(responder: $0, configuration: channel)) },
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: Logger(label: parts.logger.label) { _ in RequestLogHandler(parts.logger) })
    }

    private static func responder(_ parts: HubParts) -> HubResponder {
        let keys = KeyDirectory(terms: parts.directory, makeNormaliser: parts.makePhoneNormaliser)
        let readings = PartnerReadings(store: parts.readings, identifiers: parts.identifiers)
        return HubResponder(
            address: parts.address, keys: keys,
            partners: PartnerRequests(
                keys: keys, desk: parts.desk, readings: readings, reconciliations: parts.reconciliations,
                clock: parts.clock, refreshTerms: parts.refreshTerms),
            batches: parts.batches.map { batches in
                BatchRequests(
                    parts: batches, keys: keys, desk: parts.desk, clock: parts.clock, refreshTerms: parts.refreshTerms,
                    logger: parts.logger)
            },
            disputes: PartnerDisputes(parts: parts.disputes),
            open: OpenResources(keySet: parts.keySet, metricsText: parts.metricsText, isReady: parts.isReady),
            sealer: ReplySealer(signer: parts.responseSigner, clock: parts.clock, logger: parts.logger),
            logger: parts.logger)
    }
}
