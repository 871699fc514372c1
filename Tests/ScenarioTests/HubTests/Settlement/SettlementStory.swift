import CoalitionTestKit
import Foundation
import LoopbackServers
import Members
import Messages
import Operations
import PartnerClient
import Partners
import Postgres
import Quantities
import ScenarioKit
import Settlement
import Signatures
import Storage
import Synchronization
import Web

@testable import Composition

/// A coalition of three with bank accounts and folders of their own, on a real database; its hub is any number of nodes,
/// one after the other or at once, over one data directory.
final class SettlementStory: Sendable {
    static let account = "RO49AAAA1B31007593840000"
    static let bakery = PartnerID.of("bakery")
    static let members: [PartnerID] = [bakery, .cafe, .grocery]

    let folder: ScenarioFolder
    let database: TestDatabase
    /// A node that is never cut off; it posts what members do, and looks.
    let hub: Hub
    let bank: StoryBank
    private let lanes: ClearingDesk
    private let messages = Mutex(0)

    /// Where partners find their folders, one below the other.
    var inbox: String { folder.path + "/inbox" }
    /// Where the hub keeps every folder.
    var kept: String { hub.directory.settlements }

    /// Runs `body` in a story of its own, and afterwards lets the hub audit itself.
    static func run(
        approvals: Int64 = 0, payCreditors: CreditorPayment = .funded, disputes: DisputeTerms? = nil,
        _ body: @Sendable (SettlementStory) async throws -> Void
    ) async throws {
        let folder = try ScenarioFolder()
        try await TestDatabase.with { database in
            let hub = try await open(folder, database)
            let story = try SettlementStory(folder, database, hub)
            let terms = CoalitionSettlement(approvals: approvals, payCreditors: payCreditors, disputes: disputes)
            try await story.apply(terms)
            let posting = Task { await story.lanes.run() }
            do {
                try await story.post(.enrolment(.phone(1)))
                try await story.post(.purchase(5_000_000_000, by: .phone(1)))
                try await body(story)
                let audit = try await hub.audit()
                guard audit.findings.isEmpty else { throw StoryBroken("\(audit.findings)") }
            } catch {
                story.lanes.close()
                await hub.close()
                throw error
            }
            story.lanes.close()
            await posting.value
            await hub.close()
        }
    }

    private init(_ folder: ScenarioFolder, _ database: TestDatabase, _ hub: Hub) throws {
        self.folder = folder
        self.database = database
        self.hub = hub
        bank = try StoryBank(account: Self.account, folder: folder.path + "/bank")
        lanes = ClearingDesk(
            laneCount: 1, store: PostgresClearingStore(hub.settings),
            answers: try SignedAnswerWriter(
                key: .generate(.ed25519), keyID: "receipts", identifiers: hub.keys.identifiers),
            clock: { Instant(seconds: 0) }, logger: hub.logger)
    }

    /// One more node of this hub.
    func node() async throws -> Hub { try await Self.open(folder, database) }

    private static func open(_ folder: ScenarioFolder, _ database: TestDatabase) async throws -> Hub {
        var options = Scenario.options(folder, database.connectionString)
        options.certificates = nil
        return try await Hub.open(options, mode: .visiting)
    }

    /// Applies terms; every partner is active.
    func apply(_ settlement: CoalitionSettlement) async throws {
        let sample = Coalition.sample()
        let coalition = Coalition(
            name: sample.name, currency: sample.currency, timeZone: sample.timeZone,
            defaultRegion: sample.defaultRegion, cardPrefix: sample.cardPrefix, pointValue: sample.pointValue,
            settlement: settlement,
            operatorAccount: BankAccount(iban: Self.account, bic: "AAAAROBU", holder: "Operator"))
        let partners = Self.members.enumerated().map { place, id in
            let sample = Partner.sample(id)
            let account = BankAccount(iban: "RO49AAAA1B3100759384900\(place)", bic: "AAAAROBU", holder: id.text)
            return Partner(
                id: id, name: sample.name, kind: sample.kind, status: .active, keys: [], contracts: sample.contracts,
                settlement: PartnerSettlement(
                    account: account, deliveries: [DeliveryTarget(url: "file://\(inbox)/")]))
        }
        _ = try await hub.partners.apply(by: "story") { current, now in
            try PartnerPlan(
                current: current,
                wanted: PartnerFolder(
                    coalition: coalition,
                    partners: partners.map { PartnerFile(partner: $0, effectiveFrom: $0.contracts[0].effectiveFrom) }),
                now: now)
        }
    }

    /// Posts a message through a real lane.
    func post(_ content: MessageContent, from partner: PartnerID = .grocery, id: String? = nil) async throws {
        let number = messages.withLock { count in
            count += 1
            return count
        }
        let message = VerifiedMessage.sample(
            content, id: id ?? "m-\(number)", from: partner, at: Instant(seconds: SystemClock.seconds()))
        let signature = SignatureFacts(
            partner: partner, keyID: "key", nonce: "nonce-\(number)", created: Instant(seconds: 0), signature: [],
            signatureBase: [])
        let outcome = try await lanes.submit(
            LaneRequest(
                signature: signature, revision: hub.settings.directory.current?.snapshot.revision ?? 0,
                content: .message(message), deadline: Instant(seconds: 60)))
        guard case .answered(let answer, _) = outcome, answer.status == 201 else { throw StoryBroken("\(outcome)") }
    }

    /// The member spends points of the grocer's elsewhere, so that the grocer owes the others.
    ///
    /// - Returns: the open cycle, in which that counts.
    func trade(_ random: inout ModelRandom) async throws -> Int64 {
        try await post(.spending(Int64(random.number(1_000...50_000)), by: .phone(1)), from: .cafe)
        try await post(.spending(Int64(random.number(1_000...50_000)), by: .phone(1)), from: Self.bakery)
        return try await number("select id from cycle where state = 'open'")
    }

    /// One number of the database.
    func number(_ sql: String) async throws -> Int64 {
        try await hub.pool.withConnection { try $0.execute(Statement("story.\(sql.hashValue)", sql)).only().int64(0) }
    }

    /// One text of the database.
    func text(_ sql: String) async throws -> String {
        try await hub.pool.withConnection { try $0.execute(Statement("story.\(sql.hashValue)", sql)).only().text(0) }
    }

    /// Changes what no store would.
    func change(_ sql: String) async throws {
        try await hub.pool.withConnection { try $0.simple(sql, name: "story.change") }
    }

    /// Time goes by: leases of nodes that are gone run out, and pauses between attempts end.
    func timePasses() async throws {
        try await change(
            """
            update delivery set next_attempt_at = queued_at, leased_until = leased_until - interval '1 hour'
            where state in ('waiting', 'running')
            """)
    }
}
