import COpenSSL
import Clearing
import CoalitionTestKit
import Logging
import Messages
import Operations
import Partners
import Postgres
import Quantities
import Settlement
import Storage
import Synchronization

/// A small coalition in a database of its own, with real lanes, whose clock is moved by hand.
final class SettlementWorld: Sendable {
    let database: TestDatabase
    let pool: PostgresPool
    let settings: StoreSettings
    let store: PostgresSettlementStore
    let deliveries: PostgresDeliveryStore
    let maintenance: PostgresMaintenanceStore
    let desk: SettlementDesk
    let kept = KeptFolders()
    private let lanes: ClearingDesk
    private let clock: SharedOffset
    private let count = Mutex(0)

    static let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
    static let sealing = FolderSealing(sha256: sha256) { bytes, time in
        Array("signed at \(time): ".utf8) + sha256(bytes)
    }

    /// Runs `body` in a world of its own; the lanes post meanwhile.
    ///
    /// - Parameter before: what is done to the empty database first.
    static func with(
        approvals: Int64 = 2, schedule: SettlementSchedule = .manual, cutOff: String? = nil, minimumPayment: Int64 = 0,
        partners: [Partner] = [.sample(.grocery), .sample(.cafe)],
        before: @Sendable (TestDatabase) async throws -> Void = { _ in },
        _ body: @Sendable (SettlementWorld) async throws -> Void
    ) async throws {
        try await TestDatabase.with { database in
            try await before(database)
            _ = try await Migrator(connectionString: database.connectionString).migrate()
            let world = SettlementWorld(database)
            let settlement = CoalitionSettlement(
                schedule: schedule, cutOff: cutOff, minimumPayment: minimumPayment, approvals: approvals)
            try await world.apply(settlement, partners)
            let running = Task { await world.lanes.run() }
            do {
                try await body(world)
            } catch {
                world.lanes.close()
                throw error
            }
            world.lanes.close()
            await running.value
            await world.pool.close()
        }
    }

    private init(_ database: TestDatabase) {
        self.database = database
        pool = database.pool(connections: 12)
        let offset = SharedOffset()
        settings = StoreSettings(
            connectionString: database.connectionString, keeper: PlainKeeper(), directory: CoalitionDirectory(),
            clockOffset: { offset.microseconds })
        clock = offset
        store = PostgresSettlementStore(settings, pool: pool, sealing: Self.sealing)
        deliveries = PostgresDeliveryStore(settings, pool: pool)
        maintenance = PostgresMaintenanceStore(settings, pool: pool)
        desk = SettlementDesk(
            store: store, maintenance: MaintenanceRun(store: maintenance, chunk: 2), keeper: kept, logger: Self.logger)
        lanes = ClearingDesk(
            laneCount: 3, store: PostgresClearingStore(settings), answers: PlainAnswers(),
            clock: { Instant(seconds: 0) }, logger: Self.logger)
    }

    /// Moves this world's clock on.
    func pass(days: Int64) { clock.add(days * 86_400_000_000) }

    /// Applies terms as `partners apply` does.
    func apply(
        _ settlement: CoalitionSettlement, _ partners: [Partner], calendars: [String: HolidayList] = [:]
    ) async throws {
        let sample = Coalition.sample()
        let coalition = Coalition(
            name: sample.name, currency: sample.currency, timeZone: sample.timeZone,
            defaultRegion: sample.defaultRegion, cardPrefix: sample.cardPrefix, pointValue: sample.pointValue,
            settlement: settlement, calendars: calendars)
        _ = try await PostgresPartnerStore(settings, pool: pool).apply(by: "tests") { current, now in
            try PartnerPlan(
                current: current,
                wanted: PartnerFolder(
                    coalition: coalition,
                    partners: partners.map { PartnerFile(partner: $0, effectiveFrom: $0.contracts[0].effectiveFrom) }),
                now: now)
        }
    }

    /// Posts a message through a real lane and answers its outcome.
    @discardableResult
    func post(_ content: MessageContent, from partner: PartnerID = .grocery, id: String? = nil) async throws -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let now = try await scalar("select extract(epoch from clock_timestamp())::bigint")
        let message = VerifiedMessage.sample(
            content, id: id ?? "m-\(number)", from: partner,
            at: Instant(microseconds: now * 1_000_000 + clock.microseconds))
        let signature = SignatureFacts(
            partner: partner, keyID: "key", nonce: "nonce-\(number)", created: Instant(seconds: 0),
            signature: [UInt8(truncatingIfNeeded: number)], signatureBase: [])
        let outcome = try await lanes.submit(
            LaneRequest(
                signature: signature, revision: settings.directory.current?.snapshot.revision ?? 0,
                content: .message(message), deadline: Instant(seconds: 60)))
        guard case .answered(let answer, _) = outcome else { return "\(outcome)" }
        return String(decoding: answer.body, as: UTF8.self)
    }

    /// Answers one number.
    func scalar(_ sql: String) async throws -> Int64 {
        try await pool.withConnection { connection in
            try connection.execute(Statement("tests.\(sql.hashValue)", sql)).only().int64(0)
        }
    }

    /// Changes what no store would.
    func run(_ sql: String) async throws {
        try await pool.withConnection { try $0.simple(sql, name: "tests.script") }
    }
}

/// Microseconds that all parts of a world add to the database's clock.
final class SharedOffset: Sendable {
    private let value = Mutex<Int64>(0)
    var microseconds: Int64 { value.withLock { $0 } }
    func add(_ microseconds: Int64) { value.withLock { $0 += microseconds } }
}

/// Identifiers kept readable, for tests only.
struct PlainKeeper: IdentifierKeeper {
    func lookup(_ identifier: String) -> [UInt8] { sha256(Array(identifier.utf8)) }
    func seal(_ identifier: String) -> [UInt8] { Array(identifier.utf8) }
    func open(_ sealed: [UInt8]) -> String? { String(decoding: sealed, as: UTF8.self) }
    func pseudonym(of member: UniqueID, for partner: PartnerID) -> String {
        sha256(Array("\(partner) \(member)".utf8)).prefix(8).map { String($0, radix: 16) }.joined()
    }
}

/// Answers that say the outcome and nothing else.
struct PlainAnswers: AnswerWriter {
    func answer(_ posted: PostedMessage, to message: VerifiedMessage, cycle: Int64, at now: Instant) -> StoredAnswer {
        StoredAnswer(status: 201, body: Array("posted in \(cycle)".utf8))
    }

    func answer(_ refusal: Refusal, to message: VerifiedMessage, cycle: Int64, at now: Instant) -> StoredAnswer {
        StoredAnswer(status: 422, body: Array(refusal.code.rawValue.utf8))
    }
}

/// Folders as a data directory would keep them.
actor KeptFolders: FolderKeeper {
    private(set) var folders: [FolderKey: [FolderFile]] = [:]
    func isKept(_ folder: FolderKey) -> Bool { folders[folder] != nil }
    func keep(_ folder: FolderKey, files: [FolderFile]) throws(FolderKeepingError) { folders[folder] = files }
    func forget() { folders = [:] }
}

/// The real SHA-256.
@Sendable func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    return digest
}
