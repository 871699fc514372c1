import CoalitionTestKit
import Composition
import Foundation
import Logging
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities
import Signatures
import Storage
import Testing
import Web
import Wire

/// The real lanes over a database of their own, and nothing else of the hub; their clock can be set by hand.
struct LaneWorld: Sendable {
    let database: TestDatabase
    let settings: StoreSettings
    let pool: PostgresPool
    let lanes: ClearingDesk
    let partners: PostgresPartnerStore

    /// - Parameter connectionString: of the same database, where the lanes shall see it otherwise.
    init(_ database: TestDatabase, connectionString: String? = nil, lanes count: Int = 1) async throws {
        self.database = database
        let text = connectionString ?? database.connectionString
        _ = try await Migrator(connectionString: database.connectionString).migrate()
        let secret = (0..<32).map { UInt8($0) }
        let keeper = VaultIdentifierKeeper(vault: try IdentifierVault(masterSecret: secret))
        settings = StoreSettings(connectionString: text, keeper: keeper, directory: CoalitionDirectory())
        pool = PostgresPool(PostgresPoolConfiguration(connectionString: text, applicationName: "story"))
        lanes = ClearingDesk(
            laneCount: count, store: PostgresClearingStore(settings),
            answers: try SignedAnswerWriter(key: .generate(.ed25519), keyID: "receipts", identifiers: keeper),
            clock: { Instant(seconds: 0) }, logger: Self.logger)
        partners = PostgresPartnerStore(settings, pool: pool)
    }

    static let logger = Logger(label: "story") { _ in SwiftLogNoOpLogHandler() }

    /// Applies terms as `partners apply` does, without files.
    func apply(_ coalition: Coalition, _ all: [Partner], effectiveFrom: Instant? = nil) async throws {
        _ = try await partners.apply(by: "story") { current, now in
            try PartnerPlan(
                current: current,
                wanted: PartnerFolder(
                    coalition: coalition,
                    partners: all.map { PartnerFile(partner: $0, effectiveFrom: effectiveFrom) }), now: now)
        }
    }

    /// Hands a message in and waits for what becomes of it.
    func submit(_ message: VerifiedMessage) async throws -> (answer: JSONValue, isReplay: Bool) {
        let signature = SignatureFacts(
            partner: message.partner, keyID: "key", nonce: "\(UInt64.random(in: .min ... .max))",
            created: Instant(seconds: 0), signature: [], signatureBase: [])
        let outcome = try await lanes.submit(
            LaneRequest(
                signature: signature, revision: settings.directory.current?.snapshot.revision ?? 0,
                content: .message(message), deadline: Instant(seconds: 60)))
        switch outcome {
        case .answered(let answer, let isReplay): return (try JSONReader.read(answer.body), isReplay)
        case .refused(let refusal): return (.object(["code": .string(refusal.code.rawValue)]), false)
        case .clear, .outdated: throw StoryBroken("\(outcome)")
        }
    }
}

@Suite struct `Messages in one lane transaction` {
    @Test func `enrol, earn, spend, hold, capture and take back see those before them`() async throws {
        try await TestDatabase.with { database in
            let world = try await LaneWorld(database)
            try await world.apply(.sample(), [.sample(.grocery), .sample(.cafe)])
            let ana = Identifier.phone(1)
            let steps: [(PartnerID, String, MessageContent, Int64?)] = [
                (.grocery, "enrol", .enrolment(ana), nil), (.grocery, "earn", .purchase(10_000, by: ana), 100),
                (.cafe, "spend", .spending(60, by: ana), 40), (.cafe, "too-much", .spending(41, by: ana), nil),
                (.cafe, "hold", .spending(40, by: ana, capture: .later), 0),
                (.cafe, "capture", .capturing("hold", 30), 10),
                (.cafe, "closed", .voiding("hold"), nil), (.cafe, "return", .reversing("spend"), 70),
                (.grocery, "refund", .reversing("earn"), 0), (.grocery, "again", .reversing("earn"), nil),
            ]
            // The lane runs only once all stand in its queue, each behind the one before.
            let waiting = try await withThrowingTaskGroup(of: (Int, JSONValue).self) { group in
                for (place, step) in steps.enumerated() {
                    let message = VerifiedMessage.sample(
                        step.2, id: step.1, from: step.0, at: Instant(seconds: SystemSeconds.now))
                    group.addTask { (place, try await world.submit(message).answer) }
                    try await Task.sleep(for: .milliseconds(30))
                }
                group.addTask {
                    await world.lanes.run()
                    return (-1, .null)
                }
                var answers: [Int: JSONValue] = [:]
                for try await (place, answer) in group {
                    answers[place] = answer
                    if answers.count == steps.count { world.lanes.close() }
                }
                return answers
            }
            for (place, step) in steps.enumerated() {
                #expect(
                    waiting[place]?["balance"]?["available"]?.integer == step.3, "\(step.1): \(waiting[place] ?? .null)"
                )
            }
            #expect(try await world.number("select count(distinct xmin::text) from message") == 1)
            #expect(try await world.number("select count(*) from message") == Int64(steps.count))
            await world.pool.close()
        }
    }
}

enum SystemSeconds {
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}

extension LaneWorld {
    /// One number of the database.
    func number(_ sql: String) async throws -> Int64 {
        try await pool.withConnection { try $0.execute(Statement("story.\(sql.hashValue)", sql)).only().int64(0) }
    }
}
