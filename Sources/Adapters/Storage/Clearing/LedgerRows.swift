import Clearing
import Ledger
import Messages
import Partners
import Postgres
import Quantities

/// The statements that write movements of points: transactions without a message, postings, lots, members' counters,
/// flows.
struct LedgerRows {
    private(set) var calls: [StatementCall] = []

    init(
        ledgers: [UniqueID: MemberLedger], before: [UniqueID: MemberLedger], transactions: [PostedTransaction],
        cycle: Int64, now: Instant
    ) {
        guard !transactions.isEmpty else { return }
        add(transactions.filter { $0.message == nil }, cycle, now)
        addPostings(transactions, cycle)
        addLots(ledgers, before)
        addMembers(ledgers, before, transactions, now)
        addFlows(transactions, cycle)
    }

    private mutating func add(_ transactions: [PostedTransaction], _ cycle: Int64, _ now: Instant) {
        guard !transactions.isEmpty else { return }
        calls.append(
            WriteStatements.maintenance(
                .identities(transactions.map(\.id)), .identities(transactions.map(\.member)),
                .instants(transactions.map(\.occurredAt)), .int64(cycle), .instant(now)))
    }

    private mutating func addPostings(_ transactions: [PostedTransaction], _ cycle: Int64) {
        // In the order of the key, at whose right end they go.
        var rows = PostgresRows(of: "movement_row", columns: 10, reserving: transactions.count * 192)
        for transaction in transactions.sorted(by: { $0.id < $1.id }) {
            for (place, posting) in transaction.postings.enumerated() {
                rows.begin()
                rows.put(transaction.id.column)
                rows.put(small: Int32(place))
                rows.put(small: posting.kind.code)
                rows.put(posting.lot.column)
                rows.put(posting.intoLot?.column)
                rows.put(posting.issuer.text)
                rows.put(posting.redeemer?.text)
                rows.put(posting.points)
                rows.put(posting.issuePrice.millionths)
                rows.put(posting.redemptionRate.millionths)
                rows.end()
            }
        }
        guard !rows.isEmpty else { return }
        calls.append(WriteStatements.postings(.rows(rows), .int64(cycle)))
    }

    private mutating func addLots(_ ledgers: [UniqueID: MemberLedger], _ before: [UniqueID: MemberLedger]) {
        var new: [(member: UniqueID, lot: Lot)] = []
        var changed: [Lot] = []
        for (member, ledger) in ledgers {
            guard !ledger.changed.isEmpty else { continue }
            let known = before[member]
            for lot in ledger.lots where ledger.changed.contains(lot.id) {
                if known?.lot(lot.id) == nil { new.append((member, lot)) } else { changed.append(lot) }
            }
        }
        if !new.isEmpty {
            new.sort { $0.lot.id < $1.lot.id }
            var rows = PostgresRows(of: "lot_row", columns: 20, reserving: new.count * 384)
            for (member, lot) in new { rows.put(lot, of: member) }
            calls.append(WriteStatements.newLots(.rows(rows)))
        }
        guard !changed.isEmpty else { return }
        var rows = PostgresRows(of: "lot_change", columns: 9, reserving: changed.count * 192)
        for lot in changed {
            rows.begin()
            rows.put(lot.id.column)
            rows.put(lot.remaining)
            rows.putPlaces(of: lot)
            rows.end()
        }
        calls.append(WriteStatements.lots(.rows(rows)))
    }

    private mutating func addMembers(
        _ ledgers: [UniqueID: MemberLedger], _ before: [UniqueID: MemberLedger], _ transactions: [PostedTransaction],
        _ now: Instant
    ) {
        var moved: Set<UniqueID> = []
        for transaction in transactions where transaction.postings.contains(where: { $0.kind != .issue }) {
            moved.insert(transaction.member)
        }
        var rows = PostgresRows(of: "member_change", columns: 9, reserving: ledgers.count * 160)
        for (member, ledger) in ledgers.sorted(by: { $0.key < $1.key }) {
            let change = Totals(ledger).less(Totals(before[member]))
            let balance = ledger.balance(at: now)
            rows.begin()
            rows.put(member.column)
            rows.put(ledger.nextSequence)
            rows.put(change.unspent)
            rows.put(change.held)
            rows.put(change.arrears)
            rows.put(balance.available)
            rows.put(balance.pending)
            rows.put(timestamp: ledger.nextChange(after: now)?.microseconds)
            rows.put(moved.contains(member))
            rows.end()
        }
        calls.append(WriteStatements.members(.rows(rows), .instant(now)))
    }

    private mutating func addFlows(_ transactions: [PostedTransaction], _ cycle: Int64) {
        var sums: [FlowKey: Int64] = [:]
        for transaction in transactions {
            for posting in transaction.postings {
                for flow in posting.flows { sums[flow.key, default: 0] += flow.points }
            }
        }
        let rows = sums.filter { $0.value != 0 }.sorted { $0.key < $1.key }
        guard !rows.isEmpty else { return }
        calls.append(
            WriteStatements.flows(
                .textArray(rows.map(\.key.kind.rawValue)), .textArray(rows.map(\.key.issuer.text)),
                .textArray(rows.map(\.key.redeemer.text)), .int64Array(rows.map(\.key.issuePrice.millionths)),
                .int64Array(rows.map(\.key.redemptionRate.millionths)), .int64Array(rows.map(\.value)),
                .int64(cycle)))
    }
}

extension PostgresRows {
    /// A new lot, as `lot_row`.
    fileprivate mutating func put(_ lot: Lot, of member: UniqueID) {
        begin()
        put(member.column)
        put(lot.id.column)
        put(lot.root.column)
        put(lot.issuer.text)
        put(lot.origin.text)
        put(lot.accrual.column)
        put(lot.points)
        put(timestamp: lot.earnedAt.microseconds)
        put(timestamp: lot.availableAt.microseconds)
        put(timestamp: lot.expiresAt.microseconds)
        put(lot.sequence)
        put(lot.issuePrice.millionths)
        put(lot.remaining)
        putPlaces(of: lot)
        end()
    }

    /// Where the points of a lot are that do not remain in it, and what was taken back without being there.
    fileprivate mutating func putPlaces(of lot: Lot) {
        put(lot.held)
        put(lot.redeemed)
        put(lot.reversed)
        put(lot.expired)
        put(lot.carried)
        put(lot.shortfall)
        put(lot.arrears)
    }
}

/// What a member's counters keep of the lots.
private struct Totals {
    var unspent: Int64 = 0
    var held: Int64 = 0
    var arrears: Int64 = 0

    init(_ ledger: MemberLedger?) {
        for lot in ledger?.lots ?? [] {
            unspent += lot.remaining
            held += lot.held
            arrears += lot.arrears
        }
    }

    func less(_ other: Totals) -> Totals {
        var result = self
        result.unspent -= other.unspent
        result.held -= other.held
        result.arrears -= other.arrears
        return result
    }
}
