import Ledger
import Partners
import Quantities

/// What one partner owes and has not paid yet: its unsettled net debit, kept exact posting by posting.
///
/// Valued as settlement will value it: each product, one for each cycle, pair and rate, is rounded once, half to even
/// (PROTOCOL.md section 4, "Debit cap"). Fees are charged when a cycle is calculated and are not part of it.
public struct Exposure: Hashable, Sendable {
    private enum Side: Hashable, Sendable {
        case debit, credit
    }

    /// One product of points and a rate.
    private struct Product: Hashable, Sendable {
        let cycle: Int64
        let side: Side
        let kind: FlowKind
        let counterparty: PartnerID
        let rate: Rate
    }

    /// Whose exposure it is.
    public let partner: PartnerID
    private let model: SettlementModel
    private let currency: CurrencyCode
    private let breakageShare: Rate
    private var products: [Product: Int64] = [:]
    /// What the partner owes, in minor units; below zero when it is owed.
    public private(set) var netDebit: Int64

    /// An exposure of `carried` minor units and no flows.
    ///
    /// - Parameter carried: owed from settled cycles and carried forward; below zero when the partner is owed.
    public init(
        partner: PartnerID, model: SettlementModel, currency: CurrencyCode, breakageShare: Rate, carried: Int64
    ) {
        self.partner = partner
        self.model = model
        self.currency = currency
        self.breakageShare = breakageShare
        netDebit = carried
    }

    /// Adds points of a flow in one unsettled cycle; flows between others change nothing.
    public mutating func add(_ points: Int64, of key: FlowKey, in cycle: Int64) {
        let isCrossPartner = key.issuer != key.redeemer
        switch (model, key.kind) {
        case (.issuerPays, .redeemed):
            guard isCrossPartner else { return }
            if key.issuer == partner {
                add(
                    points,
                    Product(
                        cycle: cycle, side: .debit, kind: .redeemed, counterparty: key.redeemer, rate: key.issuePrice))
            }
            if key.redeemer == partner { addCredit(points, key, cycle) }
        case (.pool, .redeemed):
            if key.redeemer == partner { addCredit(points, key, cycle) }
        case (.pool, .issued), (.pool, .reversed):
            guard key.issuer == partner else { return }
            let signed = key.kind == .issued ? points : -points
            add(signed, Product(cycle: cycle, side: .debit, kind: .issued, counterparty: partner, rate: key.issuePrice))
        case (.pool, .expired), (.pool, .expiryReversed):
            guard key.issuer == partner else { return }
            let signed = key.kind == .expired ? points : -points
            add(
                signed,
                Product(cycle: cycle, side: .credit, kind: .expired, counterparty: partner, rate: key.issuePrice))
        case (.issuerPays, .issued), (.issuerPays, .reversed), (.issuerPays, .expired), (.issuerPays, .expiryReversed):
            return
        }
    }

    private mutating func addCredit(_ points: Int64, _ key: FlowKey, _ cycle: Int64) {
        add(
            points,
            Product(cycle: cycle, side: .credit, kind: .redeemed, counterparty: key.issuer, rate: key.redemptionRate))
    }

    private mutating func add(_ points: Int64, _ product: Product) {
        let before = products[product, default: 0]
        let after = before &+ points
        products[product] = after
        let change = amount(after, product) &- amount(before, product)
        netDebit = product.side == .debit ? netDebit &+ change : netDebit &- change
    }

    /// An amount past 64 bits cannot arise from real points and rates; it counts as the largest there is.
    private func amount(_ points: Int64, _ product: Product) -> Int64 {
        if product.kind == .expired {
            let scale = Int128(Decimals.power(of: currency.minorUnitDigits))
            let worth = Int128(points) * Int128(product.rate.millionths) * Int128(breakageShare.millionths) * scale
            return Int64(clamping: Decimals.divideHalfEven(worth, by: 1_000_000_000_000))
        }
        return (try? product.rate.amount(of: PointsDelta(points), in: currency).minorUnits) ?? .max
    }
}
