import Ledger
import Members
import Messages
import Partners
import Quantities
import Settlement

/// Where the model's plain words become the real code's types, and its answers and sums the model's.
public enum ModelTranslation {
    /// The moment of so many seconds since 1970.
    public static func instant(_ seconds: Int) -> Instant { Instant(seconds: Int64(seconds)) }

    /// `id-7` and `nobody-7` become phones of their own.
    public static func identifier(_ name: String) -> Identifier {
        let number = certain(Int(certain(name.split(separator: "-").last)))
        return .phone(name.hasPrefix("id-") ? number : 50_000_000 + number)
    }

    /// The coalition of the model's terms; what the model does not know is the sample's.
    public static func coalition(_ terms: ModelTerms) -> Coalition {
        .sample(
            clawback: terms.clawback == .absorb ? .absorb : .arrears,
            model: terms.settlement == .pool ? .pool : .issuerPays, expiryMonths: Int64(terms.expiryMonths),
            acceptDays: Int64(terms.acceptDays), refundGraceDays: Int64(terms.refundGraceDays),
            holdDays: Int64(terms.holdDays), minimumPayment: Int64(terms.minimumPayment))
    }

    /// The partner of the model's, with its contract and standing.
    public static func partner(_ model: ModelPartner) -> Partner {
        let earning: Contract.Earning
        switch model.contract.earning {
        case .rate(let points, let per): earning = .computed(points: Int64(points), per: Int64(per))
        case .stated: earning = .stated
        }
        let status: Partner.Status
        switch model.status {
        case .active: status = .active
        case .suspended: status = .suspended
        case .leaving: status = .leaving
        }
        let terms = model.contract
        let contract = Contract(
            earning: earning, issuePrice: .of(millionths: terms.issuePrice),
            redemptionRate: .of(millionths: terms.redemptionRate), serviceFee: .of(terms.serviceFeeBasisPoints),
            minimumFee: Int64(terms.minimumFee), breakageShare: .of(millionths: terms.breakageShare),
            netDebitCap: terms.netDebitCap.map(Int64.init), pendingDays: Int64(terms.pendingDays))
        return .sample(.of(model.id), status: status, contract: contract)
    }

    /// The verified message of the model's.
    public static func message(_ model: ModelMessage) -> VerifiedMessage {
        .sample(content(model.request), id: model.id, from: .of(model.partner), at: instant(model.occurredAt))
    }

    private static func content(_ request: ModelRequest) -> MessageContent {
        switch request {
        case .enrolment(let identifiers): .enrolment(identifier(identifiers[0]))
        case .replacement(let old, let new): .replacement(of: identifier(old), by: identifier(new))
        case .accrual(let name, .money(let amount, let currency)):
            .purchase(Int64(amount), by: identifier(name), currency: .of(currency))
        case .accrual(let name, .points(let points)): .stated(Int64(points), by: identifier(name))
        case .redemption(let name, let points, let capture):
            .spending(Int64(points), by: identifier(name), capture: capture == .now ? .now : .later)
        case .capture(let original, let points): .capturing(original, points.map(Int64.init))
        case .void(let original): .voiding(original)
        case .reversal(let original, nil): .reversing(original)
        case .reversal(let original, .money(let amount, let currency)):
            .reversing(original, .refund(.of(Int64(amount), .of(currency))))
        case .reversal(let original, .points(let points)): .reversing(original, .points(.of(Int64(points))))
        }
    }

    /// The real balance in the model's words.
    public static func balance(_ balance: Balance) -> ModelBalance {
        ModelBalance(
            available: Int(balance.available), pending: Int(balance.pending), held: Int(balance.held),
            arrears: Int(balance.arrears))
    }

    /// The real settlement in the model's words.
    public static func settlement(_ settlement: Settlement, cycle: Int) -> ModelSettlement {
        ModelSettlement(
            cycle: cycle,
            matrix: settlement.matrix.map {
                ModelMatrixRow(
                    issuer: $0.issuer.text, redeemer: $0.redeemer.text, points: Int($0.points.count),
                    debit: Int($0.debitAmount), credit: Int($0.creditAmount))
            },
            positions: settlement.positions.map {
                ModelPosition(
                    partner: $0.partner.text, grossDebit: Int($0.grossDebit), grossCredit: Int($0.grossCredit),
                    fee: Int($0.fee), carriedIn: Int($0.carriedIn), net: Int($0.net), carriedOut: Int($0.carriedOut))
            },
            operatorNet: Int(settlement.operatorPosition.net))
    }
}
