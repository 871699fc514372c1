import Books
import CoalitionTestKit
import Foundation
import Members
import Messages
import Operations
import Partners
import Quantities
import Storage
import Synchronization
import Wire

/// Some years of random business, posted through the real lanes, with money beside it.
struct BooksHistory {
    let world: SettlementWorld
    private var random: ModelRandom
    private var accruals: [(partner: PartnerID, id: String)] = []
    private var redemptions: [(partner: PartnerID, id: String)] = []
    private var holds: [(partner: PartnerID, id: String)] = []
    private var number = 0

    static let partners: [Partner] = [
        .sample(.grocery, contract: .sample(issuePrice: "0.0101", pendingDays: 3)),
        .sample(.cafe, contract: .sample(earning: .stated, issuePrice: "0.012345")),
    ]

    init(_ world: SettlementWorld, seed: UInt64) {
        self.world = world
        random = ModelRandom(seed: seed)
    }

    /// Posts so many steps; about every hundredth jumps by months, so that points expire.
    mutating func live(steps: Int, members: Int = 12) async throws {
        for member in 0..<members { try await world.post(.enrolment(.phone(member)), id: "enrol:\(member)") }
        for _ in 0..<steps {
            switch random.number(1...100) {
            case ...12: world.pass(days: Int64(random.number(0...9)))
            case 13: world.pass(days: Int64(random.number(60...400)))
            case ...16: _ = try await world.desk.close(by: "books")
            case ...19: try await move()
            default: try await speak(Identifier.phone(random.number(0...(members - 1))))
            }
        }
        _ = try await world.desk.close(by: "books")
    }

    /// One message of a random kind; refusals are part of life.
    private mutating func speak(_ member: Identifier) async throws {
        let partner: PartnerID = random.chance(50) ? .grocery : .cafe
        let id = hostileID()
        switch random.number(1...100) {
        case ...45:
            let content: MessageContent =
                partner == .cafe
                ? .stated(Int64(random.number(1...900)), by: member)
                : .purchase(Int64(random.number(1...90_000)), by: member)
            try await world.post(content, from: partner, id: id)
            accruals.append((partner, id))
        case ...62:
            try await world.post(.spending(Int64(random.number(1...700)), by: member), from: partner, id: id)
            redemptions.append((partner, id))
        case ...74:
            try await world.post(
                .spending(Int64(random.number(1...500)), by: member, capture: .later), from: partner, id: id)
            holds.append((partner, id))
        case ...86:
            guard let hold = random.recent(of: holds) else { return }
            let content: MessageContent =
                random.chance(60) ? .capturing(hold.id, random.chance(30) ? 1 : nil) : .voiding(hold.id)
            try await world.post(content, from: hold.partner, id: id)
        default:
            guard let original = random.recent(of: random.chance(50) ? accruals : redemptions) else { return }
            try await world.post(.reversing(original.id), from: original.partner, id: id)
        }
    }

    /// Ids of every allowed form; those a journal could misread among them.
    private mutating func hostileID() -> String {
        number += 1
        let starts = ["", "--", ":", "a::b", "...", "-", "_", "2026-01-01:", String(repeating: "-", count: 50)]
        return (random.one(of: starts) ?? "") + "\(number)"
    }

    /// A transaction of money, some months back or now.
    private mutating func move() async throws {
        number += 1
        let accounts = ["bank", "partner:grocery", "partner:cafe", "collateral:cafe", "operator:fees", "suspense"]
        let first = random.number(0...5)
        let second = (first + random.number(1...5)) % 6
        let day = try await today().adding(days: -Int64(random.number(0...40)))
        try await world.run(
            """
            insert into money_transaction (kind, reference, cycle, booked_on, at, actor, detail)
                values ('payment_in', 'bank:NTRF (x) ; | "\(number)"  é', \(random.chance(50) ? "1" : "null"), '\(day)',
                    now(), 'books', 'a payment');
            insert into money_posting (transaction_id, place, debit, credit, amount)
                select max(id), 0, '\(accounts[first])', '\(accounts[second])', \(random.number(1...9_999_999))
                from money_transaction;
            insert into money_posting (transaction_id, place, debit, credit, amount)
                select max(id), 1, '\(accounts[second])', 'operator:clearing', \(random.number(1...99))
                from money_transaction;
            """)
    }

    /// The local day by the world's clock.
    func today() async throws -> LocalDay {
        try await desk.liability().asOf
    }

    /// The reports over this world.
    var desk: BooksDesk {
        BooksDesk(store: PostgresBooksStore(world.settings, pool: world.pool))
    }

    /// A journal's text and summary.
    func journal(of month: CalendarMonth?) async throws -> (text: [UInt8], summary: JournalSummary) {
        let collected = Collected()
        let summary = try await desk.journal(of: month) { collected.take($0) }
        return (collected.bytes, summary)
    }
}

/// A journal's parts as text, in memory.
final class Collected: Sendable {
    private let state = Mutex<(bytes: [UInt8], currency: CurrencyCode)>(([], .ron))

    var bytes: [UInt8] { state.withLock { $0.bytes } }

    func take(_ part: JournalPart) {
        state.withLock { state in
            switch part {
            case .head(let head):
                state.currency = head.currency
                state.bytes += JournalText.head(head)
            case .entries(let entries): state.bytes += JournalText.entries(entries, currency: state.currency)
            case .end(let head): state.bytes += JournalText.end(head)
            }
        }
    }
}
