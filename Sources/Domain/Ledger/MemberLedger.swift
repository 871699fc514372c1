import Partners
import Quantities

/// The lots of one member, and every way in which points move between their places.
///
/// Each movement is checked against the lot it touches and written as a ``Posting``; the postings made since the value
/// was created, and the lots they touched, are what a store has to write. The lots given must hold every lot with
/// points remaining, held or owed, and every lot that a piece or a reversal names, with its whole family of one root;
/// or none at all, and then ``unread`` stands for them: so points can be given to a member whose lots nobody has read.
public struct MemberLedger: Hashable, Sendable {
    /// The lots, in spending order.
    public private(set) var lots: [Lot]
    /// The place the next lot takes in the order of the member's postings.
    public private(set) var nextSequence: Int64
    /// The movements made since the last ``drainPostings()``, in order.
    private var postings: [Posting] = []
    /// The lots that are new or changed since this value was created.
    public private(set) var changed: Set<UniqueID> = []

    /// The lots that were not read, summed up; nothing where all were.
    public let unread: UnreadLots?

    /// A member's lots as a store kept them.
    public init(lots: [Lot] = [], nextSequence: Int64 = 0) {
        self.lots = lots.sorted(by: Lot.isSpentBefore)
        self.nextSequence = nextSequence
        unread = nil
    }

    /// A member whose lots stay unread: points can be given, and nothing else.
    public init(unread: UnreadLots, nextSequence: Int64) {
        lots = []
        self.nextSequence = nextSequence
        self.unread = unread
    }

    /// What the member has at `now`; of unread lots, what ``UnreadLots/balance`` says.
    public func balance(at now: Instant) -> Balance {
        lots.reduce(into: unread?.balance ?? .zero) { balance, lot in
            if lot.isAvailable(at: now) { balance.available += lot.remaining }
            if lot.isPending(at: now) { balance.pending += lot.remaining }
            balance.held += lot.held
            balance.arrears += lot.arrears
        }
    }

    /// The first moment after `now` at which time alone changes the balance; none when it never does.
    public func nextChange(after now: Instant) -> Instant? {
        lots.reduce(unread?.nextChangeAt) { earliest, lot in
            guard lot.remaining > 0, let change = lot.nextChange(after: now) else { return earliest }
            return min(earliest ?? change, change)
        }
    }

    /// The lot of this identity, where it was given.
    public func lot(_ id: UniqueID) -> Lot? { lots.first { $0.id == id } }

    /// Hands over the movements made since the last call, in order.
    public mutating func drainPostings() -> [Posting] {
        defer { postings = [] }
        return postings
    }

    // MARK: - The primitives all movements are made of

    /// Makes sure that the lots were read which the movement concerns.
    func requireRead() {
        // Whoever reads the facts knows which messages take points; taking from lots not read would be our mistake, and
        // what it wrote would be wrong.
        precondition(unread == nil, "points move in lots that were not read")
    }

    mutating func insert(_ lot: Lot) {
        let place = lots.firstIndex { Lot.isSpentBefore(lot, $0) } ?? lots.endIndex
        lots.insert(lot, at: place)
        nextSequence = max(nextSequence, lot.sequence + 1)
        changed.insert(lot.id)
    }

    mutating func record(_ posting: Posting) {
        postings.append(posting)
    }

    mutating func change(at index: Int, _ body: (inout Lot) -> Void) {
        body(&lots[index])
        // An unbalanced lot would be a mistake of ours, and must never be written.
        precondition(lots[index].isBalanced, "a lot's points are not each in exactly one place")
        changed.insert(lots[index].id)
    }

    func index(of id: UniqueID) throws(LedgerError) -> Int {
        requireRead()
        guard let index = lots.firstIndex(where: { $0.id == id }) else { throw .lotMissing(id) }
        return index
    }

    func indices(ofRoot root: UniqueID) -> [Int] {
        lots.indices.filter { lots[$0].root == root }
    }
}

/// Why a movement of points is impossible.
public enum LedgerError: Error, Hashable, Sendable {
    /// Fewer points can be spent than were asked for.
    case insufficient(available: Int64)
    /// More was to be captured or returned than the pieces hold.
    case exceedsPieces(available: Int64)
    /// A lot that a piece names was not given; a mistake of ours.
    case lotMissing(UniqueID)
}
