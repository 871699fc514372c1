import Partners

/// What there is to meet the debt of a partner that does not pay, in minor units; each from zero up.
public struct DefaultFunds: Hashable, Sendable {
    /// What it has deposited against its own default.
    public let collateral: Int64
    /// Its share of the reserve fund.
    public let reserve: Int64
    /// What it has paid for this cycle already.
    public let received: Int64

    /// Funds of these amounts.
    public init(collateral: Int64, reserve: Int64, received: Int64) {
        self.collateral = collateral
        self.reserve = reserve
        self.received = received
    }
}

/// Who bears a part of a default.
public enum AllocationBearer: Hashable, Sendable {
    /// The defaulter's own collateral.
    case collateral
    /// The defaulter's share of the reserve fund.
    case reserve
    /// The operator, up to what the coalition agreed.
    case operatorShare
    /// A partner with a net credit in the cycle.
    case survivor(PartnerID)
    /// The operator, for what all net credits together cannot bear.
    case operatorRest

    /// The name in files, such as `operator_share` or `survivor:cafe`.
    public var name: String {
        switch self {
        case .collateral: "collateral"
        case .reserve: "reserve"
        case .operatorShare: "operator_share"
        case .survivor(let partner): "survivor:\(partner)"
        case .operatorRest: "operator_rest"
        }
    }
}

/// One part of a defaulter's debt and who bears it.
public struct Allocation: Hashable, Sendable {
    /// Who does not pay.
    public let defaulter: PartnerID
    /// Who bears this part.
    public let bearer: AllocationBearer
    /// Minor units; above zero.
    public let amount: Int64

    /// A part of a debt.
    public init(defaulter: PartnerID, bearer: AllocationBearer, amount: Int64) {
        self.defaulter = defaulter
        self.bearer = bearer
        self.amount = amount
    }
}

/// The written order in which the debt of a defaulter is met: its collateral, its share of the reserve fund, the operator up
/// to its share, the survivors in proportion to their net credits, and the operator for what is left.
///
/// Survivors share by largest remainder, ties by id: the parts add up exactly, and none is larger than the net credit it is
/// taken from, so that nobody who survives becomes a debtor by it.
public struct DefaultWaterfall: Sendable {
    /// The most the operator bears before the survivors do, for each default; from zero up.
    public let operatorShare: Int64

    /// A waterfall with this share of the operator.
    public init(operatorShare: Int64) {
        self.operatorShare = operatorShare
    }

    /// The allocations of all defaults, by defaulter and then in the order of the waterfall.
    ///
    /// - Parameters:
    ///   - nets: every partner's net before, in minor units; above zero where it is owed.
    ///   - defaults: the defaulters' funds; what they owe beyond what was received is the debt. A defaulter is no survivor of
    ///     another's default.
    /// - Throws: ``SettlementError/overflow`` for a debt past 64 bits.
    public func allocations(
        nets: [PartnerID: Int64], defaults: [PartnerID: DefaultFunds]
    ) throws(SettlementError) -> [Allocation] {
        var credits = nets.filter { $0.value > 0 && defaults[$0.key] == nil }
        var allocations: [Allocation] = []
        for (defaulter, funds) in defaults.sorted(by: { $0.key < $1.key }) {
            let debt = max(0, -Int128(nets[defaulter] ?? 0) - Int128(funds.received))
            var rest = try Settlement.narrow(debt)
            for (bearer, most) in [
                (AllocationBearer.collateral, funds.collateral), (.reserve, funds.reserve),
                (.operatorShare, operatorShare),
            ] {
                let part = min(rest, most)
                guard part > 0 else { continue }
                allocations.append(Allocation(defaulter: defaulter, bearer: bearer, amount: part))
                rest -= part
            }
            for (partner, part) in Self.shares(of: rest, among: credits) where part > 0 {
                allocations.append(Allocation(defaulter: defaulter, bearer: .survivor(partner), amount: part))
                credits[partner, default: 0] -= part
                rest -= part
            }
            if rest > 0 {
                allocations.append(Allocation(defaulter: defaulter, bearer: .operatorRest, amount: rest))
            }
        }
        return allocations
    }

    /// `amount`, or all the credits where those are less, in proportion to the credits; by id.
    private static func shares(
        of amount: Int64, among credits: [PartnerID: Int64]
    ) -> [(partner: PartnerID, part: Int64)] {
        let total = credits.reduce(Int128(0)) { $0 + Int128($1.value) }
        guard amount > 0, total > 0 else { return [] }
        let borne = min(Int128(amount), total)
        var shares: [(partner: PartnerID, part: Int64, remainder: Int128)] = []
        var left = borne
        for (partner, credit) in credits.sorted(by: { $0.key < $1.key }) where credit > 0 {
            // Two factors of 63 bits, so the product fits; the quotient is at most the credit, so it narrows.
            let (part, remainder) = (borne * Int128(credit)).quotientAndRemainder(dividingBy: total)
            shares.append((partner, Int64(part), remainder))
            left -= part
        }
        let byRemainder = shares.indices.sorted { one, other in
            (shares[other].remainder, shares[one].partner) < (shares[one].remainder, shares[other].partner)
        }
        // Fewer units are left than there are shares with a remainder.
        for index in byRemainder.prefix(Int(left)) { shares[index].part += 1 }
        return shares.map { ($0.partner, $0.part) }
    }
}
