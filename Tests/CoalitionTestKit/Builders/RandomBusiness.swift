import Ledger
import Partners
import Quantities
import Settlement

/// A cycle's worth of business between a few partners and the operator, with prices that change within the cycle.
public struct RandomBusiness: Sendable {
    /// What was agreed.
    public let terms: SettlementTerms
    /// What happened, in order.
    public let postings: [StatementPosting]
    /// The day it closed.
    public let closeDay = LocalDay(year: 2026, month: 11, day: 20)

    /// The sums of the postings.
    public var flows: [FlowKey: PointsDelta] {
        get throws {
            var flows: [FlowKey: PointsDelta] = [:]
            for posting in postings { flows[posting.key] = try (flows[posting.key] ?? .zero).adding(posting.points) }
            return flows
        }
    }

    /// The postings that `partner` sees.
    public func postings(of partner: PartnerID) -> [StatementPosting] {
        postings.filter { $0.key.issuer == partner || $0.key.redeemer == partner }
    }

    /// The business of a seed, under one model or either.
    public init(seed: UInt64, model: SettlementModel? = nil) throws {
        var numbers = ModelRandom(seed: seed)
        let names = ["cafe", "drugstore", "florist", "fuel", "grocery", "wine"]
        let partners = try names.prefix(Int.random(in: 1...6, using: &numbers)).map { try PartnerID($0) }
        let currency = try CurrencyCode(["RON", "JPY", "KWD"].randomElement(using: &numbers) ?? "RON")
        var prices: [PartnerID: [Rate]] = [:]
        var own: [PartnerID: PartnerTerms] = [:]
        for partner in partners + [.operator] {
            prices[partner] = try (0...1).map { _ in try Rate(millionths: Int64.random(in: 0...20_000, using: &numbers))
            }
            guard partner != .operator else { continue }
            own[partner] = PartnerTerms(
                serviceFee: try BasisPoints(Int64.random(in: 0...300, using: &numbers)),
                minimumFee: [0, 0, 500].randomElement(using: &numbers) ?? 0,
                breakageShare: try Rate(millionths: Int64.random(in: 0...1_000_000, using: &numbers)),
                carriedIn: Int64.random(in: -300...300, using: &numbers))
        }
        terms = SettlementTerms(
            model: model ?? (Bool.random(using: &numbers) ? .pool : .issuerPays), currency: currency,
            minimumPayment: [0, 100, 5_000].randomElement(using: &numbers) ?? 0, partners: own)
        var postings: [StatementPosting] = []
        for index in 0..<Int.random(in: 0...60, using: &numbers) {
            guard let issuer = (partners + [.operator]).randomElement(using: &numbers),
                let redeemer = (partners + partners + [.operator]).randomElement(using: &numbers),
                let price = prices[issuer]?.randomElement(using: &numbers),
                let rate = prices[redeemer]?.randomElement(using: &numbers),
                let kind = FlowKind.allCases.randomElement(using: &numbers)
            else { continue }
            let isReturn = kind == .redeemed && Int.random(in: 0...2, using: &numbers) == 0
            let points = Int64.random(in: 1...5_000, using: &numbers)
            let hasMessage = kind != .expired
            postings.append(
                StatementPosting(
                    occurredAt: Instant(seconds: 1_790_000_000 + Int64(index) * 61),
                    messageID: hasMessage ? ["-m\(index)", "till7-\(index)"].randomElement(using: &numbers) : nil,
                    transactionID: "transaction-\(index)",
                    key: kind == .redeemed
                        ? .redeemed(issuer: issuer, redeemer: redeemer, issuePrice: price, redemptionRate: rate)
                        : .own(kind, issuer: issuer, issuePrice: price),
                    points: PointsDelta(isReturn ? -points : points), member: "member-\(index % 7)",
                    leaf: hasMessage ? "leaf-\(index)" : nil))
        }
        self.postings = postings
    }
}

extension FlowKey {
    /// Pieces of `issuer` taken at `redeemer`.
    public static func redeemed(
        issuer: PartnerID, redeemer: PartnerID, issuePrice: Rate, redemptionRate: Rate
    ) -> FlowKey {
        FlowKey(
            kind: .redeemed, issuer: issuer, redeemer: redeemer, issuePrice: issuePrice, redemptionRate: redemptionRate)
    }

    /// A movement that concerns the issuer alone: issuing, reversing, expiring.
    public static func own(_ kind: FlowKind, issuer: PartnerID, issuePrice: Rate) -> FlowKey {
        FlowKey(kind: kind, issuer: issuer, redeemer: issuer, issuePrice: issuePrice)
    }
}
