import Disputes
import Operations
import Partners
import Postgres
import Quantities

/// Disputes in PostgreSQL.
public struct PostgresDisputeStore: DisputeStore {
    private let transactions: DisputeTransactions

    /// A store over a pool of connections.
    ///
    /// - Parameter post: posts what disputes move.
    public init(_ settings: StoreSettings, pool: PostgresPool, post: @escaping AdjustmentPosting) {
        transactions = DisputeTransactions(settings: settings, pool: pool, post: post)
    }

    /// See ``DisputeStore/raise(_:cycle:partner:by:)``.
    public func raise(
        _ claims: [DisputeClaim], cycle: Int64, partner: PartnerID, by actor: String
    ) async throws(DisputeFailure) -> [Dispute] {
        let post = transactions.post
        return try await transactions.writing { moment, connection in
            guard var rows = try LadderRows.find(cycle: cycle, party: partner, version: nil, connection),
                partner != .operator
            else { throw DisputeCode.notFound }
            guard !rows.isWithdrawn else { throw DisputeCode.versionSuperseded }
            let steps = try rows.lock(at: moment.now, moment.terms, connection)
            let known = Set(try rows.standing(moment.terms, connection).disputes.map(\.id))
            try rows.ladder.hear(.disputed(claims))
            try connection.pipeline(
                rows.calls(steps, at: moment.now) + [rows.event("disputed", .command, by: actor, at: moment.now)])
            try DisputeRaising(
                statement: rows, steps: DisputeSteps(post: post, moment: moment, actor: actor)
            ).raise(claims, connection)
            return try rows.standing(moment.terms, connection).disputes.filter { !known.contains($0.id) }
        }
    }

    /// See ``DisputeStore/disputes(_:)``.
    public func disputes(_ query: DisputeQuery) async throws(DisputeFailure) -> [Dispute] {
        try await transactions.reading { _, connection in
            try connection.execute(
                DisputeStatements.list,
                [
                    .orNull(query.party?.text, PostgresValue.text), .orNull(query.cycle, PostgresValue.int64),
                    .bool(query.onlyOpen),
                ]
            ).map { try DisputeRow($0).dispute }
        }
    }

    /// See ``DisputeStore/dispute(_:party:)``.
    public func dispute(_ id: Int64, party: PartnerID?) async throws(DisputeFailure) -> Dispute? {
        try await transactions.reading { _, connection in
            guard let dispute = try DisputeRow.find(id, locking: false, connection)?.dispute,
                party == nil || party == dispute.partner || party == dispute.counterparty
            else { return nil }
            return dispute
        }
    }

    /// See ``DisputeStore/answer(_:_:by:)``.
    public func answer(
        _ id: Int64, _ answer: DisputeAnswer, by hand: DisputeHand
    ) async throws(DisputeFailure) -> Dispute {
        try await change(id, by: hand.text) { row, steps, connection in
            let dispute = row.dispute
            if case .partner(let partner) = hand, partner != dispute.counterparty { throw DisputeCode.notFound }
            // The same answer again, as after a lost response.
            if dispute.answer == answer, row.answeredBy == hand.text { return }
            // Late words of the counterparty are too late; the operator may still write down what it was told.
            if case .partner = hand, dispute.state == .raised, dispute.answering(on: steps.moment.today) == .over {
                throw DisputeCode.disputeTooLate
            }
            try steps.answer(dispute, answer, connection)
        }
    }

    /// See ``DisputeStore/decide(_:_:reason:by:)``.
    public func decide(
        _ id: Int64, _ verdict: DisputeVerdict, reason: String, by actor: String
    ) async throws(DisputeFailure) -> Dispute {
        try await change(id, by: actor) { row, steps, connection in
            let answering = row.dispute.answering(on: steps.moment.today)
            switch verdict {
            case .uphold:
                // The state is judged first, so that a closed dispute says so to everybody.
                _ = try row.dispute.state.after(.uphold(answering))
                guard actor != row.dispute.raisedBy, actor != row.answeredBy else { throw DisputeCode.sameHand }
                try steps.end(row.dispute, by: .uphold(answering), reason: reason, connection)
            case .reject: try steps.end(row.dispute, by: .reject(answering), reason: reason, connection)
            }
        }
    }

    /// See ``DisputeStore/withdraw(_:reason:by:)``.
    public func withdraw(
        _ id: Int64, reason: String, by hand: DisputeHand
    ) async throws(DisputeFailure) -> Dispute {
        try await change(id, by: hand.text) { row, steps, connection in
            if case .partner(let partner) = hand, partner != row.dispute.partner { throw DisputeCode.notFound }
            guard row.dispute.state != .withdrawn else { return }
            try steps.end(row.dispute, by: .withdraw, reason: reason, connection)
        }
    }

    /// See ``DisputeStore/withdraw(cycle:number:reason:partner:)``.
    public func withdraw(
        cycle: Int64, number: Int64, reason: String, partner: PartnerID
    ) async throws(DisputeFailure) -> Dispute {
        let id = try await transactions.reading { _, connection in
            try connection.execute(
                DisputeStatements.byNumber, [.text(partner.text), .int64(cycle), .int64(number)]
            ).first.map { try $0.int64("id") }
        }
        guard let id else { throw .refused(.notFound) }
        return try await withdraw(id, reason: reason, by: .partner(partner))
    }

    /// Locks a dispute, changes it, and reads it again.
    private func change(
        _ id: Int64, by actor: String,
        _ body: @escaping @Sendable (DisputeRow, DisputeSteps, isolated PostgresConnection) throws -> Void
    ) async throws(DisputeFailure) -> Dispute {
        let post = transactions.post
        return try await transactions.writing { moment, connection in
            guard let row = try DisputeRow.find(id, locking: true, connection) else { throw DisputeCode.notFound }
            try body(row, DisputeSteps(post: post, moment: moment, actor: actor), connection)
            guard let after = try DisputeRow.find(id, locking: false, connection)?.dispute else {
                throw StoreError.failed("a dispute just changed is not there")
            }
            return after
        }
    }
}
