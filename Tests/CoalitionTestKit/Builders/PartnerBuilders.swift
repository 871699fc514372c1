import Partners
import Quantities

extension Contract {
    /// One point a leu at 0.0100, taken at 0.0095, unless said otherwise.
    public static func sample(
        earning: Earning = .computed(points: 1, per: 100), issuePrice: String = "0.0100",
        redemptionRate: String = "0.0095", breakageShare: String = "0", cap: Int64? = nil, pendingDays: Int64 = 0
    ) -> Contract {
        Contract(
            earning: earning, issuePrice: .of(issuePrice), redemptionRate: .of(redemptionRate),
            breakageShare: .of(breakageShare), netDebitCap: cap, pendingDays: pendingDays)
    }
}

extension Partner {
    /// An active merchant with one contract that always binds.
    public static func sample(
        _ id: PartnerID = .grocery, status: Status = .active, contract: Contract = .sample()
    ) -> Partner {
        Partner(
            id: id, name: ["en": id.text], kind: .merchant, status: status, keys: [],
            contracts: [ContractVersion(effectiveFrom: Instant(seconds: 0), contract: contract)],
            settlement: PartnerSettlement(account: nil, deliveries: []))
    }
}

extension Coalition {
    /// A coalition in Bucharest that counts in lei, on the contract's defaults.
    public static func sample(
        clawback: Clawback = .absorb, model: SettlementModel = .issuerPays, expiryMonths: Int64 = 24,
        acceptDays: Int64 = 400, refundGraceDays: Int64 = 30, holdDays: Int64 = 7, minimumPayment: Int64 = 0
    ) -> Coalition {
        Coalition(
            name: ["en": "Sample"], currency: .ron, timeZone: "Europe/Bucharest", defaultRegion: "RO",
            cardPrefix: "9990", pointValue: .of("0.0095"), expiryMonths: expiryMonths, clawback: clawback,
            acceptDays: acceptDays, refundGraceDays: refundGraceDays, holdDays: holdDays,
            settlement: CoalitionSettlement(model: model, minimumPayment: minimumPayment))
    }
}
