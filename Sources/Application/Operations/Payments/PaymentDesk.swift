import Logging
import Partners
import Payments
import Quantities
import Telemetry

/// Payments from dispatch to the bank and back (PROTOCOL.md section 7, `bank`), and partners' funds.
public struct PaymentDesk: Sendable {
    /// Who the audit trail says it was, where the bank's news moved a cycle on.
    public static let bank = "bank"

    private let store: any PaymentStore
    private let reader: any BankFileReading
    private let keeper: any InstructionKeeper
    private let settle: @Sendable (Int64) async throws -> Void
    private let postInterest: InterestPosting
    private let logger: Logger

    /// A desk over a store.
    ///
    /// - Parameters:
    ///   - reader: reads the bank's files.
    ///   - keeper: writes files for the bank to the data directory.
    ///   - settle: marks a dispatched cycle as paid, as ``bank``.
    ///   - postInterest: posts interest as an adjustment.
    public init(
        store: any PaymentStore, reader: any BankFileReading, keeper: any InstructionKeeper,
        settle: @escaping @Sendable (Int64) async throws -> Void, postInterest: @escaping InterestPosting,
        logger: Logger
    ) {
        self.store = store
        self.reader = reader
        self.keeper = keeper
        self.settle = settle
        self.postInterest = postInterest
        self.logger = logger
    }

    /// Payments of one cycle or of all, newest cycle first.
    public func payments(of cycle: Int64? = nil) async throws(PaymentFailure) -> [Payment] {
        try await store.payments(of: cycle)
    }

    /// What waits for people.
    public func workList() async throws(PaymentFailure) -> WorkList {
        try await store.workList()
    }

    /// Hands the bank what may be paid, and writes its files to the data directory.
    ///
    /// - Parameters:
    ///   - cycle: one cycle; absent, all.
    ///   - again: rejected and returned payments, under a new message.
    /// - Throws: ``PaymentFailure/notFunded(cycle:_:)`` for one cycle that waits for money; and others.
    public func release(
        _ cycle: Int64? = nil, again: Bool = false, by actor: String
    ) async throws(PaymentFailure) -> ReleaseReport {
        let report = try await store.release(cycle, again: again, by: actor)
        if !report.messages.isEmpty {
            logger.notice("payments were released", metadata: [LogKey.count: "\(report.payments)"])
        }
        try await keepMessages()
        if let cycle, report.messages.isEmpty, let waiting = report.waiting.first(where: { $0.cycle == cycle }) {
            throw .notFunded(cycle: cycle, waiting.gaps)
        }
        return report
    }

    /// Writes released files that are missing in the data directory.
    public func keepMessages() async throws(PaymentFailure) {
        for message in try await store.releasedMessages() where await !keeper.isKept(message) {
            let bytes = try await store.content(of: message)
            do {
                try await keeper.keep(message, bytes: bytes)
            } catch {
                throw .notWritten("bank/\(message).xml", reason: error.reason)
            }
        }
    }

    /// Imports a bank's file, and settles the cycles that are paid with it.
    ///
    /// - Parameter path: the file, read twice: for its digest, and for its facts.
    public func importFile(_ path: String, by actor: String) async throws(PaymentFailure) -> BankImportReport {
        let digest: [UInt8]
        do {
            digest = try reader.digest(of: path)
        } catch {
            throw .unreadable("\(error)")
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let reader = reader
        let report = try await store.take(digest: digest, name: name, by: actor) { onHeader, onItem in
            try reader.read(path, onHeader: onHeader, onItem: onItem)
        }
        logger.notice("a bank file was imported", metadata: [LogKey.count: "\(report.items)"])
        await settlePaidCycles()
        return report
    }

    /// Gives an item's money to a payment, and settles the cycle when it is paid with it.
    public func assign(_ item: Int64, to payment: Int64, by actor: String) async throws(PaymentFailure) -> Payment {
        let assigned = try await store.assign(item, to: payment, by: actor)
        await settlePaidCycles()
        return assigned
    }

    /// Takes an item off the work list.
    public func ignore(_ item: Int64, reason: String, by actor: String) async throws(PaymentFailure) {
        try await store.ignore(item, reason: reason, by: actor)
    }

    /// Every partner's funds.
    public func funds() async throws(PaymentFailure) -> [FundBalance] {
        try await store.funds()
    }

    /// Books a deposit, or gives money back; see ``PaymentStore/moveFund(_:_:of:amount:reference:item:by:)``.
    public func moveFund(
        _ movement: FundMovement, _ kind: FundKind, of partner: PartnerID, amount: Int64, reference: String,
        item: Int64? = nil, by actor: String
    ) async throws(PaymentFailure) -> FundBalance {
        try await store.moveFund(
            movement, kind, of: partner, amount: amount, reference: reference, item: item, by: actor)
    }

    /// Says that an item of the bank is a movement that was booked before; see
    /// ``PaymentStore/confirmFund(_:_:of:reference:item:by:)``.
    public func confirmFund(
        _ movement: FundMovement, _ kind: FundKind, of partner: PartnerID, reference: String, item: Int64,
        by actor: String
    ) async throws(PaymentFailure) {
        try await store.confirmFund(movement, kind, of: partner, reference: reference, item: item, by: actor)
    }

    /// What `serve` does again and again: releases what may be paid, settles what is paid.
    public func step() async throws(PaymentFailure) {
        _ = try await release(by: "schedule")
        await settlePaidCycles()
    }

    /// What `serve` does now and then: reminders, and interest on what is overdue.
    public func overdueStep() async throws(PaymentFailure) {
        let reminded = try await store.remind()
        if reminded > 0 { logger.notice("debtors were reminded", metadata: [LogKey.count: "\(reminded)"]) }
        for charge in try await store.interestDue() {
            do {
                try await postInterest(charge)
            } catch {
                throw .interestNotPosted("\(error)")
            }
            try await store.recordCharge(charge)
        }
    }

    /// Another node, or a person, may be first: that is no failure, and what is left the next step finds again.
    private func settlePaidCycles() async {
        for cycle in (try? await store.settleableCycles()) ?? [] {
            do {
                try await settle(cycle)
            } catch {
                logger.debug(
                    "a paid cycle was not settled", metadata: [LogKey.cycle: "\(cycle)", LogKey.error: "\(error)"])
            }
        }
    }
}
