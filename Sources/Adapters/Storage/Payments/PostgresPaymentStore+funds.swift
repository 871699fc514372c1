import Books
import Operations
import Partners
import Payments
import Postgres
import Quantities

extension PostgresPaymentStore {
    /// See ``PaymentStore/funds()``.
    public func funds() async throws(PaymentFailure) -> [FundBalance] {
        try await reading { connection in
            var collateral: [PartnerID: Int64] = [:]
            var reserve: [PartnerID: Int64] = [:]
            var owed: [PartnerID: Int64] = [:]
            for row in try connection.execute(MoneyStatements.allBalances) {
                let balance = try row.int64("balance")
                switch MoneyAccount(name: try row.text("account")) {
                case .collateral(let id): collateral[id] = 0 - balance
                case .reserve(let id): reserve[id] = 0 - balance
                case .partner(let id): owed[id] = balance
                case .bank, .clearing, .fees, .interest, .losses, .suspense, nil: break
                }
            }
            return Set(collateral.keys).union(reserve.keys).union(owed.keys).sorted().map {
                FundBalance(
                    partner: $0, collateral: collateral[$0] ?? 0, reserve: reserve[$0] ?? 0, owed: owed[$0] ?? 0)
            }
        }
    }

    /// See ``PaymentStore/moveFund(_:_:of:amount:reference:item:by:)``.
    public func moveFund(
        _ movement: FundMovement, _ kind: FundKind, of partner: PartnerID, amount: Int64, reference: String,
        item: Int64?, by actor: String
    ) async throws(PaymentFailure) -> FundBalance {
        let store = self
        return try await writing { connection in
            try connection.execute(PaymentStatements.alone)
            let (now, terms) = try store.now(connection)
            guard (1...1_000_000_000_000).contains(amount) else { throw PaymentFailure.amountOutOfRange }
            guard terms.snapshot.partners[partner] != nil else { throw PaymentFailure.unknownPartner(partner.text) }
            let name = Self.name(movement, kind, partner, reference)
            guard try connection.execute(MoneyStatements.booked, [.text(name)]).isEmpty else {
                throw PaymentFailure.alreadyBooked(name)
            }
            let fund: MoneyAccount = kind == .collateral ? .collateral(partner) : .reserve(partner)
            let before = try Self.balance(of: partner, connection)
            var money = MoneyAccount.bank
            var postings: [MoneyPosting]
            switch movement {
            case .deposit:
                if let item {
                    money = .suspense
                    try Self.take(amount, from: item, partner: partner, by: actor, at: now, connection)
                }
                postings = [MoneyPosting(debit: money, credit: fund, amount: amount)]
            case .release:
                let held = kind == .collateral ? before.collateral : before.reserve
                guard
                    FundRelease.isCovered(
                        amount: amount, fund: held, other: kind == .collateral ? 0 : before.collateral,
                        owed: before.owed)
                else { throw PaymentFailure.notCovered(partner: partner, balance: held, owed: before.owed) }
                postings = [MoneyPosting(debit: fund, credit: .bank, amount: amount)]
            }
            let today = terms.zone.day(of: now)
            try MoneyRows.book(
                [
                    MoneyTransaction(
                        kind: movement == .deposit ? .deposit : .release, reference: name, partner: partner,
                        bookedOn: today, detail: "\(kind.rawValue) \(movement.rawValue) \(reference)",
                        postings: postings)
                ], by: actor, at: now, connection)
            let after = try Self.balance(of: partner, connection)
            try connection.pipeline([
                AuditStatements.add(
                    actor: actor, action: "funds.\(movement.rawValue)", subject: "partner \(partner)",
                    detail: "\(kind.rawValue) \(amount), reference \(reference)",
                    before: AuditValues.text(["collateral": before.collateral, "reserve": before.reserve]),
                    after: AuditValues.text(["collateral": after.collateral, "reserve": after.reserve]), at: now)
            ])
            return after
        }
    }

    /// See ``PaymentStore/confirmFund(_:_:of:reference:item:by:)``.
    public func confirmFund(
        _ movement: FundMovement, _ kind: FundKind, of partner: PartnerID, reference: String, item: Int64,
        by actor: String
    ) async throws(PaymentFailure) {
        let store = self
        try await writing { connection in
            try connection.execute(PaymentStatements.alone)
            let (now, terms) = try store.now(connection)
            let name = Self.name(movement, kind, partner, reference)
            let confirmation = "confirmation:\(name)"
            guard try connection.execute(MoneyStatements.booked, [.text(confirmation)]).isEmpty else {
                throw PaymentFailure.alreadyBooked(confirmation)
            }
            guard let booked = try connection.execute(MoneyStatements.overBank, [.text(name)]).first else {
                throw PaymentFailure.notBooked(name)
            }
            let amount = try booked.int64("amount")
            let waiting = try SuspendedEntry(item, connection)
            let side: EntrySide = movement == .deposit ? .credit : .debit
            guard waiting.entry.side == side, waiting.suspense == amount else {
                throw PaymentFailure.itemWithoutMoney(item)
            }
            try connection.execute(
                BankStatements.decide,
                [
                    .int64(item), .text("assigned"), .null, .int64(0), .text(actor), .instant(now), .text(name),
                ])
            // The item was booked between bank and suspense; the movement stands on the bank's account already.
            let posting =
                movement == .deposit
                ? MoneyPosting(debit: .suspense, credit: .bank, amount: amount)
                : MoneyPosting(debit: .bank, credit: .suspense, amount: amount)
            try MoneyRows.book(
                [
                    MoneyTransaction(
                        kind: .assignment, reference: confirmation, partner: partner,
                        bookedOn: terms.zone.day(of: now), detail: "bank item \(item) is \(name)", postings: [posting])
                ], by: actor, at: now, connection)
            try connection.pipeline([
                AuditStatements.add(
                    actor: actor, action: "funds.confirm", subject: "bank item \(item)", detail: "it is \(name)",
                    at: now)
            ])
        }
    }

    /// The name under which a movement is booked once.
    private static func name(
        _ movement: FundMovement, _ kind: FundKind, _ partner: PartnerID, _ reference: String
    ) -> String {
        "\(movement.rawValue):\(partner):\(kind.rawValue):\(reference)"
    }

    private static func balance(
        of partner: PartnerID, _ connection: isolated PostgresConnection
    ) throws -> FundBalance {
        let balances = try MoneyRows.balances(
            [.collateral(partner), .reserve(partner), .partner(partner)], connection)
        return FundBalance(
            partner: partner, collateral: 0 - (balances[.collateral(partner)] ?? 0),
            reserve: 0 - (balances[.reserve(partner)] ?? 0), owed: balances[.partner(partner)] ?? 0)
    }

    /// Takes a deposit's money off suspense, where the bank's entry brought it.
    private static func take(
        _ amount: Int64, from item: Int64, partner: PartnerID, by actor: String, at now: Instant,
        _ connection: isolated PostgresConnection
    ) throws {
        let waiting = try SuspendedEntry(item, connection)
        guard waiting.entry.side == .credit, waiting.suspense >= amount else {
            throw PaymentFailure.itemWithoutMoney(item)
        }
        let rest = waiting.suspense - amount
        try connection.execute(
            BankStatements.decide,
            [
                .int64(item), .text(rest == 0 ? "assigned" : "partly_matched"), .null, .int64(rest), .text(actor),
                .instant(now), .text("deposited for \(partner)"),
            ])
    }
}
