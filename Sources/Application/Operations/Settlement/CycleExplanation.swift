import Partners
import Quantities
import Settlement

/// A cycle's figures from gross to net.
public struct CycleExplanation: Hashable, Sendable {
    /// The cycle, its version and its settlement.
    public let report: CycleReport
    /// How its terms net.
    public let netting: Netting

    /// An explanation of a report with a settlement.
    public init(report: CycleReport, netting: Netting) {
        self.report = report
        self.netting = netting
    }
}

/// One partner's own part of a dispatched cycle's explanation.
public struct PartnerExplanation: Hashable, Sendable {
    /// The cycle.
    public let cycle: Int64
    /// The newest version that was dispatched.
    public let version: Int64
    /// The currency of all amounts.
    public let currency: CurrencyCode
    /// The rows of the matrix that the partner is in.
    public let matrix: [MatrixRow]
    /// How its terms net.
    public let netting: PartyNetting

    /// An explanation of these parts.
    public init(
        cycle: Int64, version: Int64, currency: CurrencyCode, matrix: [MatrixRow], netting: PartyNetting
    ) {
        self.cycle = cycle
        self.version = version
        self.currency = currency
        self.matrix = matrix
        self.netting = netting
    }
}

extension SettlementDesk {
    /// How a cycle's figures come about; those of an open or closed one as they would be now.
    ///
    /// - Throws: ``SettlementFailure/noCoalition`` before a coalition was applied, and as ``show(_:)``.
    public func explain(_ cycle: Int64) async throws(SettlementFailure) -> CycleExplanation {
        let report = try await show(cycle)
        guard let settlement = report.settlement else { throw .noCoalition }
        return CycleExplanation(report: report, netting: Netting(settlement))
    }

    /// The postings behind one pair of a cycle's matrix, at most ``PostingPage/size`` of them after a place.
    ///
    /// - Throws: as ``explain(_:)``.
    public func postings(
        of cycle: Int64, issuer: PartnerID, redeemer: PartnerID, after: PostingPlace? = nil
    ) async throws(SettlementFailure) -> PostingPage {
        guard let settlement = try await show(cycle).settlement else { throw .noCoalition }
        return try await store.postings(
            of: cycle, issuer: issuer, redeemer: redeemer, after: after, pricedBy: settlement)
    }
}
