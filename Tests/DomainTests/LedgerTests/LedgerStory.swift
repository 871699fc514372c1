import CoalitionTestKit
import Ledger
import LoyaltyRules
import Partners
import Quantities

/// A moment by its day.
func day(_ day: Int64) -> Instant { Instant(seconds: day * 86_400) }

/// One member's ledger, its lots known by small numbers, and every posting so far in words.
struct LedgerStory {
    var ledger = MemberLedger()
    private(set) var postings: [Posting] = []
    private var nextLot = 100

    /// Prices of a taking: each partner's own price is its place in the alphabet, in thousandths.
    static func prices(_ redeemer: PartnerID) -> TakingPrices {
        TakingPrices(redemptionRate: .of(redeemer == .cafe ? "0.008" : "0.009")) {
            $0 == .cafe ? .of("0.011") : .of("0.012")
        }
    }

    mutating func issue(
        _ points: Int64, lot: Int, by issuer: PartnerID = .grocery, earned: Int64 = 0, available: Int64 = 0,
        expires: Int64 = 100
    ) {
        let dates = LotDates(earnedAt: day(earned), availableAt: day(available), expiresAt: day(expires))
        ledger.issue(
            points, id: .number(lot), issuer: issuer, origin: issuer, accrual: .number(lot), dates: dates,
            issuePrice: .of("0.010"))
    }

    mutating func take(
        _ points: Int64, holding: Bool = false, at now: Int64 = 1
    ) throws(LedgerError) -> [Piece] {
        try ledger.take(points, by: .cafe, prices: Self.prices(.cafe), holding: holding, at: day(now))
    }

    mutating func capture(_ points: Int64, of pieces: inout [Piece], at now: Int64 = 1) throws(LedgerError) {
        try returning(at: now) { (ledger, terms) throws(LedgerError) in
            try ledger.capture(points, of: &pieces, by: .cafe, return: terms)
        }
    }

    mutating func release(_ pieces: inout [Piece], at now: Int64 = 1) throws(LedgerError) {
        try returning(at: now) { (ledger, terms) throws(LedgerError) in
            try ledger.release(&pieces, by: .cafe, return: terms)
        }
    }

    mutating func giveBack(_ points: Int64, of pieces: inout [Piece], at now: Int64 = 1) throws(LedgerError) {
        try returning(at: now) { (ledger, terms) throws(LedgerError) in
            try ledger.giveBack(points, of: &pieces, by: .cafe, return: terms)
        }
    }

    /// Takes back, and under `owed` has the member pay at once.
    mutating func takeBack(_ points: Int64, of lot: Int, owed: Bool = false, at now: Int64 = 1) throws(LedgerError) {
        let short = try ledger.takeBack(points, ofRoot: .number(lot), owed: owed, at: day(now))
        if owed { try ledger.settle(arrears: short, of: .number(lot), at: day(now), prices: Self.prices) }
    }

    mutating func settleArrears(from lot: Int, at now: Int64 = 1) throws(LedgerError) {
        try ledger.settleArrears(from: .number(lot), at: day(now), prices: Self.prices)
    }

    /// Points that come back to an expired lot live ten days on.
    private mutating func returning(
        at now: Int64, _ body: (inout MemberLedger, ReturnTerms) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        var next = nextLot
        var changed = ledger
        let terms = ReturnTerms(now: day(now), graceExpiresAt: day(now + 10)) {
            defer { next += 1 }
            return .number(next)
        }
        try body(&changed, terms)
        ledger = changed
        nextLot = next
    }

    /// The postings since the last call, such as `hold 1 30`: kind, lot, points.
    mutating func told() -> [String] {
        let new = ledger.drainPostings()
        postings += new
        return new.map { posting in
            let into = posting.intoLot.map { " into \($0.low)" } ?? ""
            return "\(posting.kind.rawValue) \(posting.lot.low) \(posting.points)\(into)"
        }
    }

    func lot(_ number: Int) -> Lot { certain(ledger.lot(.number(number))) }
}
