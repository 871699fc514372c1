import Foundation
import Signatures

/// The coalition of a benchmark: partners alike, each with a key of its own, in partner files as an operator writes them.
struct BenchmarkCoalition: Sendable {
    /// What load clients need of each partner.
    let senders: [LoadPlan.Sender]
    /// The folder with the partner files.
    let files: String

    /// Makes keys and writes the files.
    init(_ folder: BenchmarkFolder, partners: Int, keys: PartnerKeys) throws {
        files = folder("partners")
        try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            atPath: folder("keys"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try folder.write(Self.coalition, to: "partners/coalition.yaml")
        var senders: [LoadPlan.Sender] = []
        for number in 1...max(1, partners) {
            let id = "partner-\(number)"
            let algorithm: SignatureAlgorithm =
                switch keys {
                case .ed25519: .ed25519
                case .p256: .ecdsaP256SHA256
                case .mixed: number.isMultiple(of: 2) ? .ecdsaP256SHA256 : .ed25519
                }
            let key = try SigningKey.generate(algorithm)
            try folder.write(key.pem, to: "keys/\(id).pem")
            try folder.write(Self.partner(id, key.verificationKey), to: "partners/\(id).yaml")
            senders.append(LoadPlan.Sender(partner: id, keyID: "\(id)-key", keyPath: folder("keys/\(id).pem")))
        }
        self.senders = senders
    }

    private static let coalition = """
        name: {en: Benchmark Coalition}
        currency: RON
        time_zone: Europe/Bucharest
        default_region: RO
        card_prefix: "9990"
        point_value: "0.0095"
        settlement: {model: issuer_pays, schedule: manual, settlement_days: 2, approvals: 0}

        """

    private static func partner(_ id: String, _ key: VerificationKey) -> String {
        let lines = key.pem.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        return """
            id: \(id)
            name: {en: The \(id)}
            status: active
            keys:
              - id: \(id)-key
                algorithm: \(key.algorithm.rawValue)
                valid_from: 2020-01-01T00:00:00Z
                valid_until: 2099-01-01T00:00:00Z
                public_key: |
            \(lines)
            contract:
              earning: {points: 1, per: 100}
              issue_price: "0.0100"
              redemption_rate: "0.0095"

            """
    }
}
