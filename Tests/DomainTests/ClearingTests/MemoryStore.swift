import Clearing
import CoalitionTestKit
import Ledger
import Members
import Messages
import Partners
import Quantities
import Settlement

/// What a store keeps, in memory: it hands out facts for a batch of messages and takes back what was decided.
struct MemoryStore {
    /// Which lots of a member the facts hold.
    enum Reading: CaseIterable {
        /// All there ever were.
        case everyLot
        /// As the real store reads: those with points remaining, held or owed, the roots these continue, and the
        /// families of the originals that the messages name.
        case openLots
    }

    let reading: Reading
    let zone: ZoneRules
    var coalition: Coalition
    var now: Instant
    var partners: [PartnerID: Partner] = [:]
    var members: [UniqueID: Member] = [:]
    var identifiers: [Identifier: IdentifierRecord] = [:]
    private(set) var cycle: Int64 = 0
    private(set) var accruals: [MessageKey: PostedAccrual] = [:]
    private(set) var redemptions: [MessageKey: PostedRedemption] = [:]
    private(set) var books = Books()
    /// Settlements of closed cycles, in order.
    private(set) var settlements: [Settlement] = []
    private(set) var settledCycles: Set<Int64> = []
    private(set) var lots: [UniqueID: [UniqueID: Lot]] = [:]
    private var nextSequences: [UniqueID: Int64] = [:]
    private var earlier: [MessageKey: ContentDigest] = [:]
    private var holds: [MessageKey] = []
    private var batches: UInt64 = 0

    init(coalition: Coalition, now: Instant, reading: Reading = .openLots, zone: ZoneRules = .bucharest) {
        self.coalition = coalition
        self.now = now
        self.reading = reading
        self.zone = zone
    }

    /// Decides messages in one run and keeps what it changed.
    mutating func decide(_ messages: [VerifiedMessage]) -> [Decision] {
        batches += 1
        var run = ClearingRun(facts: facts(for: messages), random: ModelRandom(seed: batches))
        let decisions = messages.map { run.decide($0) }
        write(run.facts, run.changes, messages)
        return decisions
    }

    /// The ledger of every lot that a member has or had.
    func ledger(of member: UniqueID) -> MemberLedger {
        MemberLedger(lots: lots[member].map { Array($0.values) } ?? [], nextSequence: nextSequences[member] ?? 0)
    }

    /// Posts the time-outs of holds and the expiries that are due, holds in the order of making.
    mutating func postWhatIsDue() {
        for key in holds {
            guard var redemption = redemptions[key], redemption.state == .held, !redemption.isOpen(at: now) else {
                continue
            }
            var ledger = ledger(of: redemption.member)
            batches += 1
            var random = ModelRandom(seed: batches)
            let moment = now
            let today = zone.day(of: now)
            let terms = ReturnTerms(
                now: now, graceExpiresAt: zone.end(of: today.adding(days: coalition.refundGraceDays)),
                makeLotID: { UniqueID.make(at: moment, using: &random) })
            var pieces = redemption.pieces
            certain { () throws(LedgerError) in try ledger.release(&pieces, by: key.partner, return: terms) }
            redemption.pieces = pieces
            redemption.state = .timedOut
            redemptions[key] = redemption
            keep(&ledger, of: redemption.member)
        }
        holds.removeAll { redemptions[$0]?.state != .held }
        for (member, own) in lots where own.values.contains(where: { $0.remaining > 0 && $0.isExpired(at: now) }) {
            var ledger = ledger(of: member)
            ledger.expire(at: now)
            keep(&ledger, of: member)
        }
    }

    /// Posts what is due, calculates the open cycle with the terms that bind now, and opens the next.
    mutating func closeCycle() throws(SettlementError) {
        postWhatIsDue()
        let carried = settlements.last?.positions ?? []
        let carriedIn = Dictionary(carried.map { ($0.partner, $0.carriedOut) }) { first, _ in first }
        let terms = try SettlementTerms(snapshot, close: now, carriedIn: carriedIn)
        settlements.append(
            try Settlement.calculate(
                flows: books.flows.mapValues { PointsDelta($0) }, terms: terms, closeDay: zone.day(of: now)))
        books.flows = [:]
        cycle += 1
    }

    mutating func settle(cycle: Int64) {
        settledCycles.insert(cycle)
    }

    /// Begins to watch anew whose points move.
    mutating func forgetMoved() {
        books.moved = []
    }

    private var snapshot: CoalitionSnapshot {
        CoalitionSnapshot(revision: 1, coalition: coalition, partners: partners)
    }
}

// MARK: - Reading and writing

