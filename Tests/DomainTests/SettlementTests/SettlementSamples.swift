import Ledger
import Partners
import Quantities
import Settlement

/// Builders whose defaults let a test name only what matters.
enum Sample {
    static func partner(_ id: String) throws -> PartnerID { try PartnerID(id) }

    static func terms(
        _ model: SettlementModel = .issuerPays, currency: String = "RON", minimumPayment: Int64 = 0,
        partners: [String: PartnerTerms] = ["cafe": PartnerTerms(), "fuel": PartnerTerms(), "grocery": PartnerTerms()]
    ) throws -> SettlementTerms {
        var own: [PartnerID: PartnerTerms] = [:]
        for (id, terms) in partners { own[try PartnerID(id)] = terms }
        return SettlementTerms(
            model: model, currency: try CurrencyCode(currency), minimumPayment: minimumPayment, partners: own)
    }

    static func redeemed(
        _ issuer: String, at redeemer: String, price: String = "0.0100", rate: String = "0.0095"
    ) throws -> FlowKey {
        try .redeemed(
            issuer: PartnerID(issuer), redeemer: PartnerID(redeemer), issuePrice: Rate(price),
            redemptionRate: Rate(rate))
    }

    static func own(_ kind: FlowKind, _ issuer: String, price: String = "0.0100") throws -> FlowKey {
        try .own(kind, issuer: PartnerID(issuer), issuePrice: Rate(price))
    }

    static func settle(
        _ flows: [FlowKey: Int64], _ terms: SettlementTerms
    ) throws -> Settlement {
        try Settlement.calculate(
            flows: flows.mapValues(PointsDelta.init), terms: terms, closeDay: LocalDay(year: 2026, month: 11, day: 20))
    }
}

extension Settlement {
    /// Debit, credit, fee, net and carried out of a position.
    func figures(_ partner: String) throws -> [Int64] {
        let position = try PartnerID(partner) == .operator ? operatorPosition : position(of: PartnerID(partner))
        return position.map { [$0.grossDebit, $0.grossCredit, $0.fee, $0.net, $0.carriedOut] } ?? []
    }

    /// A row's points, debit and credit.
    func row(_ issuer: String, _ redeemer: String) throws -> [Int64]? {
        let pair = try (PartnerID(issuer), PartnerID(redeemer))
        return matrix.first { ($0.issuer, $0.redeemer) == pair }.map {
            [$0.points.count, $0.debitAmount, $0.creditAmount]
        }
    }
}
