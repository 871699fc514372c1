import Partners
import Quantities

/// 2026-11-20T10:00:00Z, when the plans of these tests are made.
let now = Instant(seconds: 1_795_168_800)

func rate(_ text: String) throws -> Rate { try Rate(text) }

extension Coalition {
    static func sample(
        currency: String = "RON", prefix: String = "9990", pointValue: String = "0.0095", approvals: Int64 = 1,
        account: BankAccount? = nil
    ) throws -> Coalition {
        Coalition(
            name: ["en": "Sample"], currency: try CurrencyCode(currency), timeZone: "Europe/Bucharest",
            defaultRegion: "RO", cardPrefix: prefix, pointValue: try Rate(pointValue),
            settlement: CoalitionSettlement(schedule: .weekly, cutOff: "MON 00:00", approvals: approvals),
            operatorAccount: account)
    }
}

extension Contract {
    static func sample(issuePrice: String = "0.0100", cap: Int64? = nil) throws -> Contract {
        Contract(
            earning: .computed(points: 1, per: 100), issuePrice: try Rate(issuePrice),
            redemptionRate: try Rate("0.0095"), netDebitCap: cap)
    }
}

extension PartnerKey {
    static func sample(
        _ id: String, material: String = "A", until: Instant = now.advanced(bySeconds: 86_400), isRevoked: Bool = false
    ) -> PartnerKey {
        PartnerKey(
            id: id, algorithm: .ed25519, publicKey: material, validFrom: now, validUntil: until, isRevoked: isRevoked)
    }
}

extension PartnerFile {
    static func sample(
        _ id: String, contract: Contract? = nil, effectiveFrom: Instant? = nil, keys: [PartnerKey] = [],
        status: Partner.Status = .active, deliveries: [DeliveryTarget] = []
    ) throws -> PartnerFile {
        let version = ContractVersion(effectiveFrom: effectiveFrom ?? now, contract: try contract ?? .sample())
        let partner = Partner(
            id: try PartnerID(id), name: ["en": id], kind: .merchant, status: status, keys: keys,
            contracts: [version], settlement: PartnerSettlement(account: nil, deliveries: deliveries))
        return PartnerFile(partner: partner, effectiveFrom: effectiveFrom)
    }
}

extension PartnerFolder {
    static func sample(coalition: Coalition? = nil, _ partners: PartnerFile...) throws -> PartnerFolder {
        PartnerFolder(coalition: try coalition ?? .sample(), partners: partners)
    }
}

/// What binds after the first folder was applied.
func applied(_ folder: PartnerFolder, at instant: Instant = now) throws -> CoalitionSnapshot {
    try PartnerPlan(current: nil, wanted: folder, now: instant).snapshot
}

/// The text of the plan from one folder, applied a day before now, to another.
func plan(from old: PartnerFolder, to new: PartnerFolder) throws -> PartnerPlan {
    try PartnerPlan(current: try applied(old, at: now.advanced(bySeconds: -86_400)), wanted: new, now: now)
}
