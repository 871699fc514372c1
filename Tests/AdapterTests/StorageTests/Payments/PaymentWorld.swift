import Books
import CoalitionTestKit
import Foundation
import Operations
import Partners
import Payments
import Postgres
import Quantities
import Settlement
import Synchronization

@testable import Storage

/// A coalition whose cycles are dispatched with made-up positions, and a bank that says what a test wants.
struct PaymentWorld: Sendable {
    let world: SettlementWorld
    let store: PostgresPaymentStore
    let bank = TestBank()
    let keeper = KeptMessages()
    let settled = Mutexed<[Int64]>([])

    static let operatorIBAN = "RO49AAAA1B31007593840000"

    /// Runs `body` in a world of its own.
    static func with(
        payCreditors: CreditorPayment = .funded, overdue: OverdueTerms? = nil, operatorHasAccount: Bool = true,
        partners: [Partner] = [.banked("bakery"), .banked("cafe"), .banked("grocery")],
        _ body: @Sendable (PaymentWorld) async throws -> Void
    ) async throws {
        try await SettlementWorld.with(approvals: 0) { world in
            let payments = PaymentWorld(world)
            try await payments.apply(
                payCreditors: payCreditors, overdue: overdue, operatorHasAccount: operatorHasAccount, partners)
            try await body(payments)
        }
    }

    private init(_ world: SettlementWorld) {
        self.world = world
        store = Self.store(world)
    }

    static func store(_ world: SettlementWorld) -> PostgresPaymentStore {
        PostgresPaymentStore(
            world.settings, pool: world.pool, maker: maker, sha256: sha256, isBusinessDay: { $1.weekday <= 5 })
    }

    /// Bytes that name everything in them, for tests only.
    static let maker: InstructionMaker = { initiation in
        Array(
            ([
                initiation.messageID, initiation.debtor.iban, "\(initiation.executionDay)",
                "\(initiation.createdAt.seconds)",
            ]
                + initiation.transfers.map { "\($0.endToEndID) \($0.amount) \($0.creditor.iban)" })
                .joined(separator: "\n").utf8)
    }

    /// A desk of this world, as a node has one.
    var desk: PaymentDesk {
        let settled = settled
        let world = world
        return PaymentDesk(
            store: store, reader: bank, keeper: keeper,
            settle: { cycle in
                try await world.run("update cycle set state = 'settled' where id = \(cycle) and state = 'dispatched'")
                settled.change { $0.append(cycle) }
            },
            postInterest: { charge in
                try await world.run(
                    "insert into alert (kind, partner, detail, raised_at) values ('interest', '\(charge.partner)', '\(charge.amount)', now())"
                )
            },
            logger: SettlementWorld.logger)
    }

    func apply(
        payCreditors: CreditorPayment = .funded, overdue: OverdueTerms? = nil, operatorHasAccount: Bool = true,
        _ partners: [Partner]
    ) async throws {
        let sample = Coalition.sample()
        let coalition = Coalition(
            name: sample.name, currency: sample.currency, timeZone: sample.timeZone,
            defaultRegion: sample.defaultRegion, cardPrefix: sample.cardPrefix, pointValue: sample.pointValue,
            settlement: CoalitionSettlement(payCreditors: payCreditors, overdue: overdue),
            operatorAccount: operatorHasAccount
                ? BankAccount(iban: Self.operatorIBAN, bic: "AAAAROBU", holder: "Operator") : nil)
        _ = try await PostgresPartnerStore(world.settings, pool: world.pool).apply(by: "tests") { current, now in
            try PartnerPlan(
                current: current,
                wanted: PartnerFolder(
                    coalition: coalition,
                    partners: partners.map { PartnerFile(partner: $0, effectiveFrom: $0.contracts[0].effectiveFrom) }),
                now: now)
        }
    }

