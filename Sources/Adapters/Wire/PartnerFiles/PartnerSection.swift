import Partners
import Quantities
import Yams

extension FileSection {
    /// The members of a partner's file.
    static let partnerMembers = ["id", "name", "kind", "status", "leaves_on", "keys", "contract", "settlement"]

    /// The partner this file describes; nil when something required is missing or wrong.
    ///
    /// `effectiveNow` is the beginning of a contract that names none.
    func partner(fileName: String, effectiveNow: Instant, keys reader: KeyReading) -> PartnerFile? {
        let id = required("id")?.partnerID(fileName: fileName)
        let name = required("name")?.names()
        let kind = optional("kind")?.choice(Partner.Kind.self)
        let status = optional("status")?.choice(Partner.Status.self)
        let leavesOn = optional("leaves_on")?.day()
        if status != .leaving, leavesOn != nil {
            optional("leaves_on")?.refuse("is only for a partner whose status is leaving")
        }
        let keys = optional("keys")?.list(most: 100)?.compactMap { reader.key($0) }
        let contractSection = required("contract")?.section(known: FileSection.contractMembers)
        let contract = contractSection?.contract()
        let effectiveFrom = contractSection?.optional("effective_from")?.moment()
        let settlement = optional("settlement")?.section(known: ["account", "deliveries"])
        let account = settlement?.optional("account")?.account()
        let deliveries = settlement?.optional("deliveries")?.list(most: 8)?.compactMap { $0.delivery() }
        guard let id, let name, let contract else { return nil }
        let version = ContractVersion(effectiveFrom: effectiveFrom ?? effectiveNow, contract: contract)
        let partner = Partner(
            id: id, name: name, kind: kind ?? .merchant, status: status ?? .active, keys: keys ?? [],
            contracts: [version], settlement: PartnerSettlement(account: account, deliveries: deliveries ?? []),
            leavesOn: leavesOn)
        return PartnerFile(partner: partner, effectiveFrom: effectiveFrom, origin: findings.origin)
    }

    private static let contractMembers = [
        "earning", "issue_price", "redemption_rate", "service_fee_basis_points", "minimum_fee", "breakage_share",
        "net_debit_cap", "pending_days", "effective_from",
    ]

    private func contract() -> Contract? {
        let earning = required("earning")?.earning()
        let issuePrice = required("issue_price")?.decimal()
        let redemptionRate = required("redemption_rate")?.decimal()
        let fee = optional("service_fee_basis_points")?.integer(in: 0...10_000).flatMap { try? BasisPoints($0) }
        let minimumFee = optional("minimum_fee")?.integer(in: 0...1_000_000_000_000)
        let breakage = optional("breakage_share")?.decimal(atMost: .whole)
        let cap = optional("net_debit_cap")?.integer(in: 0...1_000_000_000_000_000)
        let pendingDays = optional("pending_days")?.integer(in: 0...365)
        guard let earning, let issuePrice, let redemptionRate else { return nil }
        return Contract(
            earning: earning, issuePrice: issuePrice, redemptionRate: redemptionRate, serviceFee: fee ?? .zero,
            minimumFee: minimumFee ?? 0, breakageShare: breakage ?? .zero, netDebitCap: cap,
            pendingDays: pendingDays ?? 0)
    }
}

extension FileEntry {
    fileprivate func partnerID(fileName: String) -> PartnerID? {
        guard let text = text() else { return nil }
        guard let id = try? PartnerID(text) else {
            refuse("\(described) is not an id: 1 to 32 of a-z, 0-9 and -, a letter first")
            return nil
        }
        guard !PartnerID.reserved.contains(text) else {
            refuse("\(described) is reserved; no partner may bear it")
            return nil
        }
        if fileName != "\(text).yaml" { refuse("\(described) must be the file's name, which is \(fileName)") }
        return id
    }

    /// `stated`, or points for each so many minor units.
    fileprivate func earning() -> Contract.Earning? {
        if case .scalar(let scalar) = node {
            if scalar.string == "stated" { return .stated }
            refuse("\(described) is neither \"stated\" nor {points, per}")
            return nil
        }
        guard let section = section(known: ["points", "per"]) else { return nil }
        let points = section.required("points")?.integer(in: 1...1_000_000_000)
        let per = section.required("per")?.integer(in: 1...1_000_000_000_000)
        guard let points, let per else { return nil }
        return .computed(points: points, per: per)
    }
}
