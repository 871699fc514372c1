import Foundation
import PartnerClient
import Partners
import Quantities
import ScenarioKit
import Signatures
import Wire

/// The repository's own partner files, lent keys, folders for their statements, and the terms of the story; and what
/// people change in them later on.
final class CoalitionFolder {
    /// Where the files lie.
    let path: String
    /// The partners; each signs as `<id>-2017`.
    let partners: [PartnerID]
    /// Below it each partner's folder for what the hub delivers.
    let inboxes: String

    private let keys: String

    /// What the coalition of the story agreed on besides what its file says.
    private static let policies = """
          approvals: 2
          pay_creditors: funded
          overdue: {reminders: [1, 3, 7], interest: "0.0800"}
          acknowledgement: {days: 5, reminders: [3], silence: accepted}
          disputes: {days: 30, answer_days: 10, provisional_credit: true}
          default: {operator_share: 100}
        """

    private static let reader = PartnerFileReader { pem, algorithm in
        guard let wanted = SignatureAlgorithm(rawValue: algorithm.rawValue) else { return "is of an unknown algorithm" }
        return (try? VerificationKey(pem: pem, algorithm: wanted)) == nil ? "is no key" : nil
    }

    /// Copies the files of `repository` below `folder`.
    init(repository: String, below folder: String) throws {
        path = folder + "/partners"
        inboxes = folder + "/inboxes"
        let names = try FileManager.default.contentsOfDirectory(atPath: repository + "/partners")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in names where name.hasSuffix(".yaml") {
            try FileManager.default.copyItem(atPath: "\(repository)/partners/\(name)", toPath: "\(path)/\(name)")
        }
        partners = try names.filter { $0.hasSuffix(".yaml") && $0 != "coalition.yaml" }.map {
            try PartnerID(String($0.dropLast(5)))
        }
        keys = folder + "/keys"
        try edit("coalition", ["  approvals: 1": Self.policies])
        for partner in partners {
            let key = try PartnerKeyFile.create(keyFile(of: partner), algorithm: .ed25519)
            let pem = key.verificationKey.pem.split(separator: "\n").map { "      " + $0 }.joined(separator: "\n")
            let inbox = "\(inboxes)/\(partner)"
            try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
            try edit(
                partner.text,
                [
                    "keys: []": """
                    keys:
                      - id: \(partner)-2017
                        algorithm: ed25519
                        public_key: |
                    \(pem)
                        valid_from: 2016-01-01T00:00:00Z
                        valid_until: 2019-01-01T00:00:00Z
                    """,
                    "  deliveries: []": "  deliveries:\n    - {url: \"file://\(inbox)/\"}",
                ])
        }
    }

    /// A partner's private key, in a file only its owner reads.
    func keyFile(of partner: PartnerID) -> String { "\(keys)/\(partner).pem" }

    /// Puts other words into a file; each stands there exactly once.
    func edit(_ name: String, _ changes: [String: String]) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name).yaml")
        var text = try String(contentsOf: url, encoding: .utf8)
        for (old, new) in changes {
            guard text.ranges(of: old).count == 1 else { throw StoryBroken("\(name).yaml has no single “\(old)”") }
            text = text.replacing(old, with: new)
        }
        try Data(text.utf8).write(to: url)
    }

    /// What the files say now; contracts that name no day bind from `now` on.
    func read(now: Instant) throws -> PartnerFolder {
        try Self.reader.read(folder: path, effectiveNow: now)
    }
}
