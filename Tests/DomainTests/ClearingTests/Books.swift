import Ledger
import Partners

/// The two sides of conservation, kept as sums: what postings moved between accounts, and what lots say is where.
struct Books {
    /// Points in each account of one issuer.
    struct Accounts: Hashable {
        var issued: Int64 = 0
        var outstanding: Int64 = 0
        var held: Int64 = 0
        var redeemed: Int64 = 0
        var reversed: Int64 = 0
        var expired: Int64 = 0

        /// `issued − reversed = available + pending + held + redeemed − returned + expired`; what is outstanding is
        /// available, pending, or past its time and not yet posted so.
        var areConserved: Bool { issued - reversed == outstanding + held + redeemed + expired }

        fileprivate mutating func add(_ points: Int64, to account: LedgerAccount) {
            switch account {
            case .issued: issued -= points
            case .outstanding: outstanding += points
            case .held: held += points
            case .redeemed: redeemed += points
            case .reversed: reversed += points
            case .expired: expired += points
            }
        }

        fileprivate mutating func add(_ lot: Lot, times sign: Int64) {
            // A lot that continues another holds points that were issued before.
            if lot.root == lot.id { issued += sign * lot.points }
            outstanding += sign * lot.remaining
            held += sign * lot.held
            redeemed += sign * lot.redeemed
            reversed += sign * lot.reversed
            expired += sign * lot.expired
        }
    }

    /// Flows of the open cycle.
    var flows: [FlowKey: Int64] = [:]
    /// What postings say, by issuer.
    private(set) var posted: [PartnerID: Accounts] = [:]
    /// What lots say, by issuer.
    private(set) var counted: [PartnerID: Accounts] = [:]
    /// Issuers whose points moved since this was last emptied.
    var moved: Set<PartnerID> = []

    mutating func count(_ postings: [Posting]) {
        for posting in postings {
            posted[posting.issuer, default: Accounts()].add(-posting.points, to: posting.kind.accounts.debit)
            posted[posting.issuer, default: Accounts()].add(posting.points, to: posting.kind.accounts.credit)
            moved.insert(posting.issuer)
            for flow in posting.flows { flows[flow.key, default: 0] += flow.points }
        }
    }

    mutating func replace(_ old: Lot?, by new: Lot) {
        if let old { counted[old.issuer, default: Accounts()].add(old, times: -1) }
        counted[new.issuer, default: Accounts()].add(new, times: 1)
        moved.insert(new.issuer)
    }

    /// The issuer's two sides where they differ, or where one is not conserved.
    func difference(of issuer: PartnerID) -> (posted: Accounts, counted: Accounts)? {
        let posted = posted[issuer] ?? Accounts()
        let counted = counted[issuer] ?? Accounts()
        return posted == counted && posted.areConserved && counted.areConserved ? nil : (posted, counted)
    }
}
