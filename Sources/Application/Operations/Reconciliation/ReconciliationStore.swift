import Partners
import Quantities
import Reconciliation

/// The hub's side of a partner's day.
public struct HubDay: Hashable, Sendable {
    /// The posted messages of the day that move points, each id once.
    public let booked: [DayEntry]
    /// What is known of messages that were asked for and are not among them.
    public let elsewhere: [String: Elsewhere]

    /// A day of these messages.
    public init(booked: [DayEntry], elsewhere: [String: Elsewhere]) {
        self.booked = booked
        self.elsewhere = elsewhere
    }
}

/// What came of comparing a day, as it is kept: the newest comparison of each partner and day.
public struct ReconciliationRecord: Hashable, Sendable {
    /// Whose day.
    public let partner: PartnerID
    /// The day, in the coalition's time zone.
    public let day: LocalDay
    /// When it was compared.
    public let comparedAt: Instant
    /// Who asked: `partner:<id>`, or an operator.
    public let comparedBy: String
    /// SHA-256 of the file, in lower-case hexadecimal.
    public let fileSHA256: String
    /// What was found.
    public let counts: ReconciliationCounts
    /// Whether nothing was.
    public let isClean: Bool

    /// A record of these facts.
    public init(
        partner: PartnerID, day: LocalDay, comparedAt: Instant, comparedBy: String, fileSHA256: String,
        counts: ReconciliationCounts, isClean: Bool
    ) {
        self.partner = partner
        self.day = day
        self.comparedAt = comparedAt
        self.comparedBy = comparedBy
        self.fileSHA256 = fileSHA256
        self.counts = counts
        self.isClean = isClean
    }
}

/// How much of each was found.
public struct ReconciliationCounts: Hashable, Sendable {
    /// Rows of the file that can be read.
    public let rows: Int64
    /// The hub's messages of the day.
    public let messages: Int64
    /// See ``DayComparison/missingHere``.
    public let missingHere: Int64
    /// See ``DayComparison/apart``: refused, of another day, without points.
    public let apart: Int64
    /// See ``DayComparison/missingThere``.
    public let missingThere: Int64
    /// See ``DayComparison/different``.
    public let different: Int64
    /// See ``DayComparison/repeated``.
    public let repeated: Int64
    /// See ``DayComparison/unreadable``.
    public let unreadable: Int64

    /// Counts as they are kept.
    public init(
        rows: Int64, messages: Int64, missingHere: Int64, apart: Int64, missingThere: Int64, different: Int64,
        repeated: Int64, unreadable: Int64
    ) {
        self.rows = rows
        self.messages = messages
        self.missingHere = missingHere
        self.apart = apart
        self.missingThere = missingThere
        self.different = different
        self.repeated = repeated
        self.unreadable = unreadable
    }

    /// The counts of a comparison.
    public init(_ comparison: DayComparison, rows: Int, messages: Int) {
        self.init(
            rows: Int64(rows), messages: Int64(messages), missingHere: Int64(comparison.missingHere.count),
            apart: Int64(comparison.apart.count), missingThere: Int64(comparison.missingThere.count),
            different: Int64(comparison.different.count), repeated: Int64(comparison.repeated.count),
            unreadable: Int64(comparison.unreadable.count))
    }
}

/// Where the hub's days are read, and what came of comparing them is kept.
public protocol ReconciliationStore: Sendable {
    /// A partner's messages with `occurred_at` in a local day, in one consistent state of the ledger.
    ///
    /// - Parameters:
    ///   - zone: the coalition's time zone, which says when the day begins and ends.
    ///   - listed: ids of which the hub shall tell where they are when they are not of the day.
    func hubDay(
        _ day: LocalDay, in zone: ZoneRules, of partner: PartnerID, listed: [String]
    ) async throws(StoreError) -> HubDay

    /// Keeps a result in the place of an earlier one of the same partner and day.
    ///
    /// - Returns: the record with the time of keeping, by the database's clock.
    func keep(
        _ counts: ReconciliationCounts, isClean: Bool, fileSHA256: String, of partner: PartnerID, day: LocalDay,
        by actor: String
    ) async throws(StoreError) -> ReconciliationRecord

    /// The kept results of a partner, newest day first, at most so many.
    func records(of partner: PartnerID, most: Int) async throws(StoreError) -> [ReconciliationRecord]
}