extension MemoryStore {
    private func facts(for messages: [VerifiedMessage]) -> ClearingFacts {
        var facts = ClearingFacts(now: now, snapshot: snapshot, zone: zone, cycle: cycle)
        let named = NamedFacts(messages)
        var families: [UniqueID: Set<UniqueID>] = [:]
        var present: Set<UniqueID> = []
        for key in messages.map(\.key) { facts.earlier[key] = earlier[key] }
        for identifier in named.identifiers {
            facts.identifiers[identifier] = identifiers[identifier]
            if let member = identifiers[identifier]?.member { present.insert(member) }
        }
        for key in named.originals {
            if let accrual = accruals[key] {
                facts.accruals[key] = accrual
                present.insert(accrual.member)
                if let lot = accrual.baseLot { families[accrual.member, default: []].insert(lot) }
            }
            if let redemption = redemptions[key] {
                facts.redemptions[key] = redemption
                present.insert(redemption.member)
                for piece in redemption.pieces {
                    guard let lot = lots[redemption.member]?[piece.lot] else { continue }
                    families[redemption.member, default: []].insert(lot.root)
                }
            }
        }
        var touched = Set(messages.map(\.partner))
        for member in present {
            facts.members[member] = members[member]
            let read = readLots(of: member, families: families[member] ?? [])
            touched.formUnion(read.map(\.issuer))
            facts.ledgers[member] = MemberLedger(lots: read, nextSequence: nextSequences[member] ?? 0)
        }
        for partner in touched {
            guard partners[partner]?.contract(at: now).netDebitCap != nil else { continue }
            facts.exposures[partner] = exposure(of: partner)
        }
        return facts
    }

    private func readLots(of member: UniqueID, families: Set<UniqueID>) -> [Lot] {
        let all = lots[member] ?? [:]
        switch reading {
        case .everyLot: return Array(all.values)
        case .openLots:
            let open = all.values.filter { $0.remaining > 0 || $0.held > 0 || $0.arrears > 0 }
            let roots = Set(open.map(\.root))
            let ids = Set(open.map(\.id))
            return all.values.filter { ids.contains($0.id) || roots.contains($0.id) || families.contains($0.root) }
        }
    }

    /// Closed cycles count as they were calculated, the open one by its flows.
    private func exposure(of partner: PartnerID) -> Exposure {
        var carried: Int64 = 0
        for (closed, settlement) in settlements.enumerated() where !settledCycles.contains(Int64(closed)) {
            guard let position = settlement.position(of: partner) else { continue }
            carried += position.grossDebit - position.grossCredit
        }
        var exposure = Exposure(
            partner: partner, model: coalition.settlement.model, currency: coalition.currency,
            breakageShare: partners[partner]?.contract(at: now).breakageShare ?? .zero, carried: carried)
        for (key, points) in books.flows where key.issuer == partner || key.redeemer == partner {
            exposure.add(points, of: key, in: cycle)
        }
        return exposure
    }

    private mutating func write(_ facts: ClearingFacts, _ changes: ClearingChanges, _ messages: [VerifiedMessage]) {
        for member in changes.newMembers { members[member] = facts.members[member] }
        for identifier in changes.identifiers { identifiers[identifier] = facts.identifiers[identifier] }
        for key in changes.accruals { accruals[key] = facts.accruals[key] }
        for key in changes.redemptions {
            if redemptions[key] == nil, facts.redemptions[key]?.state == .held { holds.append(key) }
            redemptions[key] = facts.redemptions[key]
        }
        for key in messages.map(\.key) { earlier[key] = facts.earlier[key] }
        for transaction in changes.transactions { books.count(transaction.postings) }
        for (member, ledger) in facts.ledgers { keepLots(of: ledger, member) }
    }

    private mutating func keep(_ ledger: inout MemberLedger, of member: UniqueID) {
        books.count(ledger.drainPostings())
        keepLots(of: ledger, member)
    }

    private mutating func keepLots(of ledger: MemberLedger, _ member: UniqueID) {
        guard !ledger.changed.isEmpty else { return }
        nextSequences[member] = ledger.nextSequence
        for lot in ledger.lots where ledger.changed.contains(lot.id) {
            books.replace(lots[member]?[lot.id], by: lot)
            lots[member, default: [:]][lot.id] = lot
        }
    }
}

/// The identifiers and originals that messages name.
private struct NamedFacts {
    var identifiers: Set<Identifier> = []
    var originals: Set<MessageKey> = []

    init(_ messages: [VerifiedMessage]) {
        for message in messages {
            switch message.message.content {
            case .enrolment(let enrolment): claim(enrolment.card, enrolment.phone)
            case .identifierAddition(let addition):
                identifiers.insert(addition.member)
                claim(addition.card, addition.phone)
                if let lost = addition.replaces { identifiers.insert(lost) }
            case .accrual(let accrual): identifiers.insert(accrual.member)
            case .redemption(let redemption): identifiers.insert(redemption.member)
            case .capture(let capture): name(capture.originalMessageID, message)
            case .void(let void): name(void.originalMessageID, message)
            case .reversal(let reversal): name(reversal.originalMessageID, message)
            }
        }
    }

    private mutating func claim(_ card: CardNumber?, _ phone: PhoneNumber?) {
        if let card { identifiers.insert(.card(card)) }
        if let phone { identifiers.insert(.phone(phone)) }
    }

    private mutating func name(_ original: String, _ message: VerifiedMessage) {
        originals.insert(MessageKey(partner: message.partner, messageID: original))
    }
}
