import CoalitionTestKit
import Disputes
import Foundation
import Operations
import PartnerClient
import Partners
import Payments
import Quantities
import ScenarioKit
import Settlement
import Storage

/// Everything the story is told with: the hub, the tills, the bank, the partners' inboxes, and what has happened so far.
final class Quarter {
    let hub: QuarterHub
    let files: CoalitionFolder
    let tills: Tills
    let bank: Bank
    let inboxes: [PartnerID: Inbox]
    /// What each partner has paid in, by cycle.
    private(set) var paidIn: [Int64: [PartnerID: Int64]] = [:]
    /// What was deposited and given back, by the fund's account.
    private(set) var deposits: [String: Int64] = [:]
    /// What the default of the quarter came to.
    var defaultReport: DefaultReport?
    /// Reminders that went out.
    var reminders = 0
    /// The message to the bank with the payment that it refused.
    var refusedMessage: String?

    private(set) var today: LocalDay
    private let folder: ScenarioFolder

    /// The repository's own folder, which holds `partners/`.
    static let repository: String = {
        var url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while url.path != "/", !FileManager.default.fileExists(atPath: url.appending(path: "Package.swift").path) {
            url.deleteLastPathComponent()
        }
        return url.path
    }()

    /// Runs a story in a hub of its own; the lanes post meanwhile.
    static func live(_ body: (Quarter) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh()
        let quarter = try await Quarter(database)
        let lanes = quarter.hub.world.lanes
        let running = Task { await lanes.run() }
        do {
            try await body(quarter)
        } catch {
            lanes.close()
            await running.value
            await quarter.hub.world.pool.close()
            try? await database.drop()
            throw error
        }
        lanes.close()
        await running.value
        await quarter.hub.world.pool.close()
        try await database.drop()
    }

    private init(_ database: TestDatabase) async throws {
        let folder = try ScenarioFolder()
        let start = StoryCalendar.beginning
        hub = try await QuarterHub(database, below: folder.path, start: start)
        files = try CoalitionFolder(repository: Self.repository, below: folder.path)
        self.folder = folder
        today = hub.zone.day(of: start)
        tills = Tills(try PurchaseFile.read(), world: hub.world, zone: hub.zone)
        let coalition = try files.read(now: start)
        try await hub.world.apply(coalition)
        bank = try Bank(
            account: coalition.coalition.operatorAccount?.iban ?? "", folder: folder.path + "/from-bank")
        var inboxes: [PartnerID: Inbox] = [:]
        for partner in files.partners {
            inboxes[partner] = Inbox(
                partner: partner, path: "\(files.inboxes)/\(partner)", keyFile: files.keyFile(of: partner),
                trust: hub.trust)
        }
        self.inboxes = inboxes
    }

    /// The partners, by id.
    var partners: [PartnerID] { inboxes.keys.sorted() }

    func inbox(of partner: PartnerID) throws -> Inbox {
        guard let inbox = inboxes[partner] else { throw StoryBroken("there is no \(partner)") }
        return inbox
    }

    /// Moves the story's clock on.
    func at(_ day: LocalDay, _ hour: Int64, _ minute: Int64 = 0) async throws {
        today = day
        try await hub.clock.set(hub.zone.instant(of: day, secondOfDay: hour * 3600 + minute * 60))
    }

    /// The day's business at the tills, told in the evening.
    func sell() async throws {
        try await at(today, 23, 59)
        try await tills.sell(on: today)
    }

    /// Applies the partner files as they are now.
    func applyFiles() async throws {
        let now = hub.zone.instant(of: today)
        try await hub.world.apply(try files.read(now: now))
    }

    /// Remembers a deposit; below zero one that was given back.
    func remember(_ amount: Int64, in fund: FundKind, of partner: PartnerID) {
        deposits["\(fund.rawValue):\(partner)", default: 0] += amount
    }

    /// What the ledger holds by issuer.
    func ledger() async throws -> AuditReport {
        try await PostgresLedgerAudit(pool: hub.world.pool).check()
    }

    /// Remembers what a partner paid for a cycle.
    func remember(_ amount: Int64, from partner: PartnerID, for cycle: Int64) {
        paidIn[cycle, default: [:]][partner, default: 0] += amount
    }
}
