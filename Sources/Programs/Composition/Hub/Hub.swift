import Certificates
import EmbeddedPostgres
import Foundation
import Logging
import Operations
import Partners
import Postgres
import Quantities
import Settlement
import Signatures
import Storage
import Wire

/// A hub with its database, keys and use cases; a command's for a moment, or the server's for long.
public struct Hub: Sendable {
    /// How it was started.
    public let options: HubOptions
    /// The data directory and its certificates.
    public let directory: DataDirectory
    /// The hub's keys.
    public let keys: HubKeys
    /// What opening did to the database's schema.
    public let migration: Migrator.Report
    /// The settlement cycle.
    public let settlement: SettlementDesk
    /// What operators do with members.
    public let members: any MemberStore
    /// Where settlement folders wait to be pushed.
    public let deliveries: any DeliveryStore

    let cluster: EmbeddedCluster?
    let settings: StoreSettings
    let pool: PostgresPool
    let partners: any PartnerStore
    let settlementStore: any SettlementStore
    let maintenance: MaintenanceRun
    let logger: Logger

    /// Opens the data directory, the database and the keys, making what is missing.
    ///
    /// - Parameters:
    ///   - options: where everything is.
    ///   - mode: `serving` takes the data directory for itself; `visiting` works beside a hub that serves.
    /// - Throws: an error whose text says what is wrong and what to do.
    public static func open(_ options: HubOptions, mode: ClusterMode) async throws -> Hub {
        var logger = Logger(label: "clearinghouse")
        logger.logLevel = options.logLevel
        let directory = try DataDirectory(path: options.data, certs: options.certificates)
        let keys = try directory.hubKeys(identity(options), at: Date())
        let cluster: EmbeddedCluster?
        if options.databaseURL == nil {
            cluster = try await EmbeddedCluster.open(data: directory.path, mode: mode)
        } else {
            cluster = nil
        }
        do {
            return try await Hub(options, directory, keys, cluster, mode, logger)
        } catch {
            await cluster?.stop()
            throw error
        }
    }

    private init(
        _ options: HubOptions, _ directory: DataDirectory, _ keys: HubKeys, _ cluster: EmbeddedCluster?,
        _ mode: ClusterMode, _ logger: Logger
    ) async throws {
        let connectionString = cluster?.connectionString ?? options.databaseURL ?? ""
        self.options = options
        self.directory = directory
        self.keys = keys
        self.cluster = cluster
        self.logger = logger
        migration = try await Migrator(connectionString: connectionString).migrate()
        settings = StoreSettings(
            connectionString: connectionString, keeper: keys.identifiers, directory: CoalitionDirectory(),
            clockOffset: options.clockOffset)
        var pooling = PostgresPoolConfiguration(connectionString: connectionString, applicationName: "clearinghouse")
        pooling.settings = ["clearinghouse.origin": AuditOrigin.text(program: mode == .serving ? "serve" : "command")]
        pool = PostgresPool(pooling)
        partners = PostgresPartnerStore(settings, pool: pool)
        members = PostgresMemberStore(settings, pool: pool)
        let signer = keys.settlementSigner
        let sealing = FolderSealing(sha256: MessageDigest.sha256) { manifest, time in
            try signer.sign(manifest, signingTime: Date(timeIntervalSince1970: Double(time.seconds)))
        }
        settlementStore = PostgresSettlementStore(settings, pool: pool, sealing: sealing)
        maintenance = MaintenanceRun(store: PostgresMaintenanceStore(settings, pool: pool))
        deliveries = PostgresDeliveryStore(settings, pool: pool)
        settlement = SettlementDesk(
            store: settlementStore, maintenance: maintenance,
            keeper: FolderKeeping(dataFolder: directory.path), logger: logger)
        try await KeyCheck.compare(pool, keys.identifiers)
        _ = try await refreshTerms()
    }

    /// Ends connections and, where this hub runs it, the database.
    public func close() async {
        await pool.close()
        await cluster?.stop()
    }

    /// Reads the newest terms, so that this process binds to them.
    @discardableResult
    public func refreshTerms() async throws -> CoalitionTerms? {
        try await partners.current()
    }

    /// What applying a folder would change; changes nothing.
    public func planPartners(folder: String) async throws -> PartnerPlan {
        let now = Self.now
        let wanted = try Self.reader.read(folder: folder, effectiveNow: now)
        return try PartnerPlan(current: try await partners.current()?.snapshot, wanted: wanted, now: now)
    }

    /// Applies a folder in one transaction; when this returns every node binds to it before it posts again.
    public func applyPartners(folder: String, by actor: String) async throws -> PartnerPlan {
        let wanted = try Self.reader.read(folder: folder, effectiveNow: Self.now)
        return try await partners.apply(by: actor) { current, now in
            try PartnerPlan(current: current, wanted: wanted, now: now)
        }
    }

    /// Proves that the ledger agrees with itself, every statement file with the ledger, and the audit trail with its
    /// chain.
    public func audit() async throws -> AuditReport {
        let report = try await PostgresLedgerAudit(pool: pool).check()
        var findings = report.findings
        for cycle in try await settlement.list() where [.dispatched, .settled].contains(cycle.state) {
            let replay = try await settlement.replay(cycle.id)
            findings += replay.differing.map {
                AuditFinding(law: "statements", subject: $0, detail: "the file differs from what the ledger makes now")
            }
        }
        findings += [try await auditTrail.check().finding].compactMap(\.self)
        return AuditReport(
            issuers: report.issuers, postings: report.postings, messages: report.messages, findings: findings)
    }

    static var now: Instant {
        Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }

    static let reader = PartnerFileReader { pem, algorithm in
        guard let wanted = SignatureAlgorithm(rawValue: algorithm.rawValue) else { return "is of an unknown algorithm" }
        do {
            _ = try VerificationKey(pem: pem, algorithm: wanted)
            return nil
        } catch {
            return "does not serve \(algorithm.rawValue): \(error)"
        }
    }

    static func identity(_ options: HubOptions) -> HubIdentity {
        var names = ["localhost", "127.0.0.1", options.listenHost]
        if let host = options.publicURL.flatMap(URL.init(string:))?.host { names.insert(host, at: 0) }
        var seen: Set<String> = []
        let unique = names.filter { $0 != "0.0.0.0" && $0 != "::" && seen.insert($0).inserted }
        return HubIdentity(
            organization: "Coalition clearinghouse",
            serverNames: unique.compactMap { try? SubjectAlternativeName.host($0) })
    }
}
