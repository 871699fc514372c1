import Partners
import Quantities

/// The accounts that points move between; each is one issuer's, and some also one member's or redeemer's.
///
/// `issued` and `outstanding`, `held`, `redeemed`, `reversed`, `expired` of one issuer always sum to zero.
public enum LedgerAccount: String, Hashable, Sendable, CaseIterable {
    /// What the issuer gave out; the balancing account of all others.
    case issued
    /// With the member, available or pending.
    case outstanding
    /// With the member, set aside by a hold.
    case held
    /// Taken by a redeemer.
    case redeemed
    /// Taken back from the member.
    case reversed
    /// Past their time.
    case expired
}

/// Why points moved.
public enum PostingKind: String, Hashable, Sendable, CaseIterable {
    /// Points are given to a member.
    case issue
    /// Points are spent at once.
    case redeem
    /// Points are set aside.
    case hold
    /// Held points are taken.
    case capture
    /// Held points go back to their lot.
    case release
    /// Redeemed points go back to their lot.
    case giveBack = "return"
    /// Points are taken back that the member still has.
    case reverse
    /// Points are taken back that had been posted as expired.
    case reverseExpired = "reverse_expired"
    /// Points of another lot make good a shortfall that the member owes.
    case settleArrears = "arrears"
    /// Points are past their time.
    case expire
    /// Points that came back to an expired lot go on in a lot of their own.
    case carry

    /// The account points leave and the account they reach.
    public var accounts: (debit: LedgerAccount, credit: LedgerAccount) {
        switch self {
        case .issue: (.issued, .outstanding)
        case .redeem, .settleArrears: (.outstanding, .redeemed)
        case .hold: (.outstanding, .held)
        case .capture: (.held, .redeemed)
        case .release: (.held, .outstanding)
        case .giveBack: (.redeemed, .outstanding)
        case .reverse: (.outstanding, .reversed)
        case .reverseExpired: (.expired, .reversed)
        case .expire: (.outstanding, .expired)
        case .carry: (.outstanding, .outstanding)
        }
    }
}

/// One balanced movement of points between two accounts of one issuer.
public struct Posting: Hashable, Sendable {
    /// Why the points moved; it also says between which accounts.
    public let kind: PostingKind
    /// The lot they belong to.
    public let lot: UniqueID
    /// The lot they go on in, for ``PostingKind/carry``.
    public let intoLot: UniqueID?
    /// Who answers for the points.
    public let issuer: PartnerID
    /// Who took or gave back the points, where somebody did.
    public let redeemer: PartnerID?
    /// How many; above zero.
    public let points: Int64
    /// What the issuer pays for one: the piece's where there is a redeemer, else the lot's own.
    public let issuePrice: Rate
    /// What the redeemer receives for one; nothing where there is none.
    public let redemptionRate: Rate

    /// A movement of these facts.
    public init(
        kind: PostingKind, lot: UniqueID, intoLot: UniqueID? = nil, issuer: PartnerID, redeemer: PartnerID? = nil,
        points: Int64, issuePrice: Rate, redemptionRate: Rate = .zero
    ) {
        self.kind = kind
        self.lot = lot
        self.intoLot = intoLot
        self.issuer = issuer
        self.redeemer = redeemer
        self.points = points
        self.issuePrice = issuePrice
        self.redemptionRate = redemptionRate
    }
}
