import CoalitionTestKit
import Governance
import Operations
import Passwords
import Postgres
import Quantities
import Signatures
import Storage
import Synchronization

/// Operator users in a database of their own, whose clock is moved by hand.
final class OperatorWorld: Sendable {
    let database: TestDatabase
    let pool: PostgresPool
    let settings: StoreSettings
    let desk: OperatorDesk
    let store: PostgresProposalStore
    let trail: PostgresAuditTrail
    private let clock: SharedOffset
    /// How often a password was compared with a hash, and how often one was hashed.
    let work = WorkCount()
    private let codes = Mutex<[String: [UInt8]]>([:])

    static let password = "correct horse battery"

    /// Runs `body` in a world of its own; ana is its first user, an administrator with a second factor.
    static func with(administrator: Bool = true, _ body: @Sendable (OperatorWorld) async throws -> Void) async throws {
        try await TestDatabase.with { database in
            _ = try await Migrator(connectionString: database.connectionString).migrate()
            let world = OperatorWorld(database)
            if administrator { try await world.add("ana", .administrator) }
            try await body(world)
            await world.pool.close()
        }
    }

    private init(_ database: TestDatabase) {
        self.database = database
        pool = database.pool(connections: 20)
        let offset = SharedOffset()
        clock = offset
        settings = StoreSettings(
            connectionString: database.connectionString, keeper: PlainKeeper(), directory: CoalitionDirectory(),
            clockOffset: { offset.microseconds })
        desk = OperatorDesk(
            store: PostgresOperatorStore(settings, pool: pool), secrets: Self.secrets(counting: work))
        store = PostgresProposalStore(settings, pool: pool)
        trail = PostgresAuditTrail(pool: pool, sha256: MessageDigest.sha256)
    }

    /// The real functions, with cheap hashes.
    static func secrets(counting work: WorkCount) -> OperatorSecrets {
        let hasher = PasswordHasher(cost: PasswordCost(memoryKibibytes: 64, passes: 1))
        return OperatorSecrets(
            hashPassword: { password in
                work.add(hashed: 1)
                return try await hasher.hash(password)
            },
            verifyPassword: { password, hash in
                work.add(verified: 1)
                return await hasher.verify(password, hash)
            },
            makeCodeSecret: { TimeBasedCode.makeSecret() },
            codeStep: { TimeBasedCode(secret: $0).step(of: $1, atSeconds: $2, after: $3) },
            shownSecret: {
                (Base32.encode($0), TimeBasedCode.address(secret: $0, issuer: "Tests", account: $1.text))
            },
            seal: { Array("\($1) ".utf8) + $0 },
            open: { sealed, name in
                let prefix = Array("\(name) ".utf8)
                return sealed.starts(with: prefix) ? Array(sealed.dropFirst(prefix.count)) : nil
            },
            makeToken: { Base64.encodeURL(TimeBasedCode.makeSecret() + TimeBasedCode.makeSecret()) },
            sha256: MessageDigest.sha256)
    }

    /// Moves this world's clock on.
    func pass(seconds: Int64) { clock.add(seconds * 1_000_000) }

    /// Adds a user and, unless told otherwise, enrols the second factor.
    func add(_ name: String, _ roles: Role..., enrolled: Bool = true) async throws {
        let invitation = try await desk.add(name, roles: Set(roles), password: Self.password, by: "system:tests")
        codes.withLock { $0[name] = Base32.decode(invitation.secret) }
        guard enrolled else { return }
        try await desk.enrolCode(name, password: Self.password, code: try await code(of: name))
        pass(seconds: 30)
    }

    /// The code of a user's secret at this world's time.
    func code(of name: String) async throws -> String {
        let now = try await scalar("select floor(extract(epoch from clock_timestamp()))::bigint")
        let secret = codes.withLock { $0[name] ?? [] }
        return TimeBasedCode(secret: secret).code(
            step: TimeBasedCode.step(atSeconds: now + clock.microseconds / 1_000_000))
    }

    /// A code that is none of a user's about now.
    func wrongCode(of name: String) async throws -> String {
        let now = try await scalar("select floor(extract(epoch from clock_timestamp()))::bigint")
        let step = TimeBasedCode.step(atSeconds: now + clock.microseconds / 1_000_000)
        let near = (step - 3...step + 3).map {
            TimeBasedCode(secret: codes.withLock { $0[name] ?? [] }).code(step: $0)
        }
        return ["000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777"].first {
            !near.contains($0)
        } ?? "888888"
    }

    /// Logs a user in with a fresh code, where one is enrolled, and answers the token.
    func login(_ name: String) async throws -> String {
        let token = try await desk.login(name, password: Self.password, code: try await code(of: name)).token
        pass(seconds: 30)
        return token
    }

    /// Why somebody may not do something; nothing when it is allowed.
    func refusal(_ permission: Permission, _ token: String?, code: String? = nil) async throws -> OperatorRefusal? {
        do {
            _ = try await desk.authorise(permission, token: token, code: code, systemUser: "tests")
            return nil
        } catch let refusal as OperatorRefusal {
            return refusal
        }
    }

    /// Answers one number.
    func scalar(_ sql: String) async throws -> Int64 {
        try await pool.withConnection { connection in
            try connection.execute(Statement("tests.\(sql.hashValue)", sql)).only().int64(0)
        }
    }

    /// Answers one text.
    func text(_ sql: String) async throws -> String {
        try await pool.withConnection { connection in
            try connection.execute(Statement("tests.\(sql.hashValue)", sql)).only().text(0)
        }
    }

    /// Changes what no store would.
    func run(_ sql: String) async throws {
        try await pool.withConnection { try $0.simple(sql, name: "tests.script") }
    }
}

/// How much was hashed and compared.
final class WorkCount: Sendable {
    private let counts = Mutex<(hashed: Int, verified: Int)>((0, 0))
    var hashed: Int { counts.withLock { $0.hashed } }
    var verified: Int { counts.withLock { $0.verified } }
    func add(hashed: Int = 0, verified: Int = 0) {
        counts.withLock {
            $0.hashed += hashed
            $0.verified += verified
        }
    }
}