    /// Dispatches a version of a cycle with these nets, as `cycle dispatch` does inside its transaction.
    @discardableResult
    func dispatch(
        _ cycle: Int64 = 1, version: Int64 = 1, nets: [String: Int64], valueDay: LocalDay? = nil
    ) async throws -> PreparedInstruction? {
        let (settings, partners) = (world.settings, nets)
        return try await world.pool.withTransaction { connection in
            try connection.execute(
                Statement(
                    "tests.cycle",
                    """
                    insert into cycle (id, state, version, opened_at, closed_at) overriding system value
                    values ($1, 'dispatched', $2, now(), now())
                    on conflict (id) do update set state = 'dispatched', version = $2, closed_at = now()
                    """), [.int64(cycle + 100), .int64(version)])
            let now = try connection.execute(GateStatements.clock, [.int64(settings.clockOffset())]).only().instant(
                "now")
            guard let terms = try BindingTerms.read(connection, settings) else { throw StoreError.unavailable }
            let positions = try partners.sorted { $0.key < $1.key }.map { name, net in
                Position(
                    partner: try PartnerID(name), grossDebit: max(0, -net), grossCredit: max(0, net), fee: 0,
                    carriedIn: 0, net: net, carriedOut: 0)
            }
            let house = Position(
                partner: .operator, grossDebit: 0, grossCredit: 0, fee: 0, carriedIn: 0, net: 0, carriedOut: 0)
            let today = terms.zone.day(of: now)
            let settlement = Settlement(
                model: .issuerPays, currency: terms.snapshot.coalition.currency, closeDay: today,
                valueDay: valueDay ?? today, matrix: [], poolTerms: [], positions: positions, operatorPosition: house)
            return try PaymentRows.make(
                DispatchedVersion(
                    cycle: cycle + 100, version: version, settlement: settlement, terms: terms, closedAt: now,
                    actor: "ana", now: now), maker: Self.maker, connection)
        }
    }

    /// Gives a version up, as `cycle abort` does inside its transaction.
    func abort(_ cycle: Int64 = 1, version: Int64 = 1) async throws {
        let settings = world.settings
        try await world.pool.withTransaction { connection in
            try connection.execute(
                Statement("tests.abort", "update cycle set state = 'closed' where id = $1"), [.int64(cycle + 100)])
            let now = try connection.execute(GateStatements.clock, [.int64(settings.clockOffset())]).only().instant(
                "now")
            try PaymentRows.withdraw(
                cycle: cycle + 100, version: version, by: "ana", terms: try BindingTerms.read(connection, settings),
                at: now, connection)
        }
    }

    /// Imports items as a file of their own; equal items give an equal file.
    @discardableResult
    func take(_ items: [BankItem], kind: BankFileHeader.Kind = .statement) async throws -> BankImportReport {
        try await desk.importFile(bank.file(items, kind: kind), by: "ana")
    }

    /// Each payment's state by partner, of the newest version.
    func states() async throws -> [String: PaymentState] {
        var states: [String: PaymentState] = [:]
        for payment in try await store.payments(of: nil).reversed() { states[payment.partner.text] = payment.state }
        return states
    }

    func balance(_ account: String) async throws -> Int64 {
        try await world.scalar("select coalesce((select balance from money_balance where account = '\(account)'), 0)")
    }

    /// What must hold at every moment.
    func faults() async throws -> [String] {
        let laws = [
            ("the books are not zero", "select coalesce(sum(balance), 0)::bigint from money_balance"),
            (
                "a payment is in two living messages",
                "select count(*) from (select payment_id from instruction_transfer where is_live group by 1 having count(*) > 1) t"
            ),
            (
                "events do not add up to what moved",
                "select count(*) from payment p where moved <> (select coalesce(sum(e.moved), 0) from payment_event e where e.payment_id = p.id)"
            ),
            (
                "suspense is not what items say",
                """
                select (coalesce((select balance from money_balance where account = 'suspense'), 0)
                    + coalesce((select sum(case side when 'credit' then suspense else -suspense end) from bank_item), 0))::bigint
                """
            ),
            (
                "a partner's account is not what is open",
                """
                select count(*) from (
                    select partner from payment group by partner
                    having coalesce((select balance from money_balance where account = 'partner:' || partner), 0)
                        <> -sum(case when state = 'withdrawn' then 0
                            when direction = 'outgoing' then amount - moved else moved - amount end)
                ) t
                """
            ),
        ]
        var faults: [String] = []
        for (law, sql) in laws where try await world.scalar(sql) != 0 { faults.append(law) }
        return faults
    }
}

