import BankFiles
import Certificates
import CoalitionTestKit
import Foundation
import Operations
import Partners
import Payments
import PartnerClient
import Quantities
import ScenarioKit
import Settlement
import Signatures
import Storage
import Wire

@testable import Composition

/// The hub's desks and workers over one database whose clock is set by hand, put together as the program does.
struct QuarterHub {
    let world: LaneWorld
    let clock: HandClock
    let zone: ZoneRules
    /// Its data directory.
    let data: DataDirectory
    /// What partners hold to be the hub's.
    let trust: HubTrust
    let settlement: SettlementDesk
    let schedule: ScheduleWorker
    let delivery: DeliveryWorker
    let payments: PaymentDesk
    let adjustments: PostgresAdjustmentStore
    let acknowledgements: PostgresAcknowledgementStore
    let answers: AcknowledgementWorker
    let disputes: PostgresDisputeStore
    let books: BooksDesk

    /// A hub on an empty database; its keys and folders lie below `folder`.
    ///
    /// - Parameter start: before the story begins; the hub's certificates are made then.
    init(_ database: TestDatabase, below folder: String, start: Instant) async throws {
        let clock = try await HandClock(database)
        try await clock.set(start)
        let world = try await LaneWorld(database, connectionString: clock.connectionString, lanes: 2)
        let (settings, pool, logger) = (world.settings, world.pool, LaneWorld.logger)
        // The schema opens the first cycle by the real clock.
        try await pool.withConnection {
            try $0.simple("update cycle set opened_at = to_timestamp(\(start.seconds))", name: "story.first-cycle")
        }
        guard let zone = ZoneRules(iana: "Europe/Bucharest") else { throw StoryBroken("no zone database") }
        let data = try DataDirectory(path: folder + "/data")
        let made = Date(timeIntervalSince1970: Double(start.seconds))
        let keys = try data.hubKeys(
            HubIdentity(organization: "Story", serverNames: [try .host("localhost")]), at: made)
        let authority = "\(data.certificates.publicDirectory)/\(CertificateStore.authorityName).pem"
        let signer = keys.settlementSigner
        let sealing = FolderSealing(sha256: MessageDigest.sha256) { manifest, time in
            try signer.sign(manifest, signingTime: Date(timeIntervalSince1970: Double(time.seconds)))
        }
        let maintenance = MaintenanceRun(store: PostgresMaintenanceStore(settings, pool: pool))
        let store = PostgresSettlementStore(settings, pool: pool, sealing: sealing)
        let settlement = SettlementDesk(
            store: store, maintenance: maintenance, keeper: FolderKeeping(dataFolder: data.path), logger: logger)
        let adjustments = PostgresAdjustmentStore(settings, pool: pool)
        let acknowledgements = PostgresAcknowledgementStore(settings, pool: pool)
        self.world = world
        self.clock = clock
        self.zone = zone
        self.data = data
        trust = try HubTrust(files: [authority])
        self.settlement = settlement
        schedule = ScheduleWorker(desk: settlement, store: store, maintenance: maintenance, logger: logger)
        delivery = DeliveryWorker(
            store: PostgresDeliveryStore(settings, pool: pool),
            pusher: FolderPushing(baseFolder: folder, dataFolder: data.path), logger: logger)
        payments = PaymentDesk(
            store: PostgresPaymentStore(
                settings, pool: pool, maker: { try PainFile.bytes(of: $0) }, sha256: MessageDigest.sha256,
                isBusinessDay: { BusinessCalendar.target.isBusinessDay($1) }),
            reader: BankFileImport(), keeper: InstructionKeeping(dataFolder: data.path),
            settle: { _ = try await settlement.settle($0, by: PaymentDesk.bank) },
            postInterest: { charge in
                _ = try await adjustments.post(
                    AdjustmentDraft(
                        id: charge.id, kind: .interest, reason: charge.reason, corrects: [charge.reference],
                        legs: [charge.partner: -charge.amount, .operator: charge.amount]), by: "schedule")
            }, logger: logger)
        self.adjustments = adjustments
        self.acknowledgements = acknowledgements
        let directory = settings.directory
        answers = AcknowledgementWorker(
            store: acknowledgements, fetcher: FolderFetching(baseFolder: folder, dataFolder: data.path),
            verifier: SignedAcknowledgements(terms: { directory.current?.snapshot }, clock: { start }), logger: logger)
        disputes = PostgresDisputeStore(settings, pool: pool)
        books = BooksDesk(store: PostgresBooksStore(settings, pool: pool))
    }
}
