import Books
import Operations
import Partners
import Payments
import Postgres
import Quantities
import Settlement

/// A version that goes out, as its payments need it.
struct DispatchedVersion {
    let cycle: Int64
    let version: Int64
    let settlement: Settlement
    /// The coalition as it binds now: accounts, terms of payment.
    let terms: CoalitionTerms
    /// When the cycle closed.
    let closedAt: Instant
    let actor: String
    let now: Instant
}

/// The message of a dispatch as the operator's folder holds it, under `pain.001.001.09.xml`.
struct PreparedInstruction: Hashable, Sendable {
    let messageID: String
    let bytes: [UInt8]
}

/// What cycles do with payments, each inside the transaction that changes the cycle, its row locked.
enum PaymentRows {
    /// Makes a version's payments, books its obligations, and prepares its first message to the bank.
    ///
    /// - Returns: the message, for the operator's folder; none when no creditor can be paid through a file.
    /// - Throws: ``PaymentFailure/notWritten(_:reason:)`` when the message cannot be made; ``PaymentFailure/amountOutOfRange``.
    static func make(
        _ dispatch: DispatchedVersion, maker: @escaping InstructionMaker, _ connection: isolated PostgresConnection
    ) throws -> PreparedInstruction? {
        let (cycle, version) = (PostgresValue.int64(dispatch.cycle), PostgresValue.int64(dispatch.version))
        let answers = try connection.pipeline([
            StatementCall(PaymentStatements.alone), PaymentStatements.movedBefore(cycle, version),
            PaymentStatements.upToVersion(cycle, version),
        ])
        // What came back of an earlier version since that was given up is part of what this one pays.
        let today = day(dispatch.terms, dispatch.now)
        let gone = try answers[2].map { try withdrawal(of: PaymentMove.payment($0), on: today) }
        let withdrawals = PaymentMove.calls(gone, by: dispatch.actor, at: dispatch.now)
        if !withdrawals.isEmpty { try connection.pipeline(withdrawals) }
        var movedBefore: [PartnerID: Int64] = [:]
        for row in answers[1] { movedBefore[try PartnerID(row.text("partner"))] = try row.int64("moved") }
        let settlement = dispatch.settlement
        let name = CycleName.text(dispatch.cycle)
        let due: [DuePayment]
        let obligations: [MoneyPosting]
        do throws(QuantityError) {
            due = try DuePayment.of(settlement.positions, movedBefore: movedBefore)
            obligations = try Obligations(settlement).postings()
        } catch {
            throw PaymentFailure.amountOutOfRange
        }
        try MoneyRows.book(
            [
                MoneyTransaction(
                    kind: .settlement, reference: Obligations.reference(cycle: name, version: dispatch.version),
                    cycle: dispatch.cycle, version: dispatch.version, bookedOn: today,
                    detail: "cycle \(name) version \(dispatch.version) dispatched", postings: obligations)
            ], by: dispatch.actor, at: dispatch.now, connection)
        let interest = dispatch.terms.snapshot.coalition.settlement.overdue?.annualInterest.millionths ?? 0
        let payments = try connection.execute(
            PaymentStatements.add,
            [
                cycle, version, .textArray(due.map(\.partner.text)), .textArray(due.map(\.direction.rawValue)),
                .int64Array(due.map(\.amount)), .text(settlement.currency.letters),
                .textArray(due.map { EndToEndID.text(cycle: name, version: dispatch.version, party: $0.partner) }),
                .int4(settlement.valueDay.column), .int64(interest), .instant(dispatch.now),
            ]
        ).map { try PaymentMove.payment($0) }
        let release = InstructionRows(
            snapshot: dispatch.terms.snapshot, actor: dispatch.actor, now: dispatch.now, maker: maker)
        return try release.prepare(
            payments.filter { $0.direction == .outgoing }.sorted { $0.partner < $1.partner }, cycle: dispatch.cycle,
            version: dispatch.version, createdAt: dispatch.closedAt, executionDay: settlement.valueDay,
            countedOn: today, connection)
    }

