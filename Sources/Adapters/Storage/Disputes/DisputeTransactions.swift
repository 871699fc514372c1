import Disputes
import Operations
import Partners
import Postgres
import Quantities
import Settlement

/// Posts an adjustment in the open cycle, within the transaction of what it follows from.
public typealias AdjustmentPosting =
    @Sendable (
        _ draft: AdjustmentDraft, _ actor: String, _ now: Instant, _ connection: isolated PostgresConnection
    ) throws -> Void

/// What transactions about statements and disputes share.
struct DisputeTransactions: Sendable {
    let settings: StoreSettings
    let pool: PostgresPool
    let post: AdjustmentPosting

    /// The moment, the terms and the days of one transaction.
    struct Moment {
        let now: Instant
        let terms: CoalitionTerms

        var today: LocalDay { terms.zone.day(of: now) }
        var disputes: DisputeTerms? { terms.snapshot.coalition.settlement.disputes }
    }

    /// Runs a transaction that may post adjustments.
    ///
    /// The gate is shared first, before any row or the audit trail is locked: whoever closes a cycle holds the gate when it
    /// waits for those.
    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (Moment, isolated PostgresConnection) throws -> Value
    ) async throws(DisputeFailure) -> Value {
        let settings = settings
        do {
            return try await pool.withTransaction { connection in
                try connection.execute(GateStatements.share)
                return try body(try Self.moment(settings, connection), connection)
            }
        } catch {
            throw DisputeFailure(any: error)
        }
    }

    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (Moment, isolated PostgresConnection) throws -> Value
    ) async throws(DisputeFailure) -> Value {
        let settings = settings
        do {
            return try await pool.withTransaction(isolation: .repeatableRead, access: .readOnly) { connection in
                try body(try Self.moment(settings, connection), connection)
            }
        } catch {
            throw DisputeFailure(any: error)
        }
    }

    private static func moment(
        _ settings: StoreSettings, _ connection: isolated PostgresConnection
    ) throws -> Moment {
        let clock = try connection.pipeline([GateStatements.clock(.int64(settings.clockOffset()))])
        guard let terms = try BindingTerms.read(connection, settings) else { throw DisputeFailure.noCoalition }
        return Moment(now: try clock[0].only().instant("now"), terms: terms)
    }
}

extension DisputeFailure {
    /// Any error of a transaction's body: refusals as they are, all others as the store's.
    init(any error: any Error) {
        switch error {
        case let failure as DisputeFailure: self = failure
        case let code as DisputeCode: self = .refused(code)
        case let failure as SettlementFailure: self = .notPosted("\(failure)")
        case let failure as AdjustmentError: self = .notPosted("\(failure)")
        case is QuantityError: self = .notPosted("an amount is too large")
        default: self = .store(StoreError(any: error))
        }
    }
}
