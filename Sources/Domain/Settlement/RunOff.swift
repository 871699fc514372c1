import Partners
import Quantities

/// What the leaving of a partner means for one cycle.
public enum RunOff: Hashable, Sendable {
    /// The partner takes part as ever.
    case none
    /// Its last cycle: in `issuer_pays` it pays for the points still out, at its issue price, into the operator's hands.
    /// In `pool` it has paid at issue already and pays nothing.
    case final(outstanding: Points, price: Rate)
    /// It has left: no fees; in `issuer_pays` its points are honoured at the operator's cost.
    case departed
}

/// How a partner's leaving counts in a settlement.
public struct RunOffTerm: Hashable, Sendable {
    /// Who leaves.
    public let partner: PartnerID
    /// Whether this is its last cycle or a later one; never ``RunOff/none``.
    public let runOff: RunOff
    /// What it pays for points still out, in minor units; from zero up.
    public let amount: Int64

    /// A term of these facts.
    public init(partner: PartnerID, runOff: RunOff, amount: Int64) {
        self.partner = partner
        self.runOff = runOff
        self.amount = amount
    }

    /// The term of a partner under `terms`; `nil` for one that does not leave.
    ///
    /// - Throws: ``SettlementError/overflow``.
    init?(_ partner: PartnerID, _ own: PartnerTerms, terms: SettlementTerms) throws(SettlementError) {
        switch own.runOff {
        case .none: return nil
        case .departed: self.init(partner: partner, runOff: .departed, amount: 0)
        case .final(let outstanding, let price):
            guard terms.model == .issuerPays else {
                self.init(partner: partner, runOff: own.runOff, amount: 0)
                return
            }
            guard let money = try? price.amount(of: PointsDelta(outstanding.count), in: terms.currency) else {
                throw .overflow
            }
            self.init(partner: partner, runOff: own.runOff, amount: money.minorUnits)
        }
    }
}
