import Foundation
import Operations
import Partners
import Payments
import Quantities
import ScenarioKit
import Settlement
import Testing

/// Money: what debtors pay in, what the bank carries out and says, what waits for people.
extension Quarter {
    /// A deposit comes in with a word beside it that only people understand; they book it where it belongs.
    func deposit(_ amount: Int64, _ kind: FundKind, of partner: PartnerID) async throws {
        bank.receive(amount, remittance: "\(kind.rawValue) of \(partner)")
        try await importFromBank(bank.notification(on: today))
        let item = try #require(try await hub.payments.workList().items.last { $0.suspense == amount })
        _ = try await hub.payments.moveFund(
            .deposit, kind, of: partner, amount: amount, reference: "item-\(item.id)", item: item.id, by: "dana")
        remember(amount, in: kind, of: partner)
    }

    /// Gives a fund back.
    func release(_ amount: Int64, _ kind: FundKind, of partner: PartnerID) async throws -> FundBalance {
        remember(-amount, in: kind, of: partner)
        bank.giveBack(amount)
        return try await hub.payments.moveFund(
            .release, kind, of: partner, amount: amount, reference: "run-off", by: "dana")
    }

    /// Debtors pay what their statement of a cycle asks for, less what they paid before; the bank tells of it at once.
    func debtorsPay(_ cycle: Int64, except late: Set<PartnerID> = []) async throws {
        for partner in partners where !late.contains(partner) { try await pay(cycle, partner) }
        try await importFromBank(bank.notification(on: today))
        try await hub.payments.step()
    }

    private func pay(_ cycle: Int64, _ partner: PartnerID) async throws {
        let summary = try inbox(of: partner).summary(of: cycle)
        let due = -summary.position.payment - (paidIn[cycle]?[partner] ?? 0)
        guard due > 0 else { return }
        bank.receive(due, reference: summary.endToEndID)
        remember(due, from: partner, for: cycle)
    }

    /// The bank takes up the operator's files and answers them; some payments it refuses.
    ///
    /// - Returns: how many files there were.
    @discardableResult
    func bankAnswers(refusing refused: Set<String> = []) async throws -> Int {
        let answers = try bank.carryOut(outbox: hub.data.path + "/bank", on: today, refusing: refused)
        for answer in answers { try await importFromBank(answer) }
        return answers.count
    }

    /// The day's statement of the bank; what is paid settles cycles.
    func bankStatement() async throws {
        try await importFromBank(bank.statement(of: today))
    }

    /// What `serve` does each day: releases what is funded, reminds, charges interest.
    func daily() async throws {
        try await hub.payments.step()
        try await hub.payments.overdueStep()
    }

    func state(of cycle: Int64) async throws -> SettlementCycle.Name {
        try await hub.settlement.show(cycle).summary.state
    }

    private func importFromBank(_ path: String?) async throws {
        guard let path else { return }
        _ = try await hub.payments.importFile(path, by: "dana")
    }
}
