import Partners
import Quantities
import Settlement

/// What one partner is to be paid, or is to pay, before it becomes a ``Payment``.
public struct DuePayment: Hashable, Sendable {
    /// Who is paid, or pays.
    public let partner: PartnerID
    /// To the partner or from it.
    public let direction: PaymentDirection
    /// Minor units above zero.
    public let amount: Int64

    /// A due amount.
    public init(partner: PartnerID, direction: PaymentDirection, amount: Int64) {
        self.partner = partner
        self.direction = direction
        self.amount = amount
    }

    /// The payments of a version: what each partner's position pays, less what earlier versions of the cycle moved.
    ///
    /// A position that is carried out pays nothing, so that what moved already is taken back.
    ///
    /// - Parameters:
    ///   - positions: the partners' positions of the version.
    ///   - movedBefore: minor units that moved to each partner in the cycle's earlier versions; below zero from it.
    /// - Returns: by partner; none for a partner with nothing left to pay.
    /// - Throws: ``QuantityError/overflow`` past 64 bits.
    public static func of(
        _ positions: [Position], movedBefore: [PartnerID: Int64]
    ) throws(QuantityError) -> [DuePayment] {
        var rest = movedBefore
        var due: [DuePayment] = []
        for position in positions {
            if let one = try of(
                position.payment, less: rest.removeValue(forKey: position.partner) ?? 0, position.partner)
            {
                due.append(one)
            }
        }
        // A partner that has no position any more gets back what it paid, or gives back what it got.
        for (partner, moved) in rest {
            if let one = try of(0, less: moved, partner) { due.append(one) }
        }
        return due.sorted { $0.partner < $1.partner }
    }

    private static func of(
        _ payment: Int64, less moved: Int64, _ partner: PartnerID
    ) throws(QuantityError) -> DuePayment? {
        let (amount, isTooLarge) = payment.subtractingReportingOverflow(moved)
        guard !isTooLarge, amount != .min else { throw .overflow }
        guard amount != 0 else { return nil }
        return DuePayment(
            partner: partner, direction: amount > 0 ? .outgoing : .incoming,
            amount: Int64(amount.magnitude))
    }
}
