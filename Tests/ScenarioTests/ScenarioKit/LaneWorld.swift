import CoalitionTestKit
import Composition
import Logging
import Messages
import Operations
import Partners
import Postgres
import Quantities
import Signatures
import Storage
import Web
import Wire

/// The real lanes over a database of their own, and nothing else of the hub; their clock can be set by hand.
public struct LaneWorld: Sendable {
    /// The database.
    public let database: TestDatabase
    /// What every store of this world takes.
    public let settings: StoreSettings
    /// Its connections.
    public let pool: PostgresPool
    /// Where messages are handed in; whoever makes the world runs and closes it.
    public let lanes: ClearingDesk
    /// Its terms.
    public let partners: PostgresPartnerStore

    /// - Parameters:
    ///   - connectionString: of the same database, where the lanes shall see it otherwise.
    ///   - count: how many lanes.
    public init(_ database: TestDatabase, connectionString: String? = nil, lanes count: Int = 1) async throws {
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

    /// Says nothing.
    public static let logger = Logger(label: "story") { _ in SwiftLogNoOpLogHandler() }

    /// Applies terms as `partners apply` does, without files.
    public func apply(_ coalition: Coalition, _ all: [Partner], effectiveFrom: Instant? = nil) async throws {
        try await apply(
            PartnerFolder(
                coalition: coalition, partners: all.map { PartnerFile(partner: $0, effectiveFrom: effectiveFrom) }))
    }

    /// Applies what a folder of partner files says.
    public func apply(_ wanted: PartnerFolder) async throws {
        _ = try await partners.apply(by: "story") { current, now in
            try PartnerPlan(current: current, wanted: wanted, now: now)
        }
    }

    /// Hands a message in and waits for what becomes of it.
    public func submit(_ message: VerifiedMessage) async throws -> (answer: JSONValue, isReplay: Bool) {
        switch try await outcome(of: message) {
        case .answered(let answer, let isReplay): return (try JSONReader.read(answer.body), isReplay)
        case .refused(let refusal): return (.object(["code": .string(refusal.code.rawValue)]), false)
        case .clear, .outdated: throw StoryBroken("\(message.message.messageID) was not decided")
        }
    }

    /// Hands a message in and waits for what becomes of it; nothing is read of the answer.
    public func outcome(of message: VerifiedMessage) async throws -> LaneOutcome {
        let signature = SignatureFacts(
            partner: message.partner, keyID: "key", nonce: "\(UInt64.random(in: .min ... .max))",
            created: Instant(seconds: 0), signature: [], signatureBase: [])
        return try await lanes.submit(
            LaneRequest(
                signature: signature, revision: settings.directory.current?.snapshot.revision ?? 0,
                content: .message(message), deadline: Instant(seconds: 60)))
    }
}
