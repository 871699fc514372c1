import Logging
import Partners
import Settlement
import Telemetry

extension SettlementDesk {
    /// Declares that a partner does not pay a dispatched cycle: the version is given up, the next one calculated through the
    /// waterfall, and the partner suspended. The new version waits for its approvals like any other.
    ///
    /// - Parameters:
    ///   - reason: a sentence for the audit trail; 1 to 500 characters on one line.
    ///   - expected: the version that was not paid, where somebody agreed to that one; absent, the one in force.
    /// - Returns: both versions side by side.
    /// - Throws: ``SettlementFailure/defaultRefused(_:)`` and others; nothing is changed then.
    public func declareDefault(
        _ cycle: Int64, partner: PartnerID, reason: String, by actor: String, expecting expected: Int64? = nil
    ) async throws(SettlementFailure) -> DefaultReport {
        guard AdjustmentDraft.isLine(reason, atMost: PartnerDefault.longestReason) else {
            throw .defaultRefused(.reasonLength)
        }
        let before = try await show(cycle)
        let store = store
        try await store.declareDefault(cycle, partner: partner, reason: reason, by: actor) {
            facts, declared throws(SettlementFailure) in
            if let expected, declared.version != expected {
                throw .defaultRefused(.otherVersion(expected: expected, inForce: declared.version))
            }
            return try CycleDecisions(facts: facts) { store.digest(of: $0) }.declareDefault(declared)
        }
        let after = try await show(cycle)
        logger.notice(
            "a partner does not pay",
            metadata: [LogKey.cycle: "\(cycle)", LogKey.version: "\(after.summary.version)"])
        guard let old = before.settlement, let new = after.settlement, let digest = after.digest else {
            throw .notCalculated(cycle)
        }
        return DefaultReport(
            before: before.summary.version, after: after.summary.version, digest: digest,
            comparison: SettlementComparison(before: old, after: new), currency: new.currency)
    }
}
