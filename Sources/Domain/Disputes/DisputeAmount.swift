import Ledger
import Partners
import Quantities
import Settlement

/// What disputed lines are worth: legs in minor units by party, above zero for who gets money back, never zero, adding up
/// to exactly zero.
public enum DisputeAmount {
    /// The terms under which the lines were settled.
    public struct Terms: Hashable, Sendable {
        /// Who pays when.
        public let model: SettlementModel
        /// The currency of all amounts.
        public let currency: CurrencyCode
        /// In the pool model, the part of an expired point's issue price that came back, by issuer.
        public let breakageShares: [PartnerID: Rate]

        /// Terms of these facts.
        public init(model: SettlementModel, currency: CurrencyCode, breakageShares: [PartnerID: Rate] = [:]) {
            self.model = model
            self.currency = currency
            self.breakageShares = breakageShares
        }

        /// The terms of a calculated version.
        public init(_ terms: SettlementTerms) {
            self.init(
                model: terms.model, currency: terms.currency,
                breakageShares: terms.partners.mapValues(\.breakageShare))
        }
    }

    private struct Product: Hashable {
        let party: PartnerID
        let issuer: PartnerID
        let redeemer: PartnerID
        let price: UnroundedAmount
    }

    /// What it takes to undo these lines: the issuer gets back its price, the redeemer gives back its rate, and the
    /// operator bears or keeps what is between. In `pool` the issuer gets back the price it paid when it issued.
    ///
    /// Each product, one for each party, pair and price, is rounded once, half to even; lines of one kind that cancel out
    /// are summed before. Points stay where they are.
    ///
    /// - Throws: ``QuantityError/overflow``.
    public static func legs(
        undoing lines: [DisputedPosting], terms: Terms
    ) throws(QuantityError) -> [PartnerID: Int64] {
        var products: [Product: UnroundedAmount] = [:]
        for line in lines {
            for (party, price, direction) in moves(of: line.key, terms: terms) where party != .operator {
                let product = Product(party: party, issuer: line.key.issuer, redeemer: line.key.redeemer, price: price)
                let amount = try price.times(direction < 0 ? line.points.negated : line.points)
                products[product] = try (products[product] ?? .zero).adding(amount)
            }
        }
        let minorUnit = UnroundedAmount(minorUnits: 1, currency: terms.currency).trillionths
        var sums: [PartnerID: Int128] = [:]
        for (product, amount) in products {
            let rounded = Decimals.divideHalfEven(amount.trillionths, by: minorUnit)
            sums[product.party, default: 0] += rounded
            sums[.operator, default: 0] -= rounded
        }
        var legs: [PartnerID: Int64] = [:]
        for (party, sum) in sums where sum != 0 {
            guard let amount = Int64(exactly: sum), amount != .min else { throw .overflow }
            legs[party] = amount
        }
        return legs
    }

    /// Who gets the price of a line's points back (+1) or gives it back (-1).
    private static func moves(
        of key: FlowKey, terms: Terms
    ) -> [(party: PartnerID, price: UnroundedAmount, direction: Int)] {
        let issuePrice = UnroundedAmount(rate: key.issuePrice)
        let share = UnroundedAmount(rate: key.issuePrice, share: terms.breakageShares[key.issuer] ?? .zero)
        return switch (terms.model, key.kind) {
        case (.issuerPays, .redeemed) where key.issuer == key.redeemer: []
        case (.issuerPays, .redeemed), (.pool, .redeemed):
            [(key.issuer, issuePrice, 1), (key.redeemer, UnroundedAmount(rate: key.redemptionRate), -1)]
        case (.issuerPays, .issued), (.issuerPays, .reversed), (.issuerPays, .expired), (.issuerPays, .expiryReversed):
            []
        case (.pool, .issued): [(key.issuer, issuePrice, 1)]
        case (.pool, .reversed): [(key.issuer, issuePrice, -1)]
        case (.pool, .expired): [(key.issuer, share, -1)]
        case (.pool, .expiryReversed): [(key.issuer, share, 1)]
        }
    }

    /// What is credited until the dispute is decided: what the disputing partner would get, borne by the operator; nothing
    /// when it would get nothing.
    public static func provisional(for partner: PartnerID, of legs: [PartnerID: Int64]) -> [PartnerID: Int64] {
        guard partner != .operator, let amount = legs[partner], amount > 0 else { return [:] }
        return [partner: amount, .operator: -amount]
    }

    /// What is left to post of `legs` when `posted` was posted already.
    ///
    /// - Throws: ``QuantityError/overflow``.
    public static func difference(
        _ legs: [PartnerID: Int64], less posted: [PartnerID: Int64]
    ) throws(QuantityError) -> [PartnerID: Int64] {
        var left = legs
        for (party, amount) in posted {
            let (rest, isTooLarge) = (left[party] ?? 0).subtractingReportingOverflow(amount)
            guard !isTooLarge else { throw .overflow }
            left[party] = rest == 0 ? nil : rest
        }
        return left
    }

    /// What a step of a dispute posts.
    ///
    /// - Throws: ``QuantityError/overflow``.
    public static func posted(
        by effect: DisputeEffect, legs: [PartnerID: Int64], provisional: [PartnerID: Int64]
    ) throws(QuantityError) -> (kind: AdjustmentKind, legs: [PartnerID: Int64])? {
        switch effect {
        case .none: return nil
        case .postFinal:
            let left = try difference(legs, less: provisional)
            return left.isEmpty ? nil : (.dispute, left)
        case .takeBackProvisional:
            return provisional.isEmpty ? nil : (.provisionalReversal, try difference([:], less: provisional))
        }
    }
}
