import Foundation
import Governance
import Operations
import Passwords
import Signatures
import Storage

extension Hub {
    /// Operator users, logins and permissions.
    public var operators: OperatorDesk {
        OperatorDesk(store: PostgresOperatorStore(settings, pool: pool), secrets: .of(keys.identifiers))
    }

    /// What waits for other people's approval, with the executor of each kind.
    public var proposals: ProposalDesk {
        ProposalDesk(
            store: PostgresProposalStore(settings, pool: pool), executors: proposalExecutors,
            sha256: MessageDigest.sha256)
    }

    /// Who does what approved proposals ask for; one a kind.
    var proposalExecutors: [any ProposalExecutor] {
        [
            PartnerProposalExecutor(partners: partners), AdjustmentProposalExecutor(adjustments: adjustments),
            DefaultProposalExecutor(settlement: settlement), FundsProposalExecutor(payments: payments),
        ]
    }

    /// The audit trail.
    public var auditTrail: PostgresAuditTrail {
        PostgresAuditTrail(pool: pool, sha256: MessageDigest.sha256)
    }
}

extension OperatorSecrets {
    /// Argon2id, codes of RFC 6238, and secrets sealed with the key that seals identifiers.
    static func of(_ keeper: VaultIdentifierKeeper) -> OperatorSecrets {
        let hasher = PasswordHasher()
        return OperatorSecrets(
            hashPassword: { try await hasher.hash($0) },
            verifyPassword: { await hasher.verify($0, $1) },
            makeCodeSecret: { TimeBasedCode.makeSecret() },
            codeStep: { TimeBasedCode(secret: $0).step(of: $1, atSeconds: $2, after: $3) },
            shownSecret: { secret, name in
                (
                    Base32.encode(secret),
                    TimeBasedCode.address(secret: secret, issuer: "Clearinghouse", account: name.text)
                )
            },
            // The user's name is sealed along, so that nobody's secret serves for another.
            seal: { keeper.seal("operator-code:\($1):\(Base32.encode($0))") },
            open: { sealed, name in
                let prefix = "operator-code:\(name):"
                guard let text = keeper.open(sealed), text.hasPrefix(prefix) else { return nil }
                return Base32.decode(text.dropFirst(prefix.count))
            },
            makeToken: {
                var random = SystemRandomNumberGenerator()
                return Base64.encodeURL((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
            },
            sha256: MessageDigest.sha256)
    }
}

/// Where an entry of the audit trail comes from: which program, on which machine, for whom.
public enum AuditOrigin {
    /// Such as `command on hub-1 as root from 10.0.0.7`; the last for a remote login only. Given to the database by the setting
    /// `clearinghouse.origin` of each connection.
    public static func text(
        program: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        var text = "\(program) on \(ProcessInfo.processInfo.hostName) as \(NSUserName())"
        if let person = environment["SUDO_USER"], !person.isEmpty { text += " for \(person)" }
        if let address = environment["SSH_CLIENT"]?.split(separator: " ").first { text += " from \(address)" }
        return text
    }
}
