import Operations
import Partners
import Payments
import Postgres
import Quantities
import Settlement

/// Payments, the bank's facts and partners' funds in PostgreSQL.
public struct PostgresPaymentStore: PaymentStore {
    let settings: StoreSettings
    let pool: PostgresPool
    let maker: InstructionMaker
    let sha256: @Sendable ([UInt8]) -> [UInt8]
    let isBusinessDay: @Sendable (CoalitionSnapshot, LocalDay) -> Bool

    /// A store over a pool of connections.
    ///
    /// - Parameters:
    ///   - maker: makes the bytes of messages to the bank.
    ///   - sha256: 32 bytes, of entries without a bank's reference.
    ///   - isBusinessDay: the coalition's calendar, for the ladder of reminders.
    public init(
        _ settings: StoreSettings, pool: PostgresPool, maker: @escaping InstructionMaker,
        sha256: @escaping @Sendable ([UInt8]) -> [UInt8],
        isBusinessDay: @escaping @Sendable (CoalitionSnapshot, LocalDay) -> Bool
    ) {
        self.settings = settings
        self.pool = pool
        self.maker = maker
        self.sha256 = sha256
        self.isBusinessDay = isBusinessDay
    }

    /// See ``PaymentStore/payments(of:)``.
    public func payments(of cycle: Int64?) async throws(PaymentFailure) -> [Payment] {
        try await reading { connection in
            try connection.execute(PaymentStatements.list, [.orNull(cycle, PostgresValue.int64)]).map {
                try PaymentMove.payment($0)
            }
        }
    }

    /// See ``PaymentStore/settleableCycles()``.
    public func settleableCycles() async throws(PaymentFailure) -> [Int64] {
        try await reading { try $0.execute(PaymentStatements.settleable).map { try $0.int64("id") } }
    }

    /// See ``PaymentStore/releasedMessages()``.
    public func releasedMessages() async throws(PaymentFailure) -> [String] {
        try await reading { try $0.execute(InstructionStatements.released).map { try $0.text("message_id") } }
    }

    /// See ``PaymentStore/content(of:)``.
    public func content(of messageID: String) async throws(PaymentFailure) -> [UInt8] {
        try await reading { try $0.execute(InstructionStatements.content, [.text(messageID)]).only().bytes("content") }
    }

    /// The database's clock and the terms that bind, where there are any.
    func now(
        _ connection: isolated PostgresConnection
    ) throws -> (now: Instant, terms: CoalitionTerms) {
        let now = try connection.execute(GateStatements.clock, [.int64(settings.clockOffset())]).only().instant("now")
        guard let terms = try BindingTerms.read(connection, settings) else { throw PaymentFailure.noCoalition }
        return (now, terms)
    }

    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws(PaymentFailure) -> Value {
        do {
            return try await pool.withTransaction(isolation: .repeatableRead, access: .readOnly) { try body($0) }
        } catch {
            throw PaymentFailure(any: error)
        }
    }

    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws(PaymentFailure) -> Value {
        do {
            return try await pool.withTransaction { try body($0) }
        } catch {
            throw PaymentFailure(any: error)
        }
    }
}

extension PaymentFailure {
    /// Any error of a store's body: a failure as it is, all others as the store's.
    init(any error: any Error) {
        switch error {
        case let failure as PaymentFailure: self = failure
        default: self = .store(StoreError(any: error))
        }
    }
}
