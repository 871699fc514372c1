import Operations
import Partners
import Payments
import Postgres
import Quantities

/// Makes messages to the operator's bank; whoever calls holds the payments' lock.
struct InstructionRows {
    let snapshot: CoalitionSnapshot
    let actor: String
    let now: Instant
    let maker: InstructionMaker

    /// Makes the message of a dispatch; its payments stay pending until it is released.
    func prepare(
        _ payments: [Payment], cycle: Int64, version: Int64, createdAt: Instant, executionDay: LocalDay,
        countedOn: LocalDay, _ connection: isolated PostgresConnection
    ) throws -> PreparedInstruction? {
        let split = split(payments)
        try note(split.without, countedOn: countedOn, connection)
        return try write(
            split.with, cycle: cycle, version: version, createdAt: createdAt, executionDay: executionDay,
            isPrepared: true, connection)
    }

    /// Makes a message of a version and releases it.
    ///
    /// - Returns: the message; none when no payment has both accounts.
    func instruct(
        _ payments: [Payment], cycle: Int64, version: Int64, today: LocalDay,
        _ connection: isolated PostgresConnection
    ) throws -> (message: String?, paid: Int, without: Int) {
        let split = split(payments)
        try note(split.without, countedOn: today, connection)
        let day = max(today, payments.map(\.valueDay).max() ?? today)
        let made = try write(
            split.with, cycle: cycle, version: version, createdAt: now, executionDay: day, isPrepared: false,
            connection)
        if let made { try release(made.messageID, split.with.map(\.payment), today: today, connection) }
        return (made?.messageID, split.with.count, split.without.count)
    }

    /// Releases a message: its payments are instructed.
    func release(
        _ message: String, _ payments: [Payment], today: LocalDay, _ connection: isolated PostgresConnection
    ) throws {
        let moves = try payments.map { try PaymentMove($0, .instruct(messageID: message), countedOn: today) }
        try connection.pipeline(
            [InstructionStatements.release(.textArray([message]), .instant(now), .text(actor))]
                + PaymentMove.calls(moves, by: actor, at: now)
                + [
                    AuditStatements.add(
                        actor: actor, action: "bank.instruct", subject: "message \(message)",
                        detail: "\(payments.count) payments", at: now)
                ])
    }

    private typealias Payable = (payment: Payment, creditor: BankAccount)

    private func split(_ payments: [Payment]) -> (with: [Payable], without: [Payment]) {
        var with: [Payable] = []
        var without: [Payment] = []
        for payment in payments {
            if snapshot.coalition.operatorAccount != nil,
                let account = snapshot.partners[payment.partner]?.settlement.account
            {
                with.append((payment, account))
            } else {
                without.append(payment)
            }
        }
        return (with, without)
    }

    private func note(_ payments: [Payment], countedOn: LocalDay, _ connection: isolated PostgresConnection) throws {
        let moves = try payments.map { try PaymentMove($0, .accountMissing(true), countedOn: countedOn) }
        let calls = PaymentMove.calls(moves, by: actor, at: now)
        if !calls.isEmpty { try connection.pipeline(calls) }
    }

    private func write(
        _ payable: [Payable], cycle: Int64, version: Int64, createdAt: Instant, executionDay: LocalDay,
        isPrepared: Bool, _ connection: isolated PostgresConnection
    ) throws -> PreparedInstruction? {
        guard let debtor = snapshot.coalition.operatorAccount, let first = payable.first else { return nil }
        let number = try connection.execute(
            InstructionStatements.nextNumber, [.int64(cycle), .int64(version)]
        ).only().int64("number")
        let party = snapshot.coalition.name["en"] ?? debtor.holder
        let messageID = InstructionName.text(
            cycle: CycleName.text(cycle), version: version, number: number, coalition: "\(party) \(debtor.iban)")
        let initiation = CreditTransferInitiation(
            messageID: messageID, createdAt: createdAt, initiatingParty: party, debtor: debtor,
            executionDay: executionDay, currency: first.payment.amount.currency,
            transfers: payable.map {
                Self.transfer(
                    $0.payment.endToEndID, $0.payment.amount.minorUnits, $0.creditor, cycle: $0.payment.cycle,
                    version: $0.payment.version)
            })
        let bytes = try Self.bytes(initiation, maker)
        try connection.pipeline([
            InstructionStatements.add(
                .text(messageID), .int64(cycle), .int64(version), .int64(number), .text(party), .text(debtor.iban),
                .text(debtor.bic), .text(debtor.holder), .int4(executionDay.column),
                .text(initiation.currency.letters), .instant(createdAt), .bytes(bytes), .bool(isPrepared)),
            InstructionStatements.addTransfers(
                .text(messageID), .int4Array((0..<Int32(payable.count)).map { $0 }),
                .int64Array(payable.map(\.payment.id)), .textArray(payable.map(\.payment.endToEndID)),
                .int64Array(payable.map(\.payment.amount.minorUnits)), .textArray(payable.map(\.creditor.iban)),
                .textArray(payable.map(\.creditor.bic)), .textArray(payable.map(\.creditor.holder))),
        ])
        return PreparedInstruction(messageID: messageID, bytes: bytes)
    }

    private static func transfer(
        _ endToEndID: String, _ amount: Int64, _ creditor: BankAccount, cycle: Int64, version: Int64
    ) -> CreditTransfer {
        let name = CycleName.text(cycle)
        return CreditTransfer(
            endToEndID: endToEndID, amount: amount, creditor: creditor, reference: endToEndID,
            documentNumber: "\(name)-v\(version)", information: "Settlement \(name) version \(version)")
    }

    private static func bytes(_ initiation: CreditTransferInitiation, _ maker: InstructionMaker) throws -> [UInt8] {
        do {
            return try maker(initiation)
        } catch {
            throw PaymentFailure.notWritten("\(initiation.messageID).xml", reason: "\(error)")
        }
    }

    /// Makes the message of a version's dispatch again, from the rows it was made of.
    ///
    /// - Returns: none when the dispatch had none.
    static func again(
        cycle: Int64, version: Int64, maker: InstructionMaker, _ connection: isolated PostgresConnection
    ) throws -> PreparedInstruction? {
        guard
            let row = try connection.execute(InstructionStatements.first, [.int64(cycle), .int64(version)]).first
        else { return nil }
        let messageID = try row.text("message_id")
        let transfers = try connection.execute(InstructionStatements.transfers, [.text(messageID)]).map {
            transfer(
                try $0.text("end_to_end_id"), try $0.int64("amount"),
                BankAccount(
                    iban: try $0.text("creditor_iban"), bic: try $0.text("creditor_bic"),
                    holder: try $0.text("creditor_holder")),
                cycle: try $0.int64("cycle"), version: try $0.int64("version"))
        }
        let initiation = CreditTransferInitiation(
            messageID: messageID, createdAt: try row.instant("created_at"),
            initiatingParty: try row.text("initiating_party"),
            debtor: BankAccount(
                iban: try row.text("debtor_iban"), bic: try row.text("debtor_bic"),
                holder: try row.text("debtor_holder")),
            executionDay: try row.day("execution_day"), currency: try CurrencyCode(row.text("currency")),
            transfers: transfers)
        return PreparedInstruction(messageID: messageID, bytes: try bytes(initiation, maker))
    }
}
