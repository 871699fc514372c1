import Partners
import Quantities
import Settlement

/// What a cycle settles besides postings: adjustments, those who do not pay, those who leave.
public struct SettlingFacts: Hashable, Sendable {
    /// The cycle's adjustments.
    public let adjustments: [Adjustment]
    /// The defaults declared in the cycle, by partner.
    public let defaults: [PartnerDefault]
    /// Partners whose last cycle lies before this one.
    public let departed: Set<PartnerID>
    /// The points of leaving partners that are still out at the end of the cycle.
    public let outstanding: [PartnerID: Int64]

    /// Nothing of that kind.
    public static let none = SettlingFacts()

    /// Facts as a store read them.
    public init(
        adjustments: [Adjustment] = [], defaults: [PartnerDefault] = [], departed: Set<PartnerID> = [],
        outstanding: [PartnerID: Int64] = [:]
    ) {
        self.adjustments = adjustments
        self.defaults = defaults
        self.departed = departed
        self.outstanding = outstanding
    }

    /// The defaulters' funds, as terms have them.
    public var funds: [PartnerID: DefaultFunds] {
        Dictionary(defaults.map { ($0.partner, $0.funds) }) { first, _ in first }
    }

    /// What leaving means for a cycle that closes on `day` at `close`; only those who leave are listed.
    ///
    /// The first cycle that closes on or after the run-off date is the last one; what follows it finds the partner gone. A
    /// partner that is active again takes part as ever.
    public func runOffs(in snapshot: CoalitionSnapshot, on day: LocalDay, close: Instant) -> [PartnerID: RunOff] {
        var runOffs: [PartnerID: RunOff] = [:]
        for (id, partner) in snapshot.partners where partner.status != .active {
            if departed.contains(id) {
                runOffs[id] = .departed
            } else if partner.status == .leaving, let last = partner.leavesOn, day >= last {
                runOffs[id] = .final(
                    outstanding: Points(clamping: outstanding[id] ?? 0), price: partner.contract(at: close).issuePrice)
            }
        }
        return runOffs
    }
}
