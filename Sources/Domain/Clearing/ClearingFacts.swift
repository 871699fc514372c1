import Ledger
import LoyaltyRules
import Members
import Messages
import Partners
import Quantities

/// Everything clearing may know while it decides: read in one transaction, valid until its commit.
public struct ClearingFacts: Sendable {
    /// The database's clock in this transaction.
    public var now: Instant
    /// The coalition and its partners as they bind now.
    public var snapshot: CoalitionSnapshot
    /// The days of the coalition's time zone.
    public var zone: ZoneRules
    /// The open cycle, locked against closing.
    public var cycle: Int64
    /// Content of messages that were stored before, by key.
    public var earlier: [MessageKey: ContentDigest]
    /// Identifiers that the messages name, as far as they are known.
    public var identifiers: [Identifier: IdentifierRecord]
    /// Members whom those identifiers and originals lead to, locked.
    public var members: [UniqueID: Member]
    /// The lots of these members.
    public var ledgers: [UniqueID: MemberLedger]
    /// Accruals that the messages take back.
    public var accruals: [MessageKey: PostedAccrual]
    /// Redemptions that the messages capture, void or take back.
    public var redemptions: [MessageKey: PostedRedemption]
    /// What partners with a cap owe, locked.
    public var exposures: [PartnerID: Exposure]

    /// Facts without any messages, members or originals.
    public init(now: Instant, snapshot: CoalitionSnapshot, zone: ZoneRules, cycle: Int64) {
        self.now = now
        self.snapshot = snapshot
        self.zone = zone
        self.cycle = cycle
        earlier = [:]
        identifiers = [:]
        members = [:]
        ledgers = [:]
        accruals = [:]
        redemptions = [:]
        exposures = [:]
    }
}

/// An accrual that was posted, and how much of it has been taken back.
public struct PostedAccrual: Hashable, Sendable {
    /// What it was for.
    public enum Basis: Hashable, Sendable {
        /// A purchase, by the earning rule of its posting.
        case purchase(Money, EarningRule)
        /// Points the partner stated.
        case stated(Int64)
    }

    /// The transaction that posted it.
    public let transaction: UniqueID
    /// The member who earned.
    public var member: UniqueID
    /// What it was for.
    public let basis: Basis
    /// The lot of its base points; none when it was worth no points.
    public let baseLot: UniqueID?
    /// Taken back so far: minor units of a purchase, points of a stated accrual.
    public var refunded: Int64 = 0

    /// An accrual just posted.
    public init(transaction: UniqueID, member: UniqueID, basis: Basis, baseLot: UniqueID?, refunded: Int64 = 0) {
        self.transaction = transaction
        self.member = member
        self.basis = basis
        self.baseLot = baseLot
        self.refunded = refunded
    }

    /// The whole of it, in the unit of ``refunded``.
    public var whole: Int64 {
        switch basis {
        case .purchase(let amount, _): amount.minorUnits
        case .stated(let points): points
        }
    }
}

/// A redemption that was posted, and where its points are.
public struct PostedRedemption: Hashable, Sendable {
    /// Where a redemption stands.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Set aside; left by capture, void or time-out.
        case held
        /// Taken for good, at once or by a capture; reversals return its pieces but leave it here.
        case redeemed
        /// Released by the partner; the end.
        case voided
        /// Released because its time ran out; the end.
        case timedOut = "timed_out"
    }

    /// The transaction that posted it.
    public let transaction: UniqueID
    /// The member who spends.
    public var member: UniqueID
    /// How many points were taken at first.
    public let points: Int64
    /// The first moment at which a hold can no longer be captured.
    public let holdExpiresAt: Instant?
    /// Where it stands.
    public var state: State
    /// What it took from which lots.
    public var pieces: [Piece]

    /// A redemption of these facts.
    public init(
        transaction: UniqueID, member: UniqueID, points: Int64, holdExpiresAt: Instant?, state: State, pieces: [Piece]
    ) {
        self.transaction = transaction
        self.member = member
        self.points = points
        self.holdExpiresAt = holdExpiresAt
        self.state = state
        self.pieces = pieces
    }

    /// Whether it can be captured or voided at `now`.
    public func isOpen(at now: Instant) -> Bool {
        state == .held && (holdExpiresAt.map { now < $0 } ?? true)
    }
}
