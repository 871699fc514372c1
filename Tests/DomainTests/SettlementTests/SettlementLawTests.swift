import CoalitionTestKit
import Foundation
import Ledger
import Partners
import Quantities
import Settlement
import Testing

/// The table of PROTOCOL.md section 4 read aloud, in decimal arithmetic, posting by posting: slow, and obviously right.
struct PlainModel {
    let business: RandomBusiness

    private func decimal(_ rate: Rate) -> Decimal { Decimal(rate.millionths) / 1_000_000 }

    /// Half to even, in minor units.
    private func rounded(_ amount: Decimal) -> Int64 {
        var scaled = amount * Decimal(Decimals.power(of: business.terms.currency.minorUnitDigits))
        var result = Decimal()
        NSDecimalRound(&result, &scaled, 0, .bankers)
        return NSDecimalNumber(decimal: result).int64Value
    }

    /// One product a rate, over the postings that `matches` picks, rounded each.
    private func sum(_ rate: (FlowKey) -> Rate, share: Rate? = nil, _ points: (StatementPosting) -> Int64) -> Int64 {
        var byRate: [Rate: Int64] = [:]
        for posting in business.postings {
            let count = points(posting)
            if count != 0 { byRate[rate(posting.key), default: 0] += count }
        }
        return byRate.reduce(0) { total, entry in
            total + rounded(Decimal(entry.value) * decimal(entry.key) * (share.map(decimal) ?? 1))
        }
    }

    func debit(_ issuer: PartnerID) -> Int64 {
        switch business.terms.model {
        case .issuerPays:
            return everyone.filter { $0 != issuer }.reduce(0) { total, redeemer in
                total
                    + sum(\.issuePrice) { posting in
                        let isPair = posting.key.issuer == issuer && posting.key.redeemer == redeemer
                        return posting.key.kind == .redeemed && isPair ? posting.points.count : 0
                    }
            }
        case .pool:
            return sum(\.issuePrice) { posting in
                guard posting.key.issuer == issuer else { return 0 }
                return posting.key.kind == .issued
                    ? posting.points.count : posting.key.kind == .reversed ? -posting.points.count : 0
            }
        }
    }

    func credit(_ redeemer: PartnerID) -> Int64 {
        let isPool = business.terms.model == .pool
        let pieces = everyone.filter { isPool || $0 != redeemer }.reduce(Int64(0)) { total, issuer in
            total
                + sum(\.redemptionRate) { posting in
                    let isPair = posting.key.issuer == issuer && posting.key.redeemer == redeemer
                    return posting.key.kind == .redeemed && isPair ? posting.points.count : 0
                }
        }
        guard isPool else { return pieces }
        return pieces
            + sum(\.issuePrice, share: business.terms.partners[redeemer]?.breakageShare) { posting in
                guard posting.key.issuer == redeemer else { return 0 }
                return posting.key.kind == .expired
                    ? posting.points.count : posting.key.kind == .expiryReversed ? -posting.points.count : 0
            }
    }

    private var everyone: [PartnerID] { Array(business.terms.partners.keys) + [.operator] }
}

@Suite struct `Laws of settlement, over random business` {
    static let seeds: Range<UInt64> = 0..<2_000

    @Test func `nets and the operator add up to zero, and every figure is the plain model's`() throws {
        for seed in Self.seeds {
            let business = try RandomBusiness(seed: seed)
            let settlement = try Settlement.calculate(
                flows: business.flows, terms: business.terms, closeDay: business.closeDay)
            let model = PlainModel(business: business)
            let house = settlement.operatorPosition
            #expect(settlement.positions.reduce(house.net) { $0 + $1.net } == 0, "seed \(seed)")
            #expect(house.net == house.grossCredit - house.grossDebit - house.fee + house.carriedIn, "seed \(seed)")
            #expect(settlement.positions.count == business.terms.partners.count, "seed \(seed)")
            for position in settlement.positions {
                #expect(position.grossDebit == model.debit(position.partner), "seed \(seed) \(position.partner)")
                #expect(position.grossCredit == model.credit(position.partner), "seed \(seed) \(position.partner)")
                let turnover = position.grossCredit - position.grossDebit
                #expect(position.net == turnover - position.fee + position.carriedIn, "seed \(seed)")
                let isSmall = abs(position.net) < business.terms.minimumPayment
                #expect(position.carriedOut == (isSmall ? position.net : 0), "seed \(seed)")
            }
        }
    }

    @Test func `statements close to the matrix and to the gross figures`() throws {
        for seed in Self.seeds {
            let business = try RandomBusiness(seed: seed)
            let settlement = try Settlement.calculate(
                flows: business.flows, terms: business.terms, closeDay: business.closeDay)
            for position in settlement.positions {
                let postings = business.postings(of: position.partner)
                let statement = try PartnerStatement.make(
                    partner: position.partner, postings: postings, settlement: settlement)
                let minorUnits = { (amount: UnroundedAmount) in amount.minorUnits(in: settlement.currency) }
                #expect(minorUnits(statement.trailer.amountDebit) == position.grossDebit, "seed \(seed)")
                #expect(minorUnits(statement.trailer.amountCredit) == position.grossCredit, "seed \(seed)")
                for row in settlement.matrix where row.issuer == position.partner || row.redeemer == position.partner {
                    let lines = statement.lines.filter { ($0.issuer, $0.redeemer) == (row.issuer, row.redeemer) }
                    let sum = UnroundedAmount(trillionths: lines.reduce(0) { $0 + $1.amount.trillionths })
                    let isTaker = row.redeemer == position.partner
                    #expect(minorUnits(sum) == (isTaker ? row.creditAmount : -row.debitAmount), "seed \(seed)")
                    #expect(lines.filter { $0.kind == .rounding }.count == 1, "seed \(seed)")
                }
            }
        }
    }

    @Test func `the order of flows has no influence`() throws {
        for seed in Self.seeds.prefix(200) {
            let business = try RandomBusiness(seed: seed)
            let flows = try business.flows
            let other = Dictionary(uniqueKeysWithValues: flows.shuffled())
            let settlement = try Settlement.calculate(flows: flows, terms: business.terms, closeDay: business.closeDay)
            let again = try Settlement.calculate(flows: other, terms: business.terms, closeDay: business.closeDay)
            #expect(settlement == again, "seed \(seed)")
        }
    }
}
