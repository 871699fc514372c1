import Disputes
import Ledger
import Members
import Messages
import Operations
import Partners
import Payments
import Postgres
import Quantities
import Settlement

/// What partners may read, from PostgreSQL.
public struct PostgresReadings: Readings {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// Readings over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    /// See ``Readings/balance(of:for:)``.
    public func balance(of identifier: Identifier, for partner: PartnerID) async throws(Refusal) -> BalanceReport {
        let lookup = settings.keeper.lookup(identifier.description)
        let offset = settings.clockOffset()
        guard let terms = settings.directory.current else { throw Refusal(.unavailable) }
        return try await reading { connection in
            let answers = try connection.pipeline([
                ReadingStatements.identifier(.bytes(lookup)),
                ReadingStatements.openLots(.bytes(lookup)),
                GateStatements.clock(.int64(offset)),
            ])
            guard let row = answers[0].first, let member = try row.optionalUUID("member_id") else {
                throw Refusal(.memberUnknown)
            }
            guard try row.text("status") == IdentifierRecord.Status.active.rawValue else {
                throw Refusal(.identifierRetired)
            }
            let now = try answers[2].only().instant("now")
            let lots = try answers[1].map { try FactRows.lot($0) }
            return try BalanceReport(
                member: UniqueID(column: member), lots: lots, partner: partner,
                pointValue: terms.snapshot.coalition.pointValue, currency: terms.snapshot.coalition.currency, at: now)
        }
    }

    /// See ``Readings/message(_:)``.
    public func message(_ key: MessageKey) async throws(Refusal) -> StoredMessage? {
        try await reading { connection in
            let rows = try connection.execute(
                ReadingStatements.message, [.text(key.partner.text), .text(key.messageID)])
            guard let row = rows.first, let kind = MessageKind(rawValue: try row.text("kind")) else { return nil }
            return StoredMessage(
                kind: kind, outcome: try row.text("outcome"), cycle: try row.int64("cycle"),
                receivedAt: try row.instant("received_at"),
                answer: StoredAnswer(
                    status: Int(try row.int4("status")), body: try RecordCodec().record(row).answer))
        }
    }

    /// See ``Readings/cycles(of:)``.
    public func cycles(of partner: PartnerID) async throws(Refusal) -> [PartnerCycle] {
        let terms = settings.directory.current
        return try await reading { connection in
            try connection.execute(ReadingStatements.cycles, [.text(partner.text)]).map {
                try Self.cycle($0, partner, terms)
            }
        }
    }

    /// See ``Readings/cycle(_:of:)``.
    public func cycle(_ id: Int64, of partner: PartnerID) async throws(Refusal) -> PartnerCycle? {
        let terms = settings.directory.current
        return try await reading { connection in
            try connection.execute(ReadingStatements.cycle, [.text(partner.text), .int64(id)]).first.map {
                try Self.cycle($0, partner, terms)
            }
        }
    }

    /// See ``Readings/statementFile(_:cycle:of:)``.
    public func statementFile(
        _ name: String, cycle: Int64, of partner: PartnerID
    ) async throws(Refusal) -> [UInt8]? {
        try await reading { connection in
            try connection.execute(
                ReadingStatements.file, [.text(partner.text), .int64(cycle), .text(name)]
            ).first.map { try $0.bytes("content") }
        }
    }

    /// See ``Readings/explanation(of:for:)``.
    public func explanation(of cycle: Int64, for partner: PartnerID) async throws(Refusal) -> PartnerExplanation? {
        try await reading { connection in
            guard let dispatched = try RebuiltVersion.read(cycle, version: nil, connection) else { return nil }
            let settlement = dispatched.calculated.settlement
            return Netting(settlement).party(partner).map {
                PartnerExplanation(
                    cycle: cycle, version: dispatched.number, currency: settlement.currency,
                    matrix: settlement.matrix.filter { $0.issuer == partner || $0.redeemer == partner }, netting: $0)
            }
        }
    }

    /// See ``Readings/postings(of:for:counterparty:after:)``.
    public func postings(
        of cycle: Int64, for partner: PartnerID, counterparty: PartnerID?, after: PostingPlace?
    ) async throws(Refusal) -> PostingPage? {
        try await reading { connection in
            guard let settlement = try RebuiltVersion.read(cycle, version: nil, connection)?.calculated.settlement,
                settlement.position(of: partner) != nil
            else { return nil }
            let rows = try connection.execute(
                ExplanationStatements.own,
                [.int64(cycle), .text(partner.text), .orNull(counterparty?.text, PostgresValue.text)]
                    + ExplanationRows.parameters(after))
            return try ExplanationRows(settlement: settlement, viewer: partner).page(rows)
        }
    }

    private static func cycle(_ row: Row, _ partner: PartnerID, _ terms: CoalitionTerms?) throws -> PartnerCycle {
        var position: CyclePosition?
        if let net = try row.optionalInt64("net") {
            position = CyclePosition(
                partner: partner, grossDebit: try row.int64("gross_debit"), grossCredit: try row.int64("gross_credit"),
                fee: try row.int64("fee"), carriedIn: try row.int64("carried_in"), net: net,
                carriedOut: try row.int64("carried_out"))
        }
        return PartnerCycle(
            id: try row.int64("id"), state: try row.text("state"),
            version: try row.optionalInt64("dispatched_version") ?? 0, closedAt: try row.optionalInstant("closed_at"),
            position: position, files: try row.textArray("files").compactMap { $0 },
            acknowledgement: try standing(row, terms), payment: try payment(row))
    }

    /// The payment of the newest version that went out.
    private static func payment(_ row: Row) throws -> CyclePayment? {
        guard let name = try row.optionalText("payment_state") else { return nil }
        guard let state = PaymentState(rawValue: name),
            let direction = PaymentDirection(rawValue: try row.text("direction"))
        else { throw StoreError.failed("a payment stands in no known state") }
        return CyclePayment(
            direction: direction, amount: try row.int64("amount"), moved: try row.int64("moved"), state: state,
            endToEndID: try row.text("end_to_end_id"), valueDay: try row.day("value_date"),
            reminders: try row.int64("reminders"), remindedAt: try row.optionalInstant("reminded_at"))
    }

    /// Where the newest statement stands; one that no worker has seen yet is prepared.
    private static func standing(_ row: Row, _ terms: CoalitionTerms?) throws -> AcknowledgementStanding? {
        guard let version = try row.optionalInt64("dispatched_version") else { return nil }
        let voice = try row.optionalText("voice").flatMap { AcknowledgementVoice(rawValue: $0) }
        let state = try row.optionalText("acknowledgement").flatMap { AcknowledgementState(name: $0, voice: voice) }
        let deliveredAt = try row.optionalInstant("delivered_at")
        return AcknowledgementStanding(
            cycle: try row.int64("id"), version: version, state: state ?? .prepared, deliveredAt: deliveredAt,
            lastDay: deliveredAt.flatMap { terms?.statementReckoning.days(from: $0)?.lastDay }, disputes: [])
    }

    /// Runs a reading; an unreachable database is `unavailable`.
    private func reading<Value: Sendable>(
        _ body: @escaping @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws(Refusal) -> Value {
        do {
            return try await pool.withTransaction(isolation: .repeatableRead, access: .readOnly) { try body($0) }
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.unavailable)
        }
    }
}
