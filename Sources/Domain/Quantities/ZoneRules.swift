/// The offsets of one IANA time zone over time, as a plain value, so that days can be reckoned without a zone database.
///
/// An adapter that knows IANA zones makes it; before the first transition the first offset holds.
public struct ZoneRules: Hashable, Sendable {
    /// From `start` on, local time is UTC plus `offsetSeconds`.
    public struct Transition: Hashable, Sendable {
        /// The first moment of the offset.
        public let start: Instant
        /// Seconds to add to UTC.
        public let offsetSeconds: Int64

        /// An offset from a moment on.
        public init(start: Instant, offsetSeconds: Int64) {
            self.start = start
            self.offsetSeconds = offsetSeconds
        }
    }

    /// The IANA name, such as `Europe/Bucharest`.
    public let name: String
    /// The offset before the first transition, in seconds.
    public let firstOffsetSeconds: Int64
    /// Changes in order of time.
    public let transitions: [Transition]

    /// Rules of the zone `name`; `transitions` are in order of time.
    public init(name: String, firstOffsetSeconds: Int64, transitions: [Transition]) {
        self.name = name
        self.firstOffsetSeconds = firstOffsetSeconds
        self.transitions = transitions
    }

    /// Coordinated universal time.
    public static let utc = ZoneRules(name: "UTC", firstOffsetSeconds: 0, transitions: [])

    /// Seconds that local time is ahead of UTC at `instant`.
    public func offsetSeconds(at instant: Instant) -> Int64 {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].start <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffsetSeconds : transitions[low - 1].offsetSeconds
    }

    /// The local day that `instant` falls on.
    public func day(of instant: Instant) -> LocalDay {
        let local = instant.seconds + offsetSeconds(at: instant)
        return LocalDay(dayNumber: local >= 0 ? local / 86_400 : (local - 86_399) / 86_400)
    }

    /// The moment at which a local clock shows `secondOfDay` on `day`.
    ///
    /// In an hour that daylight saving repeats, the first of the two; in one it skips, the moment of the change.
    public func instant(of day: LocalDay, secondOfDay: Int64 = 0) -> Instant {
        let local = day.dayNumber * 86_400 + secondOfDay
        let before = offsetSeconds(at: Instant(seconds: local - 86_400))
        let after = offsetSeconds(at: Instant(seconds: local + 86_400))
        let first = Instant(seconds: local - before)
        if before == after || offsetSeconds(at: first) == before { return first }
        let second = Instant(seconds: local - after)
        if offsetSeconds(at: second) == after { return second }
        // A skipped local time lies between the two readings; the change is the transition there.
        return transitions.first { $0.start > second && $0.start <= first }?.start ?? first
    }

    /// The first moment after `day`: midnight at its end.
    public func end(of day: LocalDay) -> Instant {
        instant(of: day.adding(days: 1))
    }
}
