import Partners
import Payments
import Quantities

/// Where payments, the bank's facts and the money ledger are kept; each call that changes is one transaction with its
/// audit entry.
public protocol PaymentStore: Sendable {
    /// Payments of one cycle or of all, newest cycle first.
    func payments(of cycle: Int64?) async throws(PaymentFailure) -> [Payment]
    /// What waits for people.
    func workList() async throws(PaymentFailure) -> WorkList
    /// Hands the bank what may be paid: prepared messages as they are, new ones for the rest.
    ///
    /// One node at a time; a payment is in one living message at most.
    ///
    /// - Parameters:
    ///   - cycle: only this cycle; absent, all that have payments open.
    ///   - again: rejected and returned payments under a new message, instead of pending ones.
    func release(_ cycle: Int64?, again: Bool, by actor: String) async throws(PaymentFailure) -> ReleaseReport
    /// Released messages, newest first.
    func releasedMessages() async throws(PaymentFailure) -> [String]
    /// The bytes of a released message.
    func content(of messageID: String) async throws(PaymentFailure) -> [UInt8]
    /// Takes a bank's file in, in one transaction; the same bytes again do nothing.
    ///
    /// - Parameters:
    ///   - digest: SHA-256 of the file.
    ///   - name: its name, without folders.
    ///   - read: reads it front to back; called at most once.
    func take(
        digest: [UInt8], name: String, by actor: String,
        read:
            @escaping @Sendable (
                _ onHeader: (BankFileHeader) throws -> Void, _ onItem: (BankItem) throws -> Void
            ) throws -> Void
    ) async throws(PaymentFailure) -> BankImportReport
    /// Gives an item's money on suspense to a payment.
    func assign(_ item: Int64, to payment: Int64, by actor: String) async throws(PaymentFailure) -> Payment
    /// Takes an item off the work list; what of it is on suspense stays there.
    func ignore(_ item: Int64, reason: String, by actor: String) async throws(PaymentFailure)
    /// Dispatched cycles whose payments are all paid, or that have none and whose folders have all been delivered.
    func settleableCycles() async throws(PaymentFailure) -> [Int64]
    /// Writes the reminders that are due.
    ///
    /// - Returns: how many were new.
    func remind() async throws(PaymentFailure) -> Int
    /// Interest that is to be charged now, less what was charged before.
    func interestDue() async throws(PaymentFailure) -> [InterestCharge]
    /// Remembers a charge that has been posted; again does nothing.
    func recordCharge(_ charge: InterestCharge) async throws(PaymentFailure)
    /// Every partner's funds, by id.
    func funds() async throws(PaymentFailure) -> [FundBalance]
    /// Books a deposit, or gives money back where what stays covers what the partner owes.
    ///
    /// - Parameters:
    ///   - reference: names the movement; booked once.
    ///   - item: the bank item on suspense that the deposit came with; absent, it is booked on the bank's account.
    func moveFund(
        _ movement: FundMovement, _ kind: FundKind, of partner: PartnerID, amount: Int64, reference: String,
        item: Int64?, by actor: String
    ) async throws(PaymentFailure) -> FundBalance
    /// Says that an item of the bank is a deposit or a release that was booked on the bank's account before: its money
    /// leaves suspense, and is counted once.
    ///
    /// - Throws: ``PaymentFailure/notBooked(_:)`` when there is no such movement on the bank's account,
    ///   ``PaymentFailure/itemWithoutMoney(_:)`` when the item is of the other side or has another amount on suspense.
    func confirmFund(
        _ movement: FundMovement, _ kind: FundKind, of partner: PartnerID, reference: String, item: Int64,
        by actor: String
    ) async throws(PaymentFailure)
}
