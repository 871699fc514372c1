import Foundation
import Hummingbird
import Logging
import Metrics
import Operations
import PhoneNumbers
import Postgres
import Quantities
import ServiceLifecycle
import Signatures
import Storage
import Synchronization
import Telemetry
import UnixSignals
import Web

/// Where a hub can be reached.
public struct HubAddress: Hashable, Sendable {
    /// Host and port it listens on.
    public let listening: String
    /// What partners sign as its address.
    public let url: String
}

extension Hub {
    /// All metrics of this process; set up once, before the first is used.
    private static let metrics: PrometheusMetrics = {
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        return metrics
    }()

    /// Runs the API, the lanes and the workers until the task is cancelled or, where asked, a signal comes; then drains:
    /// requests under way are answered, lanes finish what was handed in, and nothing accepted is lost.
    ///
    /// - Parameters:
    ///   - stoppingOnSignals: whether SIGTERM and SIGINT drain the hub.
    ///   - onReady: told where the hub can be reached, once it takes requests.
    public func serve(
        stoppingOnSignals: Bool, onReady: @escaping @Sendable (HubAddress) async -> Void
    ) async throws {
        let metrics = Self.metrics
        FileDescriptors.raiseLimit()
        let port = options.listenPort == 0 ? try FreePort.find(host: options.listenHost) : options.listenPort
        let shownHost = options.listenHost.contains(":") ? "[\(options.listenHost)]" : options.listenHost
        let url = options.publicURL ?? "http://\(shownHost):\(port)"
        guard let address = PublicAddress(url: url) else {
            throw CommandFailure("--public-url takes an http or https address without a path, not “\(url)”.")
        }
        let answers = try SignedAnswerWriter(
            key: keys.receiptKey, keyID: keys.receiptKeyID, identifiers: keys.identifiers)
        let desk = ClearingDesk(
            laneCount: options.lanes, store: PostgresClearingStore(settings), answers: answers, clock: { Self.now },
            logger: logger)
        let pool = pool
        let parts = HubParts(
            desk: desk, directory: settings.directory, readings: PostgresReadings(settings, pool: pool),
            disputes: DisputeParts(acknowledgements: acknowledgements, disputes: disputes),
            identifiers: keys.identifiers,
            makePhoneNormaliser: { region in
                let normaliser = PhoneNumberNormaliser(region: region)
                return { normaliser($0) }
            },
            responseSigner: keys.responseSigner, keySet: keys.keySet, address: address,
            metricsText: { metrics.text }, isReady: { await PostgresHealth(pool: pool).isReachable() },
            reconciliations: reconciliations,
            batches: BatchParts(evidence: PostgresBatchEvidence(pool: pool), spoolFolder: directory.spool),
            refreshTerms: { _ = try? await refreshTerms() }, clock: { Self.now },
            logger: logger)
        let found = HubAddress(listening: "\(shownHost):\(port)", url: url)
        let application = HubApplication.make(parts, host: options.listenHost, port: port) { _ in
            await onReady(found)
        }
        var services: [any Service] = [DeskService(desk: desk)]
        if let cluster { services.insert(ClusterWatch(cluster: cluster), at: 0) }
        services += workers()
        services.append(application)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
                gracefulShutdownSignals: stoppingOnSignals ? [.sigterm, .sigint] : [], logger: logger))
        // A task of its own: whoever ends this one wants the hub drained, not torn down.
        let running = Task { try await group.run() }
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            Task { await group.triggerGracefulShutdown() }
        }
    }

    private func workers() -> [any Service] {
        let schedule = ScheduleWorker(
            desk: settlement, store: settlementStore, maintenance: maintenance, logger: logger)
        let delivery = DeliveryWorker(
            store: deliveries,
            pusher: FolderPushing(baseFolder: options.baseFolder, dataFolder: directory.path), logger: logger)
        let housekeeping = PostgresHousekeeping(settings, pool: pool)
        let payments = payments
        let settings = settings
        let answers = AcknowledgementWorker(
            store: acknowledgements,
            fetcher: FolderFetching(baseFolder: options.baseFolder, dataFolder: directory.path),
            verifier: SignedAcknowledgements(
                terms: { settings.directory.current?.snapshot }, clock: { Self.now }), logger: logger)
        return [
            PeriodicService(name: "schedule", interval: .seconds(1), logger: logger) { try await schedule.step() },
            PeriodicService(name: "terms", interval: .seconds(1), logger: logger) { try await refreshTerms() },
            PeriodicService(name: "housekeeping", interval: .seconds(60), logger: logger) {
                try await housekeeping.step()
            },
            DeliveryService(worker: delivery),
            // Before a coalition is applied nobody owes anything, and nobody has anything to answer.
            PeriodicService(name: "payments", interval: .seconds(1), logger: logger) {
                if settings.directory.current != nil { try await payments.step() }
            },
            PeriodicService(name: "overdue", interval: .seconds(3600), logger: logger) {
                guard settings.directory.current != nil else { return }
                try await payments.overdueStep()
                try await payments.keepMessages()
            },
            PeriodicService(name: "acknowledgements", interval: .seconds(2), logger: logger) {
                if settings.directory.current != nil { try await answers.step() }
            },
        ]
    }
}
