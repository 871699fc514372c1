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
        let rows = transactions.sorted { $0.id < $1.id }.flatMap { transaction in
            transaction.postings.enumerated().map { (transaction.id, Int32($0.offset), $0.element) }
        }
        guard !rows.isEmpty else { return }
        calls.append(
            WriteStatements.postings(
                .identities(rows.map(\.0)), .int4Array(rows.map(\.1)), .int4Array(rows.map(\.2.kind.code)),
                .identities(rows.map(\.2.lot)), .identities(rows.map(\.2.intoLot)),
                .textArray(rows.map(\.2.issuer.text)), .textArray(rows.map { $0.2.redeemer?.text }),
                .int64Array(rows.map(\.2.points)), .int64Array(rows.map(\.2.issuePrice.millionths)),
                .int64Array(rows.map(\.2.redemptionRate.millionths)), .int64(cycle)))
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
            calls.append(
                WriteStatements.newLots(
                    .identities(new.map(\.member)), .identities(new.map(\.lot.id)), .identities(new.map(\.lot.root)),
                    .textArray(new.map(\.lot.issuer.text)), .textArray(new.map(\.lot.origin.text)),
                    .identities(new.map(\.lot.accrual)), .int64Array(new.map(\.lot.points)),
                    .instants(new.map(\.lot.earnedAt)), .instants(new.map(\.lot.availableAt)),
                    .instants(new.map(\.lot.expiresAt)), .int64Array(new.map(\.lot.sequence)),
                    .int64Array(new.map(\.lot.issuePrice.millionths)), .int64Array(new.map(\.lot.remaining)),
                    .int64Array(new.map(\.lot.held)), .int64Array(new.map(\.lot.redeemed)),
                    .int64Array(new.map(\.lot.reversed)), .int64Array(new.map(\.lot.expired)),
                    .int64Array(new.map(\.lot.carried)), .int64Array(new.map(\.lot.shortfall)),
                    .int64Array(new.map(\.lot.arrears))))
        }
        guard !changed.isEmpty else { return }
        calls.append(
            WriteStatements.lots(
                .identities(changed.map(\.id)), .int64Array(changed.map(\.remaining)),
                .int64Array(changed.map(\.held)), .int64Array(changed.map(\.redeemed)),
                .int64Array(changed.map(\.reversed)), .int64Array(changed.map(\.expired)),
                .int64Array(changed.map(\.carried)), .int64Array(changed.map(\.shortfall)),
                .int64Array(changed.map(\.arrears))))
    }

    private mutating func addMembers(
        _ ledgers: [UniqueID: MemberLedger], _ before: [UniqueID: MemberLedger], _ transactions: [PostedTransaction],
        _ now: Instant
    ) {
        var moved: Set<UniqueID> = []
        for transaction in transactions where transaction.postings.contains(where: { $0.kind != .issue }) {
            moved.insert(transaction.member)
        }
        let members = ledgers.keys.sorted()
        let changes = members.map { Totals(ledgers[$0]).less(Totals(before[$0])) }
        let balances = members.map { ledgers[$0]?.balance(at: now) ?? .zero }
        calls.append(
            WriteStatements.members(
                .identities(members), .int64Array(members.map { ledgers[$0]?.nextSequence }),
                .int64Array(changes.map(\.unspent)), .int64Array(changes.map(\.held)),
                .int64Array(changes.map(\.arrears)), .int64Array(balances.map(\.available)),
                .int64Array(balances.map(\.pending)), .instants(members.map { ledgers[$0]?.nextChange(after: now) }),
                .boolArray(members.map(moved.contains)), .instant(now)))
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
