import Books
import Partners
import Payments
import Settlement

extension Obligations {
    /// The obligations of a settlement: its positions, the interest in them, and what is drawn for defaults.
    init(_ settlement: Settlement) {
        var interest: [PartnerID: Int64] = [:]
        for adjustment in settlement.adjustments where adjustment.kind == .interest {
            for (party, amount) in adjustment.legs where party != .operator {
                // A leg below zero debits the party; the settlement has checked that the sums fit.
                interest[party, default: 0] -= amount
            }
        }
        let drawings = settlement.allocations.compactMap { allocation -> Drawing? in
            switch allocation.bearer {
            case .collateral: Drawing(account: .collateral(allocation.defaulter), amount: allocation.amount)
            case .reserve: Drawing(account: .reserve(allocation.defaulter), amount: allocation.amount)
            case .operatorShare, .operatorRest: Drawing(account: .losses, amount: allocation.amount)
            // A survivor's share is part of its own gross debit.
            case .survivor: nil
            }
        }
        self.init(settlement.positions, interest: interest, drawings: drawings)
    }
}