    /// Gives a version's payments up and takes its obligations back; does nothing for one that never went out.
    ///
    /// - Throws: ``PaymentFailure/underWay(cycle:partner:state:)`` while the bank has been told to pay one of them.
    static func withdraw(
        cycle: Int64, version: Int64, by actor: String, terms: CoalitionTerms?, at now: Instant,
        _ connection: isolated PostgresConnection
    ) throws {
        let (payments, waiting) = try upToVersion(version, of: cycle, connection)
        let today = terms.map { day($0, now) } ?? ZoneRules.utc.day(of: now)
        let moves = try payments.map { try withdrawal(of: $0, on: today) }
        try connection.pipeline(
            [InstructionStatements.void(.textArray(waiting), .instant(now))]
                + PaymentMove.calls(moves, by: actor, at: now))
        let booked = try MoneyRows.obligations(of: cycle, version: version, connection)
        let name = CycleName.text(cycle)
        try MoneyRows.book(
            [
                MoneyTransaction(
                    kind: .withdrawal, reference: Obligations.withdrawalReference(cycle: name, version: version),
                    cycle: cycle, version: version, bookedOn: today,
                    detail: "cycle \(name) version \(version) given up", postings: booked.map(\.reversed))
            ], by: actor, at: now, connection)
    }

    /// Marks what a version has open as paid outside the bank's files, and books it.
    static func settleByHand(
        cycle: Int64, version: Int64, by actor: String, terms: CoalitionTerms?, at now: Instant,
        _ connection: isolated PostgresConnection
    ) throws {
        let (payments, waiting) = try upToVersion(version, of: cycle, connection)
        let today = terms.map { day($0, now) } ?? ZoneRules.utc.day(of: now)
        let moves = try payments.filter { $0.state != .withdrawn }
            .map { try PaymentMove($0, .paidByHand, countedOn: today) }
        try connection.pipeline(
            [InstructionStatements.void(.textArray(waiting), .instant(now))]
                + PaymentMove.calls(moves, by: actor, at: now))
        try MoneyRows.book(
            try moves.filter(\.isChange).map { move in
                try transaction(
                    move, kind: .paymentByHand, reference: "payment:\(move.before.id):by_hand",
                    detail: "\(move.before.endToEndID) paid by hand")
            }, by: actor, at: now, connection)
    }

    /// The payments of a cycle up to a version, and the version's messages that wait to be released; under the payments'
    /// lock from here on.
    private static func upToVersion(
        _ version: Int64, of cycle: Int64, _ connection: isolated PostgresConnection
    ) throws -> (payments: [Payment], waiting: [String]) {
        let key: [PostgresValue] = [.int64(cycle), .int64(version)]
        let answers = try connection.pipeline([
            StatementCall(PaymentStatements.alone), StatementCall(PaymentStatements.upToVersion, key),
            StatementCall(InstructionStatements.waitingOfVersion, key),
        ])
        return (
            try answers[1].map { try PaymentMove.payment($0) }, try answers[2].map { try $0.text("message_id") }
        )
    }

    /// What each partner has paid in for a cycle so far, less what was paid out to it, in minor units; partners that paid
    /// nothing, or got more, are left out.
    static func received(
        _ cycle: Int64, _ connection: isolated PostgresConnection
    ) throws -> [PartnerID: Int64] {
        var received: [PartnerID: Int64] = [:]
        for row in try connection.execute(PaymentStatements.movedBefore, [.int64(cycle), .int64(.max)]) {
            let moved = try row.int64("moved")
            if moved < 0 { received[try PartnerID(row.text("partner"))] = -moved }
        }
        return received
    }

    private static func withdrawal(of payment: Payment, on day: LocalDay) throws -> PaymentMove {
        do {
            return try PaymentMove(payment, .withdraw, countedOn: day)
        } catch {
            throw PaymentFailure.underWay(cycle: payment.cycle, partner: payment.partner, state: payment.state)
        }
    }

    /// The transaction of a move's money.
    static func transaction(
        _ move: PaymentMove, kind: MoneyTransactionKind, reference: String, through money: MoneyAccount = .bank,
        detail: String
    ) throws(PaymentFailure) -> MoneyTransaction {
        let payment = move.before
        do {
            return MoneyTransaction(
                kind: kind, reference: reference, cycle: payment.cycle, version: payment.version,
                partner: payment.partner, bookedOn: move.countedOn, detail: detail,
                postings: try payment.postings(booked: move.step.booked, through: money))
        } catch {
            throw .amountOutOfRange
        }
    }

    /// The coalition's local day.
    static func day(_ terms: CoalitionTerms, _ now: Instant) -> LocalDay { terms.zone.day(of: now) }
}
