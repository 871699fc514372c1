import Partners
import Quantities
import Settlement

/// Where adjustments are posted and read.
public protocol AdjustmentStore: Sendable {
    /// Posts an adjustment into the open cycle, in one transaction with its audit entry.
    ///
    /// - Returns: the adjustment as it stands; the first one's where the same draft was posted before.
    /// - Throws: ``SettlementFailure/unknownParty(_:)``, or ``SettlementFailure/adjustmentDiffers(_:)`` where another
    ///   adjustment has the id already.
    func post(_ draft: AdjustmentDraft, by actor: String) async throws(SettlementFailure) -> PostedAdjustment
    /// The adjustments of a cycle, in the order they were made; or the newest 1,000 of all, newest first.
    func adjustments(of cycle: Int64?) async throws(SettlementFailure) -> [PostedAdjustment]
}

/// An adjustment and the cycle it counts in.
public struct PostedAdjustment: Hashable, Sendable {
    /// The cycle that was open when it was committed.
    public let cycle: Int64
    /// What was posted.
    public let adjustment: Adjustment

    /// An adjustment in its cycle.
    public init(cycle: Int64, adjustment: Adjustment) {
        self.cycle = cycle
        self.adjustment = adjustment
    }
}
