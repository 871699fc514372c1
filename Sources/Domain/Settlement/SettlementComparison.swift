import Partners

/// Two settlements of one cycle side by side, as before and after a default.
public struct SettlementComparison: Hashable, Sendable {
    /// One party in both.
    public struct Row: Hashable, Sendable {
        /// Whose.
        public let partner: PartnerID
        /// Its position in the earlier settlement; `nil` where it had none.
        public let before: Position?
        /// Its position in the later settlement; `nil` where it has none.
        public let after: Position?

        /// What the net changed by, in minor units; wider than 64 bits so that no two nets are too far apart.
        public var difference: Int128 { Int128(after?.net ?? 0) - Int128(before?.net ?? 0) }
    }

    /// Every party, by id, the operator last; the differences add up to zero.
    public let rows: [Row]
    /// The parts of the defaults that the later settlement bears and the earlier did not.
    public let allocations: [Allocation]

    /// Holds `after` against `before`.
    public init(before: Settlement, after: Settlement) {
        let partners = Set(before.positions.map(\.partner)).union(after.positions.map(\.partner)).sorted()
        rows =
            partners.map { Row(partner: $0, before: before.position(of: $0), after: after.position(of: $0)) } + [
                Row(partner: .operator, before: before.operatorPosition, after: after.operatorPosition)
            ]
        let earlier = Set(before.allocations)
        allocations = after.allocations.filter { !earlier.contains($0) }
    }
}
