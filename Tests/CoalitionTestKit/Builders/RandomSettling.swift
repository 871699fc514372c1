import Partners
import Quantities
import Settlement

/// A cycle's business with adjustments, partners that do not pay and partners that leave.
public struct RandomSettling: Sendable {
    /// The business beneath.
    public let business: RandomBusiness
    /// What was agreed, defaults and run-offs included.
    public let terms: SettlementTerms
    /// What was adjusted.
    public let adjustments: [Adjustment]

    /// What it comes to.
    public func settlement() throws -> Settlement {
        try Settlement.calculate(
            flows: business.flows, terms: terms, adjustments: adjustments, closeDay: business.closeDay)
    }

    /// The settling of a seed.
    public init(seed: UInt64) throws {
        business = try RandomBusiness(seed: seed)
        var numbers = ModelRandom(seed: seed ^ 0xD1CE)
        let partners = business.terms.partners.keys.sorted()
        var adjustments: [Adjustment] = []
        for index in 0..<Int.random(in: 0...4, using: &numbers) {
            let parties = (partners + [.operator]).shuffled(using: &numbers)
            var legs: [PartnerID: Int64] = [:]
            for party in parties.prefix(Int.random(in: 1..<parties.count, using: &numbers)) {
                legs[party] = Int64.random(in: 1...900, using: &numbers) * (Bool.random(using: &numbers) ? 1 : -1)
            }
            let sum = legs.values.reduce(0, +)
            guard sum != 0, let last = parties.last else { continue }
            legs[last] = -sum
            let moment = Instant(seconds: 1_790_000_000 + Int64(index))
            let draft = try AdjustmentDraft(
                id: UniqueID.make(at: moment, using: &numbers), kind: AdjustmentKind.allCases[index],
                reason: "=what \"was\" wrong", corrects: index % 2 == 0 ? ["till7-\(index)"] : ["cycle 000001 line 3"],
                legs: legs)
            adjustments.append(Adjustment(draft, madeAt: moment, madeBy: "ana"))
        }
        self.adjustments = adjustments.shuffled(using: &numbers)
        var own = business.terms.partners
        for partner in partners where Int.random(in: 0...4, using: &numbers) == 0 {
            guard let terms = own[partner] else { continue }
            let final = RunOff.final(
                outstanding: try Points(Int64.random(in: 0...30_000, using: &numbers)),
                price: try Rate(millionths: Int64.random(in: 0...20_000, using: &numbers)))
            own[partner] = PartnerTerms(
                serviceFee: terms.serviceFee, minimumFee: terms.minimumFee, breakageShare: terms.breakageShare,
                carriedIn: terms.carriedIn, runOff: Bool.random(using: &numbers) ? final : .departed)
        }
        var defaults: [PartnerID: DefaultFunds] = [:]
        for partner in partners where Int.random(in: 0...3, using: &numbers) == 0 {
            defaults[partner] = DefaultFunds(
                collateral: [0, Int64.random(in: 0...20_000, using: &numbers)].randomElement(using: &numbers) ?? 0,
                reserve: Int64.random(in: 0...3_000, using: &numbers),
                received: [0, 0, Int64.random(in: 0...3_000, using: &numbers)].randomElement(using: &numbers) ?? 0)
        }
        terms = SettlementTerms(
            model: business.terms.model, currency: business.terms.currency,
            minimumPayment: business.terms.minimumPayment, partners: own, defaults: defaults,
            operatorShare: [0, 0, 1_000].randomElement(using: &numbers) ?? 0)
    }
}
