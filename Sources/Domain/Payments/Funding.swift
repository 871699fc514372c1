import Partners

/// Whether the debtors' money for a cycle is there, so that its creditors may be paid.
public struct Funding: Hashable, Sendable {
    /// A debtor whose money is neither in nor covered, and how much is missing in minor units.
    public struct Gap: Hashable, Sendable {
        /// The debtor.
        public let partner: PartnerID
        /// What of this cycle's payment is neither in nor covered.
        public let missing: Int64

        /// A gap.
        public init(partner: PartnerID, missing: Int64) {
            self.partner = partner
            self.missing = missing
        }
    }

    /// The debtors that keep creditors waiting, by id; none when the cycle is funded.
    public let gaps: [Gap]

    /// Whether creditors may be paid.
    public var isFunded: Bool { gaps.isEmpty }

    /// Judges a cycle.
    ///
    /// Each incoming payment of the cycle must be paid, or its rest covered by the partner's collateral. Collateral
    /// covers once: older cycles' rests use it up first.
    ///
    /// - Parameters:
    ///   - cycle: the cycle to be paid out.
    ///   - payments: all payments that are open, of this cycle and earlier ones.
    ///   - collateral: each partner's collateral, in minor units.
    public init(cycle: Int64, payments: [Payment], collateral: [PartnerID: Int64]) {
        var owed: [PartnerID: Int128] = [:]
        var own: [PartnerID: Int128] = [:]
        for payment in payments where payment.direction == .incoming && payment.cycle <= cycle {
            switch payment.state {
            case .pending, .returned:
                owed[payment.partner, default: 0] += Int128(payment.open)
                if payment.cycle == cycle { own[payment.partner, default: 0] += Int128(payment.open) }
            case .paid, .withdrawn, .instructed, .accepted, .rejected:
                // The last three never hold for incoming payments.
                break
            }
        }
        gaps = own.sorted { $0.key < $1.key }.compactMap { partner, open in
            // What collateral leaves open of older cycles is missing there, not here.
            let missing = min(open, (owed[partner] ?? 0) - Int128(max(0, collateral[partner] ?? 0)))
            return missing > 0 ? Gap(partner: partner, missing: Int64(clamping: missing)) : nil
        }
    }
}

/// Whether collateral or reserve may be given back.
public enum FundRelease {
    /// Whether what stays covers what the partner owes.
    ///
    /// - Parameters:
    ///   - amount: minor units to give back.
    ///   - fund: the balance it is taken from.
    ///   - other: what else stands for the partner: its collateral where reserve is given back, nothing otherwise.
    ///   - owed: what the partner owes on its running account; zero or less when it owes nothing.
    public static func isCovered(amount: Int64, fund: Int64, other: Int64, owed: Int64) -> Bool {
        guard amount > 0, amount <= fund else { return false }
        return owed <= 0 || Int128(owed) <= Int128(fund) - Int128(amount) + Int128(max(0, other))
    }
}
