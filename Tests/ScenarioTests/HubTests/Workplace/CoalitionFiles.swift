import Foundation
import ScenarioKit
import Signatures

/// The partner files of a story's coalition, and the partners' private keys.
///
/// A grocer and a café are active, a drugstore suspended, a fuel chain leaving; the wine shop's cap is one leu. Every
/// partner signs with `<id>-1`; the grocer's `grocery-old` ran out and its `grocery-lost` was revoked.
struct CoalitionFiles: Sendable {
    struct Member: Sendable {
        let id: String
        var status = "active"
        var cap: Int?
        var deliveries: [String] = []
        var keys: [Key]
    }

    struct Key: Sendable {
        let id: String
        let key: SigningKey
        var validFrom = "2020-01-01T00:00:00Z"
        var validUntil = "2099-01-01T00:00:00Z"
        var isRevoked = false
    }

    let folder: String
    var schedule = "manual"
    var partners: [Member]

    /// A folder's coalition, not yet written.
    init(_ folder: String) throws {
        self.folder = folder + "/partners"
        partners = []
        for (id, status, cap) in [
            ("grocery", "active", nil), ("cafe", "active", nil), ("drugstore", "suspended", nil),
            ("fuel", "leaving", nil), ("wine", "active", 100),
        ] as [(String, String, Int?)] {
            let algorithm: SignatureAlgorithm = id == "cafe" ? .ecdsaP256SHA256 : .ed25519
            let key = Key(id: "\(id)-1", key: try SigningKey.generate(algorithm))
            partners.append(Member(id: id, status: status, cap: cap, keys: [key]))
        }
        let old = try SigningKey.generate(.ed25519)
        partners[0].keys.append(Key(id: "grocery-old", key: old, validUntil: "2021-01-01T00:00:00Z"))
        partners[0].keys.append(Key(id: "grocery-lost", key: try SigningKey.generate(.ed25519), isRevoked: true))
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
    }

    /// The private key of an id.
    func key(_ id: String) throws -> SigningKey {
        guard let found = partners.flatMap(\.keys).first(where: { $0.id == id }) else {
            throw StoryBroken("no key \(id)")
        }
        return found.key
    }

    subscript(id: String) -> Member {
        get { partners[place(id)] }
        set { partners[place(id)] = newValue }
    }

    private func place(_ id: String) -> Int {
        partners.firstIndex { $0.id == id } ?? 0
    }

    /// Writes all files.
    func write() throws {
        try write("coalition", coalition)
        for partner in partners { try write(partner.id, text(partner)) }
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).yaml"))
    }

    private var coalition: String {
        """
        name: {en: Story Coalition}
        currency: RON
        time_zone: Europe/Bucharest
        default_region: RO
        card_prefix: "9990"
        point_value: "0.0095"
        settlement: {model: issuer_pays, schedule: \(schedule), settlement_days: 2, approvals: 0}

        """
    }

    private func text(_ partner: Member) -> String {
        var lines = ["id: \(partner.id)", "name: {en: The \(partner.id)}", "status: \(partner.status)", "keys:"]
        for key in partner.keys {
            lines += [
                "  - id: \(key.id)", "    algorithm: \(key.key.algorithm.rawValue)", "    public_key: |",
            ]
            lines += key.key.verificationKey.pem.split(separator: "\n").map { "      " + $0 }
            lines += [
                "    valid_from: \(key.validFrom)", "    valid_until: \(key.validUntil)",
                "    revoked: \(key.isRevoked)",
            ]
        }
        lines += [
            "contract:", "  earning: {points: 1, per: 100}", "  issue_price: \"0.0100\"",
            "  redemption_rate: \"0.0095\"",
        ]
        if let cap = partner.cap { lines.append("  net_debit_cap: \(cap)") }
        if !partner.deliveries.isEmpty {
            lines += ["settlement:", "  deliveries:"] + partner.deliveries.map { "    - \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
