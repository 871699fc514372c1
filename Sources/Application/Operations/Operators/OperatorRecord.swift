import Governance
import Quantities

/// An operator user as the store keeps it.
public struct OperatorRecord: Hashable, Sendable {
    /// What the user logs in as.
    public let name: OperatorName
    /// What the user is there for.
    public var roles: Set<Role>
    /// Whether the user may not log in any more.
    public var isDisabled = false
    /// The password's hash in its encoded form.
    public var passwordHash: String
    /// The secret of the codes, sealed with the hub's key.
    public var sealedCodeSecret: [UInt8]
    /// Whether a code was confirmed.
    public var codeIsEnrolled = false
    /// The newest step of which a code was used.
    public var newestCodeStep: Int64 = 0
    /// Attempts in a row that failed, those under way included.
    public var failures: Int64 = 0
    /// Until when no attempt is taken.
    public var lockedUntil: Instant?

    /// A user of these facts.
    public init(name: OperatorName, roles: Set<Role>, passwordHash: String, sealedCodeSecret: [UInt8]) {
        self.name = name
        self.roles = roles
        self.passwordHash = passwordHash
        self.sealedCodeSecret = sealedCodeSecret
    }

    /// The user as the others may see it.
    public var user: OperatorUser {
        OperatorUser(
            name: name, roles: roles, isDisabled: isDisabled, hasSecondFactor: codeIsEnrolled,
            lockedUntil: lockedUntil)
    }

    /// The user as the audit trail shows it before and after a change, JSON without secrets.
    var shown: String {
        let roles = roles.sorted().map { "\"\($0.rawValue)\"" }.joined(separator: ",")
        return "{\"disabled\":\(isDisabled),\"roles\":[\(roles)],\"second_factor\":\(codeIsEnrolled)}"
    }

    /// Counts an attempt as failed before it is judged, so that attempts at once are counted as well.
    mutating func countFailure(at now: Instant) {
        failures += 1
        let pause = Lockout.seconds(afterFailures: failures)
        lockedUntil = pause > 0 ? now.advanced(bySeconds: pause) : nil
    }

    /// Forgives what was counted.
    mutating func forgive() {
        failures = 0
        lockedUntil = nil
    }

    /// Whether no attempt is taken now.
    func isLocked(at now: Instant) -> Bool { lockedUntil.map { now < $0 } ?? false }
}

/// A login, as the store keeps it.
public struct OperatorSession: Hashable, Sendable {
    /// SHA-256 of the token.
    public let tokenHash: [UInt8]
    /// Whose it is.
    public let name: OperatorName
    /// When it was last used.
    public let usedAt: Instant
    /// When it ends, used or not.
    public let endsAt: Instant
    /// When it was ended before that.
    public let endedAt: Instant?

    /// A session of these facts.
    public init(tokenHash: [UInt8], name: OperatorName, usedAt: Instant, endsAt: Instant, endedAt: Instant? = nil) {
        self.tokenHash = tokenHash
        self.name = name
        self.usedAt = usedAt
        self.endsAt = endsAt
        self.endedAt = endedAt
    }
}

/// Who does something: a user, or the system's own user while there are no users yet.
public struct ActingPerson: Hashable, Sendable {
    /// As the audit trail and approvals say it: `user:<name>` or `system:<name>`.
    public let text: String
    /// What the person may do.
    public let permissions: Set<Permission>
    /// The user; nothing while there are no users.
    public let name: OperatorName?

    /// A user who has authenticated.
    init(_ record: OperatorRecord) {
        text = record.name.actor
        permissions = record.roles.permissions
        name = record.name
    }

    /// The system's own user, while there are no users.
    init(system: String) {
        text = "system:" + system
        permissions = Set(Permission.allCases)
        name = nil
    }
}
