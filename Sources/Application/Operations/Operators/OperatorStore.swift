import Governance
import Quantities

/// Which sessions of a user end.
public enum SessionsEnded: Hashable, Sendable {
    /// None.
    case none
    /// The one of this token hash.
    case one([UInt8])
    /// All.
    case all
}

/// What is told in the audit trail.
public struct OperatorAudit: Hashable, Sendable {
    /// What was done, such as `user.add`.
    public let action: String
    /// To whom.
    public let subject: String
    /// In words; without secrets.
    public let detail: String
    /// JSON of what stood before.
    public let before: String?
    /// JSON of what stands afterwards.
    public let after: String?

    /// An entry of these facts.
    public init(action: String, subject: String, detail: String, before: String? = nil, after: String? = nil) {
        self.action = action
        self.subject = subject
        self.detail = detail
        self.before = before
        self.after = after
    }
}

/// What is written about a user in one transaction, and what the one who decided wants back.
public struct OperatorWrite<Value: Sendable>: Sendable {
    /// The user's row as it is to be; added when it is new.
    public var record: OperatorRecord?
    /// A session that begins.
    public var opened: OperatorSession?
    /// The user's sessions that end.
    public var ended: SessionsEnded
    /// What is told.
    public var audit: OperatorAudit?
    /// What is handed back.
    public var value: Value

    /// A write of these parts.
    public init(
        record: OperatorRecord? = nil, opened: OperatorSession? = nil, ended: SessionsEnded = .none,
        audit: OperatorAudit? = nil, value: Value
    ) {
        self.record = record
        self.opened = opened
        self.ended = ended
        self.audit = audit
        self.value = value
    }
}

/// Where operator users and their sessions are kept.
public protocol OperatorStore: Sendable {
    /// Whether any user was ever added.
    func hasUsers() async throws -> Bool
    /// All users, by name.
    func records() async throws -> [OperatorRecord]
    /// Decides on one user with its row locked; nothing is decided about a name nobody has but what is told.
    func change<Value: Sendable>(
        _ name: OperatorName, by actor: String,
        _ decide: @escaping @Sendable (OperatorRecord?, Instant) throws -> OperatorWrite<Value>
    ) async throws -> Value
    /// Decides on the users as a whole, all rows locked, one decision at a time.
    func administer<Value: Sendable>(
        by actor: String, _ decide: @escaping @Sendable ([OperatorRecord], Instant) throws -> OperatorWrite<Value>
    ) async throws -> Value
    /// The session of a token hash with its user, and the store's clock.
    func session(_ tokenHash: [UInt8]) async throws -> (session: OperatorSession, record: OperatorRecord, now: Instant)?
    /// Notes that a session is used now.
    func touch(_ tokenHash: [UInt8]) async throws
}

/// What the desk needs of cryptography; all closures are safe to call from anywhere.
public struct OperatorSecrets: Sendable {
    /// The encoded Argon2id hash of a password.
    public let hashPassword: @Sendable (String) async throws -> String
    /// Whether a text is the hash of a password.
    public let verifyPassword: @Sendable (String, String) async -> Bool
    /// A fresh secret for codes.
    public let makeCodeSecret: @Sendable () -> [UInt8]
    /// The step of a code by secret, code, seconds since 1970 and the newest step used; nothing for a wrong one.
    public let codeStep: @Sendable ([UInt8], String, Int64, Int64) -> Int64?
    /// Base 32 of a secret, and the address that authenticator programs read, by secret and user.
    public let shownSecret: @Sendable ([UInt8], OperatorName) -> (text: String, address: String)
    /// Seals a secret for a user.
    public let seal: @Sendable ([UInt8], OperatorName) -> [UInt8]
    /// Opens it again; nothing when it was not sealed here, or for another user.
    public let open: @Sendable ([UInt8], OperatorName) -> [UInt8]?
    /// A fresh session token: text of 256 random bits.
    public let makeToken: @Sendable () -> String
    /// SHA-256.
    public let sha256: @Sendable ([UInt8]) -> [UInt8]

    /// Secrets by these closures.
    public init(
        hashPassword: @escaping @Sendable (String) async throws -> String,
        verifyPassword: @escaping @Sendable (String, String) async -> Bool,
        makeCodeSecret: @escaping @Sendable () -> [UInt8],
        codeStep: @escaping @Sendable ([UInt8], String, Int64, Int64) -> Int64?,
        shownSecret: @escaping @Sendable ([UInt8], OperatorName) -> (text: String, address: String),
        seal: @escaping @Sendable ([UInt8], OperatorName) -> [UInt8],
        open: @escaping @Sendable ([UInt8], OperatorName) -> [UInt8]?,
        makeToken: @escaping @Sendable () -> String, sha256: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.hashPassword = hashPassword
        self.verifyPassword = verifyPassword
        self.makeCodeSecret = makeCodeSecret
        self.codeStep = codeStep
        self.shownSecret = shownSecret
        self.seal = seal
        self.open = open
        self.makeToken = makeToken
        self.sha256 = sha256
    }
}
