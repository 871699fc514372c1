import Quantities

/// An operator user as the others may see it: no password, no secret.
public struct OperatorUser: Hashable, Sendable {
    /// What the user logs in as.
    public let name: OperatorName
    /// What the user is there for; never empty.
    public let roles: Set<Role>
    /// Whether the user may not log in any more; the user's sessions have ended.
    public let isDisabled: Bool
    /// Whether a code of the second factor was confirmed; without one nothing can be approved.
    public let hasSecondFactor: Bool
    /// Until when no login is taken, after too many that failed.
    public let lockedUntil: Instant?

    /// A user of these facts.
    public init(
        name: OperatorName, roles: Set<Role>, isDisabled: Bool, hasSecondFactor: Bool, lockedUntil: Instant?
    ) {
        self.name = name
        self.roles = roles
        self.isDisabled = isDisabled
        self.hasSecondFactor = hasSecondFactor
        self.lockedUntil = lockedUntil
    }
}

/// How failed passwords and codes slow the next attempt down (NIST SP 800-63B section 5.2.2).
public enum Lockout {
    /// Failures in a row that cost nothing.
    public static let freeFailures: Int64 = 4
    /// The first pause, in seconds; each further failure doubles it.
    public static let firstSeconds: Int64 = 30
    /// The longest pause, in seconds.
    public static let longestSeconds: Int64 = 3600

    /// The pause after these many failures in a row, in seconds.
    public static func seconds(afterFailures failures: Int64) -> Int64 {
        guard failures > freeFailures else { return 0 }
        return min(longestSeconds, firstSeconds << min(failures - freeFailures - 1, 16))
    }
}

/// How long a login lasts.
public struct SessionTerms: Hashable, Sendable {
    /// Seconds from the login to the end, used or not.
    public let longestSeconds: Int64
    /// Seconds without use after which it ends.
    public let idleSeconds: Int64

    /// Terms; by default eight hours, and half an hour without use.
    public init(longestSeconds: Int64 = 8 * 3600, idleSeconds: Int64 = 1800) {
        self.longestSeconds = longestSeconds
        self.idleSeconds = idleSeconds
    }

    /// Whether a session holds at `now`.
    public func holds(usedAt: Instant, endsAt: Instant, endedAt: Instant?, at now: Instant) -> Bool {
        endedAt == nil && now < endsAt && now < usedAt.advanced(bySeconds: idleSeconds)
    }
}

/// What a password must be (NIST SP 800-63B section 5.1.1): long, and not what everybody guesses first; nothing else.
public enum PasswordRule: String, Error, Hashable, Sendable, CustomStringConvertible {
    /// Fewer than twelve characters.
    case tooShort
    /// More than 1,024 bytes.
    case tooLong
    /// The user's name, or one that contains it with little else.
    case isTheName
    /// One character, or a few, again and again; or a run such as `123456789012`.
    case tooPlain

    /// Refuses a password that breaks a rule.
    public static func check(_ password: String, of name: OperatorName) throws(PasswordRule) {
        guard password.count >= 12 else { throw .tooShort }
        guard password.utf8.count <= 1024 else { throw .tooLong }
        let lower = password.lowercased()
        // What is left without the name must still be a password of some length.
        if lower.contains(name.text), lower.count - name.text.count < 8 { throw .isTheName }
        guard Set(password).count >= 5 else { throw .tooPlain }
        let scalars = password.unicodeScalars.map { Int($0.value) }
        let steps = Set(zip(scalars, scalars.dropFirst()).map { $1 - $0 })
        // A run up or down, the turn from 9 to 0 included.
        guard !steps.isSubset(of: [1, -9]), !steps.isSubset(of: [-1, 9]) else { throw .tooPlain }
    }

    /// A sentence for the one who chooses.
    public var description: String {
        switch self {
        case .tooShort: "The password has fewer than 12 characters."
        case .tooLong: "The password has more than 1,024 bytes."
        case .isTheName: "The password is little more than the user's name."
        case .tooPlain: "The password is too plain: use more than a few different characters, and no run."
        }
    }
}
