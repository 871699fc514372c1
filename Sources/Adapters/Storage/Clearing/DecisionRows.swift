import Clearing
import Ledger
import LoyaltyRules
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities

/// The statements that write what a lane decided, each table once.
struct DecisionRows {
    private(set) var calls: [StatementCall] = []

    init(
        _ write: LaneWrite, ledgersBefore: [UniqueID: MemberLedger], accrualsBefore: Set<MessageKey>,
        identifiersBefore: Set<Identifier>, hashes: IdentifierHashes, codec: RecordCodec
    ) throws(StoreError) {
        guard !write.isEmpty else { return }
        calls.append(try MessageRows.call(write, codec))
        add(enrolled: write)
        add(identifiers: write, before: identifiersBefore, hashes)
        var ledgers: [UniqueID: MemberLedger] = [:]
        for transaction in write.changes.transactions {
            ledgers[transaction.member] = write.facts.ledgers[transaction.member]
        }
        calls +=
            LedgerRows(
                ledgers: ledgers, before: ledgersBefore, transactions: write.changes.transactions,
                cycle: write.facts.cycle,
                now: write.facts.now
            ).calls
        add(accruals: write, before: accrualsBefore, hashes)
        add(redemptions: write)
        if !write.alerts.isEmpty {
            calls.append(
                WriteStatements.alerts(
                    .textArray(write.alerts.map(\.partner.text)),
                    .textArray(
                        write.alerts.map { "net debit \($0.netDebit) reached \($0.percent) % of the cap \($0.cap)" }),
                    .instant(write.facts.now)))
        }
    }

    private mutating func add(enrolled write: LaneWrite) {
        var members: [Member] = []
        var partners: [String] = []
        for decided in write.decided {
            guard case .enrolment = decided.message.message.content, let id = decided.posted?.member,
                let member = write.facts.members[id]
            else { continue }
            members.append(member)
            partners.append(decided.message.partner.text)
        }
        guard !members.isEmpty else { return }
        calls.append(
            WriteStatements.newMembers(
                .identities(members.map(\.id)), .textArray(members.map(\.language.rawValue)),
                .boolArray(members.map(\.consents.processing)), .boolArray(members.map(\.consents.marketing)),
                .textArray(partners), .instant(write.facts.now)))
    }

    private mutating func add(identifiers write: LaneWrite, before: Set<Identifier>, _ hashes: IdentifierHashes) {
        let changed = write.changes.identifiers.sorted { $0.description < $1.description }
        let new = changed.filter { !before.contains($0) }
        if !new.isEmpty {
            calls.append(
                WriteStatements.newIdentifiers(
                    .bytesArray(new.map { hashes($0) }), .textArray(new.map(\.kind.rawValue)),
                    .bytesArray(new.map { hashes.keeper.seal($0.description) }),
                    .identities(new.map { write.facts.identifiers[$0]?.member }), .instant(write.facts.now)))
        }
        // What was made and retired within one batch changes once more here.
        let known = changed.filter { before.contains($0) || write.facts.identifiers[$0]?.status != .active }
        if !known.isEmpty {
            calls.append(
                WriteStatements.identifiers(
                    .bytesArray(known.map { hashes($0) }),
                    .identities(known.map { write.facts.identifiers[$0]?.member }),
                    .textArray(known.map { write.facts.identifiers[$0]?.status.rawValue }), .instant(write.facts.now)))
        }
    }

    private mutating func add(accruals write: LaneWrite, before: Set<MessageKey>, _ hashes: IdentifierHashes) {
        var new: [(key: MessageKey, accrual: PostedAccrual)] = []
        var refunded: [PostedAccrual] = []
        for key in write.changes.accruals {
            guard let accrual = write.facts.accruals[key] else { continue }
            if before.contains(key) { refunded.append(accrual) } else { new.append((key, accrual)) }
        }
        // In the order of the key, at whose right end they go.
        new.sort { $0.accrual.transaction < $1.accrual.transaction }
        if !new.isEmpty {
            var rows = PostgresRows(of: "accrual_row", columns: 10, reserving: new.count * 192)
            for (key, accrual) in new {
                let basis = AccrualColumns(accrual.basis)
                rows.begin()
                rows.put(accrual.transaction.column)
                rows.put(accrual.member.column)
                rows.put(write.changes.accrualIdentifiers[key].map { Array(hashes($0).prefix(16)) })
                rows.put(basis.amount)
                rows.put(basis.currency)
                rows.put(basis.points)
                rows.put(basis.per)
                rows.put(basis.stated)
                rows.put(accrual.baseLot?.column)
                rows.put(accrual.refunded)
                rows.end()
            }
            calls.append(WriteStatements.accruals(.rows(rows)))
        }
        if !refunded.isEmpty {
            calls.append(
                WriteStatements.refunds(
                    .identities(refunded.map(\.transaction)), .int64Array(refunded.map(\.refunded))))
        }
    }

    private mutating func add(redemptions write: LaneWrite) {
        let changed = write.changes.redemptions.compactMap { write.facts.redemptions[$0] }
            .sorted { $0.transaction < $1.transaction }
        guard !changed.isEmpty else { return }
        calls.append(
            WriteStatements.redemptions(
                .identities(changed.map(\.transaction)), .identities(changed.map(\.member)),
                .int64Array(changed.map(\.points)), .textArray(changed.map(\.state.rawValue)),
                .instants(changed.map(\.holdExpiresAt))))
        calls.append(PieceRows.call(changed))
    }
}

/// An accrual's basis, spread over its columns.
private struct AccrualColumns {
    var amount: Int64?
    var currency: String?
    var points: Int64?
    var per: Int64?
    var stated: Int64?

    init(_ basis: PostedAccrual.Basis) {
        switch basis {
        case .purchase(let money, let rule):
            amount = money.minorUnits
            currency = money.currency.letters
            points = rule.points
            per = rule.per
        case .stated(let count): stated = count
        }
    }
}

/// Pieces of redemptions as rows.
enum PieceRows {
    static func call(_ redemptions: [PostedRedemption]) -> StatementCall {
        var rows = PostgresRows(of: "piece_row", columns: 10, reserving: redemptions.count * 384)
        for redemption in redemptions {
            for piece in redemption.pieces {
                rows.begin()
                rows.put(redemption.transaction.column)
                rows.put(small: Int32(piece.index))
                rows.put(piece.lot.column)
                rows.put(piece.issuer.text)
                rows.put(piece.points)
                rows.put(piece.issuePrice.millionths)
                rows.put(piece.redemptionRate.millionths)
                rows.put(piece.held)
                rows.put(piece.redeemed)
                rows.put(piece.returned)
                rows.end()
            }
        }
        return WriteStatements.pieces(.rows(rows))
    }
}
