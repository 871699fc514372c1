import Partners
import Quantities

/// What each partner pays and receives, gathered before fees and carried amounts make it a position.
///
/// Sums run in 128 bits and are narrowed at the end, so that no order of parts can overflow where another would not.
struct Turnovers {
    private struct Turnover {
        /// What the fee is charged on.
        var feeBearingDebit: Int128 = 0
        var otherDebit: Int128 = 0
        var credit: Int128 = 0
    }

    private let terms: SettlementTerms
    private var turnovers: [PartnerID: Turnover]

    init(terms: SettlementTerms, matrix: [MatrixRow], poolTerms: [PoolTerm]) {
        self.terms = terms
        var turnovers = terms.partners.mapValues { _ in Turnover() }
        for row in matrix {
            turnovers[row.issuer]?.feeBearingDebit += Int128(row.debitAmount)
            turnovers[row.redeemer]?.credit += Int128(row.creditAmount)
        }
        for term in poolTerms {
            turnovers[term.issuer]?.feeBearingDebit += Int128(term.debitAmount)
            turnovers[term.issuer]?.credit += Int128(term.creditAmount)
        }
        self.turnovers = turnovers
    }

    /// Adds adjustments: a leg above zero to the party's credit, one below to its debit. The operator's legs are the other
    /// side of the partners', as its whole position is.
    mutating func add(_ adjustments: [Adjustment]) throws(SettlementError) {
        var known: Set<UniqueID> = []
        for adjustment in adjustments {
            guard known.insert(adjustment.id).inserted else { throw .repeatedAdjustment(adjustment.id) }
            for (party, amount) in adjustment.legs.sorted(by: { $0.key < $1.key }) where party != .operator {
                guard turnovers[party] != nil else { throw .unknownParty(party, adjustment: adjustment.id) }
                if amount > 0 {
                    turnovers[party]?.credit += Int128(amount)
                } else {
                    turnovers[party]?.otherDebit -= Int128(amount)
                }
            }
        }
    }

    /// Adds what leavers pay for points still out.
    mutating func addRunOffs() throws(SettlementError) -> [RunOffTerm] {
        var runOffs: [RunOffTerm] = []
        for (partner, own) in terms.partners.sorted(by: { $0.key < $1.key }) {
            guard let term = try RunOffTerm(partner, own, terms: terms) else { continue }
            turnovers[partner]?.otherDebit += Int128(term.amount)
            runOffs.append(term)
        }
        return runOffs
    }

    /// Takes the debts of those who do not pay off them, and lays on the survivors what the waterfall says.
    mutating func addDefaults() throws(SettlementError) -> [Allocation] {
        guard !terms.defaults.isEmpty else { return [] }
        var nets: [PartnerID: Int64] = [:]
        for position in try positions() { nets[position.partner] = position.net }
        let allocations = try DefaultWaterfall(operatorShare: terms.operatorShare)
            .allocations(nets: nets, defaults: terms.defaults)
        for allocation in allocations {
            turnovers[allocation.defaulter]?.credit += Int128(allocation.amount)
            if case .survivor(let partner) = allocation.bearer {
                turnovers[partner]?.otherDebit += Int128(allocation.amount)
            }
        }
        return allocations
    }

    /// Every partner's position, by id.
    func positions() throws(SettlementError) -> [Position] {
        var positions: [Position] = []
        for (partner, own) in terms.partners.sorted(by: { $0.key < $1.key }) {
            let turnover = turnovers[partner] ?? Turnover()
            let fee = try own.fee(on: turnover.feeBearingDebit, currency: terms.currency)
            let debit = turnover.feeBearingDebit + turnover.otherDebit
            let net = try Settlement.narrow(turnover.credit - debit - Int128(fee) + Int128(own.carriedIn))
            // A defaulter's account for the cycle is closed: what is left of its net is what was received.
            let isCarried = net.magnitude < terms.minimumPayment.magnitude && terms.defaults[partner] == nil
            positions.append(
                try Position(
                    partner: partner, grossDebit: Settlement.narrow(debit),
                    grossCredit: Settlement.narrow(turnover.credit), fee: fee, carriedIn: own.carriedIn, net: net,
                    carriedOut: isCarried ? net : 0))
        }
        return positions
    }
}

extension PartnerTerms {
    /// The operator's fee on a gross debit: its share, at least the minimum fee; nothing once the partner has left.
    fileprivate func fee(on debit: Int128, currency: CurrencyCode) throws(SettlementError) -> Int64 {
        guard runOff != .departed else { return 0 }
        let debit = try Settlement.narrow(debit)
        return max(minimumFee, serviceFee.share(of: Money(minorUnits: debit, currency: currency)).minorUnits)
    }
}
