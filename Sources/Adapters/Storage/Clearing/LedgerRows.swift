import Clearing
import Ledger
import Messages
import Partners
import Postgres
import Quantities

/// The statements that write movements of points: transactions, postings, lots, members' counters, flows.
struct LedgerRows {
    private(set) var calls: [StatementCall] = []

    init(
        ledgers: [UniqueID: MemberLedger], before: [UniqueID: MemberLedger], transactions: [PostedTransaction],
        cycle: Int64, now: Instant
    ) {
        guard !transactions.isEmpty else { return }
        add(transactions, cycle, now)
        addPostings(transactions, cycle)
        add(ledgers, before)
        addFlows(transactions, cycle)
    }

    private mutating func add(_ transactions: [PostedTransaction], _ cycle: Int64, _ now: Instant) {
        calls.append(
            WriteStatements.transactions(
                .identities(transactions.map(\.member)), .identities(transactions.map(\.id)),
                .textArray(transactions.map { $0.message?.partner.text }),
                .textArray(transactions.map { $0.message?.messageID }), .instants(transactions.map(\.occurredAt)),
                .int64(cycle), .instant(now)))
    }

    private mutating func addPostings(_ transactions: [PostedTransaction], _ cycle: Int64) {
        let rows = transactions.flatMap { transaction in
            transaction.postings.enumerated().map { (transaction, Int32($0.offset), $0.element) }
        }
        guard !rows.isEmpty else { return }
        calls.append(
            WriteStatements.postings(
                .identities(rows.map(\.0.member)), .identities(rows.map(\.0.id)), .int4Array(rows.map(\.1)),
                .textArray(rows.map(\.2.kind.rawValue)), .textArray(rows.map(\.2.kind.accounts.debit.rawValue)),
                .textArray(rows.map(\.2.kind.accounts.credit.rawValue)), .identities(rows.map(\.2.lot)),
                .identities(rows.map(\.2.intoLot)), .textArray(rows.map(\.2.issuer.text)),
                .textArray(rows.map { $0.2.redeemer?.text }), .int64Array(rows.map(\.2.points)),
                .int64Array(rows.map(\.2.issuePrice.millionths)), .int64Array(rows.map(\.2.redemptionRate.millionths)),
                .int64(cycle)))
    }

    private mutating func add(_ ledgers: [UniqueID: MemberLedger], _ before: [UniqueID: MemberLedger]) {
        let lots = ledgers.flatMap { member, ledger in
            ledger.lots.filter { ledger.changed.contains($0.id) }.map { (member: member, lot: $0) }
        }.sorted { ($0.member, $0.lot.id) < ($1.member, $1.lot.id) }
        if !lots.isEmpty {
            calls.append(
                WriteStatements.lots(
                    .identities(lots.map(\.member)), .identities(lots.map(\.lot.id)), .identities(lots.map(\.lot.root)),
                    .textArray(lots.map(\.lot.issuer.text)), .textArray(lots.map(\.lot.origin.text)),
                    .identities(lots.map(\.lot.accrual)), .int64Array(lots.map(\.lot.points)),
                    .instants(lots.map(\.lot.earnedAt)), .instants(lots.map(\.lot.availableAt)),
                    .instants(lots.map(\.lot.expiresAt)), .int64Array(lots.map(\.lot.sequence)),
                    .int64Array(lots.map(\.lot.issuePrice.millionths)), .int64Array(lots.map(\.lot.remaining)),
                    .int64Array(lots.map(\.lot.held)), .int64Array(lots.map(\.lot.redeemed)),
                    .int64Array(lots.map(\.lot.reversed)), .int64Array(lots.map(\.lot.expired)),
                    .int64Array(lots.map(\.lot.carried)), .int64Array(lots.map(\.lot.shortfall)),
                    .int64Array(lots.map(\.lot.arrears))))
        }
        let members = ledgers.keys.sorted()
        let changes = members.map { Totals(ledgers[$0]).less(Totals(before[$0])) }
        calls.append(
            WriteStatements.members(
                .identities(members), .int64Array(members.map { ledgers[$0]?.nextSequence }),
                .int64Array(changes.map(\.unspent)), .int64Array(changes.map(\.held)),
                .int64Array(changes.map(\.arrears))))
    }

    private mutating func addFlows(_ transactions: [PostedTransaction], _ cycle: Int64) {
        var sums: [FlowKey: Int64] = [:]
        for flow in transactions.flatMap(\.postings).flatMap(\.flows) { sums[flow.key, default: 0] += flow.points }
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
