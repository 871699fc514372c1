import Partners
import Quantities

/// Where the coalition's terms are kept.
public protocol PartnerStore: Sendable {
    /// The terms that bind now; nothing before any were applied.
    func current() async throws(StoreError) -> CoalitionTerms?
    /// Applies a plan in one transaction, with an audit entry, alone at the gate: when this returns, every node binds to
    /// the new terms before it posts again.
    ///
    /// - Parameters:
    ///   - actor: who applies.
    ///   - plan: makes the plan from the terms that bind at that moment; what it throws is thrown, and nothing changes.
    func apply(
        by actor: String, _ plan: @escaping @Sendable (CoalitionSnapshot?, Instant) throws -> PartnerPlan
    ) async throws -> PartnerPlan
}
