import Ledger
import Partners
import Quantities

/// The points of a cycle by pair and rate, gathered before anything is multiplied or rounded.
///
/// Sums run in 128 bits and are narrowed at the end, so that no order of flows can overflow where another would not.
struct FlowSums {
    struct Pair: Hashable {
        let issuer: PartnerID
        let redeemer: PartnerID
    }

    struct Product: Hashable {
        let pair: Pair
        let rate: Rate
    }

    private var points: [Pair: Int128] = [:]
    private var debits: [Product: Int128] = [:]
    private var credits: [Product: Int128] = [:]
    private var issued: [Product: Int128] = [:]
    private var expired: [Product: Int128] = [:]

    mutating func add(
        _ key: FlowKey, _ delta: PointsDelta, terms: SettlementTerms
    ) throws(SettlementError) {
        for party in [key.issuer, key.redeemer] {
            guard party == .operator || terms.partners[party] != nil else { throw .unknownPartner(party) }
        }
        guard key.kind == .redeemed || key.issuer == key.redeemer else { throw .foreignRedeemer(key) }
        let pair = Pair(issuer: key.issuer, redeemer: key.redeemer)
        let count = Int128(delta.count)
        switch key.kind {
        case .redeemed:
            points[pair, default: 0] += count
            credits[Product(pair: pair, rate: key.redemptionRate), default: 0] += count
            // The operator as issuer pays each redeemer's own rate.
            let price = key.issuer == .operator ? key.redemptionRate : key.issuePrice
            debits[Product(pair: pair, rate: price), default: 0] += count
        case .issued:
            issued[Product(pair: pair, rate: key.issuePrice), default: 0] += count
        case .reversed:
            issued[Product(pair: pair, rate: key.issuePrice), default: 0] -= count
        case .expired:
            expired[Product(pair: pair, rate: key.issuePrice), default: 0] += count
        case .expiryReversed:
            expired[Product(pair: pair, rate: key.issuePrice), default: 0] -= count
        }
    }

    /// A row for each pair whose points or amounts differ from zero.
    func matrix(terms: SettlementTerms) throws(SettlementError) -> [MatrixRow] {
        let debitAmounts = try Self.amounts(debits, currency: terms.currency)
        let creditAmounts = try Self.amounts(credits, currency: terms.currency)
        var rows: [MatrixRow] = []
        for (pair, count) in points {
            let isOwn = pair.issuer == pair.redeemer
            let paysByPair =
                switch terms.model {
                // The points of a partner that has left are honoured at the operator's cost.
                case .issuerPays: !isOwn && terms.partners[pair.issuer]?.runOff != .departed
                case .pool: pair.issuer == .operator
                }
            let receivesByPair =
                switch terms.model {
                case .issuerPays: !isOwn
                case .pool: true
                }
            let row = try MatrixRow(
                issuer: pair.issuer, redeemer: pair.redeemer, points: PointsDelta(Settlement.narrow(count)),
                debitAmount: paysByPair ? Settlement.narrow(debitAmounts[pair] ?? 0) : 0,
                creditAmount: receivesByPair ? Settlement.narrow(creditAmounts[pair] ?? 0) : 0)
            if row.points != .zero || row.debitAmount != 0 || row.creditAmount != 0 { rows.append(row) }
        }
        return rows.sorted { ($0.issuer, $0.redeemer) < ($1.issuer, $1.redeemer) }
    }

    /// What partners pay by issuing and get back by expiry; nothing unless the model is `pool`.
    func poolTerms(terms: SettlementTerms) throws(SettlementError) -> [PoolTerm] {
        guard terms.model == .pool else { return [] }
        let debitAmounts = try Self.amounts(issued, currency: terms.currency)
        var rows: [PoolTerm] = []
        for (partner, own) in terms.partners.sorted(by: { $0.key < $1.key }) {
            let pair = Pair(issuer: partner, redeemer: partner)
            var credit: Int128 = 0
            for (product, count) in expired where product.pair == pair {
                credit += try Self.amount(
                    count, rate: product.rate, share: own.breakageShare, currency: terms.currency)
            }
            rows.append(
                try PoolTerm(
                    issuer: partner, issued: Self.total(issued, of: pair),
                    debitAmount: Settlement.narrow(debitAmounts[pair] ?? 0), expired: Self.total(expired, of: pair),
                    breakageShare: own.breakageShare, creditAmount: Settlement.narrow(credit)))
        }
        return rows
    }

    private static func total(_ sums: [Product: Int128], of pair: Pair) throws(SettlementError) -> PointsDelta {
        PointsDelta(try Settlement.narrow(sums.reduce(0) { $0 + ($1.key.pair == pair ? $1.value : 0) }))
    }

    private static func amounts(
        _ sums: [Product: Int128], currency: CurrencyCode
    ) throws(SettlementError) -> [Pair: Int128] {
        var amounts: [Pair: Int128] = [:]
        for (product, count) in sums {
            let points = PointsDelta(try Settlement.narrow(count))
            guard let amount = try? product.rate.amount(of: points, in: currency) else { throw .overflow }
            amounts[product.pair, default: 0] += Int128(amount.minorUnits)
        }
        return amounts
    }

    /// `count` × `rate` × `share` as one product, rounded once.
    private static func amount(
        _ count: Int128, rate: Rate, share: Rate, currency: CurrencyCode
    ) throws(SettlementError) -> Int128 {
        // Both factors are at most 10^18 and 10^3, the product of rates 10^18: only the points can make this too large.
        let unit =
            Int128(rate.millionths) * Int128(share.millionths) * Int128(Decimals.power(of: currency.minorUnitDigits))
        let (product, isTooLarge) = count.multipliedReportingOverflow(by: unit)
        guard !isTooLarge else { throw .overflow }
        return Decimals.divideHalfEven(product, by: 1_000_000_000_000)
    }
}
