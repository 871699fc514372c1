import Ledger
import Messages

/// Closed sets as small numbers, by which `message` and `movement` keep them; migration 0008 names them in SQL. A code
/// never changes its meaning.
extension MessageKind {
    /// The code in `message.kind`.
    var code: Int32 {
        switch self {
        case .member: 1
        case .identifier: 2
        case .accrual: 3
        case .redemption: 4
        case .capture: 5
        case .void: 6
        case .reversal: 7
        }
    }
}

extension PostingKind {
    /// The code in `movement.kind`.
    var code: Int32 {
        switch self {
        case .issue: 1
        case .redeem: 2
        case .hold: 3
        case .capture: 4
        case .release: 5
        case .giveBack: 6
        case .reverse: 7
        case .reverseExpired: 8
        case .settleArrears: 9
        case .expire: 10
        case .carry: 11
        }
    }
}

/// What `message.outcome` says.
enum OutcomeCode {
    /// `posted`, then the refusals that are kept, in the order of their codes.
    static let names = [
        "posted", "partner_suspended", "partner_leaving", "member_unknown", "message_unknown", "identifier_in_use",
        "redemption_closed", "already_reversed", "occurred_at_out_of_range", "currency_not_agreed",
        "identifier_retired", "member_blocked", "reversal_exceeds_original", "limit_exceeded", "debit_cap_exceeded",
        "insufficient_points",
    ]

    /// The code of an outcome; nothing for one that is not kept.
    static func code(of outcome: String) -> Int32? {
        names.firstIndex(of: outcome).map { Int32($0 + 1) }
    }
}
