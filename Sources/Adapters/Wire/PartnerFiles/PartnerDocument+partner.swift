import Partners
import Quantities

/// The stored form of ``Partner``.
struct PartnerRecord: Codable {
    let id: String
    let name: [String: String]
    let kind: String
    let status: String
    let keys: [Key]
    let contracts: [Terms]
    let account: AccountDocument?
    let deliveries: [Delivery]
    /// `YYYY-MM-DD`; absent for a partner that stays.
    let leavesOn: String?

    enum CodingKeys: String, CodingKey {
        case id, name, kind, status, keys, contracts, account, deliveries
        case leavesOn = "leaves_on"
    }

    struct Key: Codable {
        let id: String
        let algorithm: String
        let publicKey: String
        let validFrom: String
        let validUntil: String
        let revoked: Bool

        enum CodingKeys: String, CodingKey {
            case id, algorithm, revoked
            case publicKey = "public_key"
            case validFrom = "valid_from"
            case validUntil = "valid_until"
        }
    }

    struct Terms: Codable {
        let effectiveFrom: String
        /// Absent when the partner states the points.
        let earning: Earning?
        let issuePrice: String
        let redemptionRate: String
        let serviceFeeBasisPoints: Int64
        let minimumFee: Int64
        let breakageShare: String
        let netDebitCap: Int64?
        let pendingDays: Int64

        struct Earning: Codable {
            let points: Int64
            let per: Int64
        }

        enum CodingKeys: String, CodingKey {
            case earning
            case effectiveFrom = "effective_from"
            case issuePrice = "issue_price"
            case redemptionRate = "redemption_rate"
            case serviceFeeBasisPoints = "service_fee_basis_points"
            case minimumFee = "minimum_fee"
            case breakageShare = "breakage_share"
            case netDebitCap = "net_debit_cap"
            case pendingDays = "pending_days"
        }
    }

    struct Delivery: Codable {
        let url: String
        let identity: String?
        let hostKey: String?
        let clientCertificate: String?
        let clientKey: String?
        let ca: String?

        enum CodingKeys: String, CodingKey {
            case url, identity, ca
            case hostKey = "host_key"
            case clientCertificate = "client_certificate"
            case clientKey = "client_key"
        }
    }

    init(_ partner: Partner) {
        id = partner.id.text
        name = partner.name
        kind = partner.kind.rawValue
        status = partner.status.rawValue
        keys = partner.keys.map { key in
            Key(
                id: key.id, algorithm: key.algorithm.rawValue, publicKey: key.publicKey,
                validFrom: key.validFrom.description, validUntil: key.validUntil.description, revoked: key.isRevoked)
        }
        contracts = partner.contracts.map(Terms.init)
        account = partner.settlement.account.map(AccountDocument.init)
        leavesOn = partner.leavesOn?.description
        deliveries = partner.settlement.deliveries.map { target in
            Delivery(
                url: target.url, identity: target.identity, hostKey: target.hostKey,
                clientCertificate: target.clientCertificate, clientKey: target.clientKey, ca: target.ca)
        }
    }

    func partner() throws -> Partner {
        // The domain takes a partner without a contract for a mistake of ours and stops; a damaged row must not
        // bring that about.
        guard !contracts.isEmpty else { throw QuantityError.malformed("contracts") }
        let targets = deliveries.map { target in
            DeliveryTarget(
                url: target.url, identity: target.identity, hostKey: target.hostKey,
                clientCertificate: target.clientCertificate, clientKey: target.clientKey, ca: target.ca)
        }
        let leavesOn = try leavesOn.map { try LocalDay(stored: $0) }
        return Partner(
            id: try PartnerID(id), name: name, kind: try .init(stored: kind), status: try .init(stored: status),
            keys: try keys.map { try $0.key() }, contracts: try contracts.map { try $0.version() },
            settlement: PartnerSettlement(account: account?.account, deliveries: targets), leavesOn: leavesOn)
    }
}

extension LocalDay {
    /// The day that a stored text names.
    init(stored text: String) throws {
        guard let day = LocalDay(iso8601: text) else { throw QuantityError.malformed(text) }
        self = day
    }
}

extension PartnerRecord.Key {
    fileprivate func key() throws -> PartnerKey {
        PartnerKey(
            id: id, algorithm: try .init(stored: algorithm), publicKey: publicKey,
            validFrom: try Instant(rfc3339: validFrom),
            validUntil: try Instant(rfc3339: validUntil), isRevoked: revoked)
    }
}

extension PartnerRecord.Terms {
    fileprivate init(_ version: ContractVersion) {
        let contract = version.contract
        effectiveFrom = version.effectiveFrom.description
        switch contract.earning {
        case .stated: earning = nil
        case .computed(let points, let per): earning = Earning(points: points, per: per)
        }
        issuePrice = contract.issuePrice.description
        redemptionRate = contract.redemptionRate.description
        serviceFeeBasisPoints = contract.serviceFee.count
        minimumFee = contract.minimumFee
        breakageShare = contract.breakageShare.description
        netDebitCap = contract.netDebitCap
        pendingDays = contract.pendingDays
    }

    fileprivate func version() throws -> ContractVersion {
        let contract = Contract(
            earning: earning.map { .computed(points: $0.points, per: $0.per) } ?? .stated,
            issuePrice: try Rate(issuePrice), redemptionRate: try Rate(redemptionRate),
            serviceFee: try BasisPoints(serviceFeeBasisPoints), minimumFee: minimumFee,
            breakageShare: try Rate(breakageShare), netDebitCap: netDebitCap, pendingDays: pendingDays)
        return ContractVersion(effectiveFrom: try Instant(rfc3339: effectiveFrom), contract: contract)
    }
}
