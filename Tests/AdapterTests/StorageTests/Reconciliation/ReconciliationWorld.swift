import Clearing
import CoalitionTestKit
import Logging
import Messages
import Operations
import Partners
import Postgres
import Quantities
import Reconciliation
import Storage
import Synchronization
import Wire

/// A coalition in a database of its own, whose answers are those that partners get, and its desk for comparing days.
final class ReconciliationWorld: Sendable {
    let pool: PostgresPool
    let store: PostgresReconciliationStore
    let desk: ReconciliationDesk
    let zone: ZoneRules
    /// A day that is over, in the coalition's time zone.
    let day: LocalDay
    private let lanes: ClearingDesk
    private let settings: StoreSettings
    private let count = Mutex(0)

    static func with(_ body: @Sendable (ReconciliationWorld) async throws -> Void) async throws {
        try await TestDatabase.with { database in
            _ = try await Migrator(connectionString: database.connectionString).migrate()
            let settings = StoreSettings(
                connectionString: database.connectionString, keeper: PlainKeeper(), directory: CoalitionDirectory(),
                clockOffset: { 0 })
            let pool = database.pool(connections: 8)
            let sample = Coalition.sample()
            let coalition = Coalition(
                name: sample.name, currency: sample.currency, timeZone: "Europe/Bucharest",
                defaultRegion: sample.defaultRegion, cardPrefix: sample.cardPrefix, pointValue: sample.pointValue,
                settlement: CoalitionSettlement())
            _ = try await PostgresPartnerStore(settings, pool: pool).apply(by: "tests") { current, now in
                try PartnerPlan(
                    current: current,
                    wanted: PartnerFolder(
                        coalition: coalition,
                        partners: [Partner.sample(.grocery), .sample(.cafe)].map {
                            PartnerFile(partner: $0, effectiveFrom: $0.contracts[0].effectiveFrom)
                        }),
                    now: now)
            }
            let world = try await ReconciliationWorld(settings, pool)
            let running = Task { await world.lanes.run() }
            do {
                try await body(world)
            } catch {
                world.lanes.close()
                throw error
            }
            world.lanes.close()
            await running.value
            await pool.close()
        }
    }

    private init(_ settings: StoreSettings, _ pool: PostgresPool) async throws {
        self.settings = settings
        self.pool = pool
        store = PostgresReconciliationStore(settings, pool: pool)
        desk = ReconciliationDesk(
            store: store, directory: settings.directory,
            sha256: { sha256($0).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() })
        lanes = ClearingDesk(
            laneCount: 3, store: PostgresClearingStore(settings), answers: WrittenAnswers(),
            clock: { Instant(seconds: 0) }, logger: SettlementWorld.logger)
        guard let terms = settings.directory.current else { throw CancellationError() }
        zone = terms.zone
        let now = try await pool.withConnection { connection in
            try connection.execute(
                Statement("tests.now", "select extract(epoch from clock_timestamp())::bigint as now")
            ).only().int64("now")
        }
        day = terms.zone.day(of: Instant(seconds: now)).adding(days: -3)
    }

    /// A moment of the day, in seconds after its local midnight.
    func moment(_ second: Int64) -> Instant { zone.instant(of: day).advanced(bySeconds: second) }

    /// Posts a message through a real lane.
    func post(
        _ content: MessageContent, _ id: String, from partner: PartnerID = .grocery, at instant: Instant? = nil,
        body: String = ""
    ) async throws {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let facts = SignatureFacts(
            partner: partner, keyID: "key", nonce: "nonce-\(number)", created: Instant(seconds: 0),
            signature: [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)], signatureBase: [])
        let verifier = MessageVerifier<PartnerID> { (_: PartnerID) throws(Refusal) in facts }
        let message = try verifier.verify(partner, body: Array(body.utf8)).carrying(
            UnverifiedMessage(
                messageID: id, occurredAt: instant ?? moment(43_200), content: content,
                contentDigest: ContentDigest(bytes: Array("\(id) \(content)".utf8))))
        _ = try await lanes.submit(
            LaneRequest(
                signature: facts, revision: settings.directory.current?.snapshot.revision ?? 0,
                content: .message(message), deadline: Instant(seconds: 60)))
    }

    /// Compares a day of `grocery`.
    func compare(_ rows: [String], day: LocalDay? = nil) async throws -> ReconciliationReport {
        let text = (["message_id,kind,points,amount"] + rows).joined(separator: "\r\n") + "\r\n"
        return try await desk.reconcile(Array(text.utf8), day: day ?? self.day, of: .grocery, by: "partner:grocery")
    }
}

/// Answers as partners get them, with a short receipt.
private struct WrittenAnswers: AnswerWriter {
    func answer(_ posted: PostedMessage, to message: VerifiedMessage, cycle: Int64, at now: Instant) -> StoredAnswer {
        StoredAnswer(
            status: 201, body: AnswerDocument.json(posted, to: message.message, member: "m", receipt: "a.b.c"))
    }

    func answer(_ refusal: Refusal, to message: VerifiedMessage, cycle: Int64, at now: Instant) -> StoredAnswer {
        StoredAnswer(status: 422, body: Array(#"{"code":"\#(refusal.code.rawValue)"}"#.utf8))
    }
}