extension Partner {
    /// A merchant with a bank account.
    static func banked(_ id: String, hasAccount: Bool = true) -> Partner {
        let sample = Partner.sample((try? PartnerID(id)) ?? .grocery)
        return Partner(
            id: sample.id, name: sample.name, kind: sample.kind, status: sample.status, keys: [],
            contracts: sample.contracts,
            settlement: PartnerSettlement(
                account: hasAccount
                    ? BankAccount(iban: "RO49AAAA1B3100759384\(id.count)000", bic: "AAAAROBU", holder: id) : nil,
                deliveries: []))
    }
}

/// A value that several tasks change.
final class Mutexed<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    var now: Value { value.withLock { $0 } }
    func change(_ body: (inout Value) -> Void) { value.withLock { body(&$0) } }
}

/// Files of a bank as values; the path names them.
final class TestBank: BankFileReading {
    struct Contents: Sendable {
        let header: BankFileHeader
        let items: [BankItem]
        /// What happens after so many items, to cut a reading off.
        var interruption: (after: Int, what: @Sendable () -> Void)?
    }

    private let files = Mutex<[String: Contents]>([:])

    /// A path under which these items are read.
    func file(
        _ items: [BankItem], kind: BankFileHeader.Kind = .statement,
        interruption: (after: Int, what: @Sendable () -> Void)? = nil
    ) -> String {
        let path =
            "/bank/\(kind.rawValue)-\(sha256(Array("\(kind) \(items)".utf8)).map { String($0, radix: 16) }.joined())"
        files.withLock {
            $0[path] = Contents(
                header: BankFileHeader(kind: kind, messageID: "BANK-1", createdAt: "2026-11-20T10:00:00"), items: items,
                interruption: interruption)
        }
        return path
    }

    func digest(of path: String) throws -> [UInt8] { sha256(Array(path.utf8)) }

    func read(
        _ path: String, onHeader: (BankFileHeader) throws -> Void, onItem: (BankItem) throws -> Void
    ) throws {
        guard let contents = files.withLock({ $0[path] }) else { throw StoreError.failed("no such file") }
        try onHeader(contents.header)
        for (place, item) in contents.items.enumerated() {
            if let interruption = contents.interruption, interruption.after == place { interruption.what() }
            try onItem(item)
        }
    }
}

/// Released files as a data directory would keep them.
actor KeptMessages: InstructionKeeper {
    private(set) var messages: [String: [UInt8]] = [:]
    func isKept(_ messageID: String) -> Bool { messages[messageID] != nil }
    func keep(_ messageID: String, bytes: [UInt8]) throws(FolderKeepingError) { messages[messageID] = bytes }
    func forget() { messages = [:] }
}

/// Facts a bank tells of.
enum Told {
    static func entry(
        _ id: String?, _ amount: Int64, _ side: EntrySide, reference: String? = nil, currency: CurrencyCode = .ron,
        account: String? = PaymentWorld.operatorIBAN, returned: String? = nil, day: LocalDay? = nil,
        remittance: String = ""
    ) -> BankItem {
        .entry(
            BankEntry(
                accountIBAN: account, amount: Money(minorUnits: amount, currency: currency), side: side,
                bookingDay: day, valueDay: day, servicerReference: reference, entryServicerReference: reference,
                endToEndID: id, remittance: remittance, returnReasonCode: returned))
    }

    static func status(_ message: String, _ code: String, id: String? = nil, reason: String? = nil) -> BankItem {
        .status(PaymentStatus(originalMessageID: message, endToEndID: id, code: code, reasonCode: reason))
    }
}
