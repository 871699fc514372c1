import Partners
import Quantities

/// The moments at which cycles close by themselves (PROTOCOL.md section 6, `settlement`).
///
/// Made from the coalition file's `schedule` and `cut_off`, in local time:
///
/// | schedule | forms of `cut_off` | when absent |
/// | --- | --- | --- |
/// | `manual` | none | never |
/// | `daily` | `HH:MM` | `00:00` |
/// | `weekly` | `MON HH:MM`, the day in three letters | `MON 00:00` |
/// | `twice_monthly` | `HH:MM`, or `1,16 HH:MM` | `1,16 00:00` |
/// | `monthly` | `HH:MM`, or `1 HH:MM` | `1 00:00` |
///
/// A day past a month's end means its last. A time that daylight saving skips means the moment of the change; one that it
/// repeats means the first of the two.
public struct CutOffSchedule: Hashable, Sendable {
    enum Days: Hashable {
        case never
        case every
        case weekday(Int)
        case ofMonth([Int64])
    }

    let days: Days
    let secondOfDay: Int64

    /// Reads a schedule.
    ///
    /// - Throws: ``CutOffError/malformed(_:)`` when `cutOff` is not in the schedule's form.
    public init(schedule: SettlementSchedule, cutOff: String?) throws(CutOffError) {
        let text = cutOff ?? ""
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count <= 2, cutOff != "" else { throw .malformed(text) }
        let dayText = words.count == 2 ? words[0] : nil
        guard let second = cutOff == nil ? 0 : Self.secondOfDay(words[words.count - 1]) else { throw .malformed(text) }
        secondOfDay = second
        switch schedule {
        case .manual:
            guard cutOff == nil else { throw .malformed(text) }
            days = .never
        case .daily:
            guard dayText == nil else { throw .malformed(text) }
            days = .every
        case .weekly:
            let names = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
            guard cutOff != nil else {
                days = .weekday(1)
                return
            }
            guard let dayText, let index = names.firstIndex(of: dayText) else { throw .malformed(text) }
            days = .weekday(index + 1)
        case .twiceMonthly:
            guard let days = Self.daysOfMonth(dayText ?? "1,16", count: 2) else { throw .malformed(text) }
            self.days = .ofMonth(days)
        case .monthly:
            guard let days = Self.daysOfMonth(dayText ?? "1", count: 1) else { throw .malformed(text) }
            self.days = .ofMonth(days)
        }
    }

    /// The schedule of a coalition's settlement terms.
    ///
    /// - Throws: as ``init(schedule:cutOff:)``.
    public init(_ settlement: CoalitionSettlement) throws(CutOffError) {
        try self.init(schedule: settlement.schedule, cutOff: settlement.cutOff)
    }

    /// The first cut-off after `instant`; `nil` when cycles are closed by hand.
    public func next(after instant: Instant, zone: ZoneRules) -> Instant? {
        guard days != .never else { return nil }
        let first = zone.day(of: instant).adding(days: -1)
        // No two cut-offs of one schedule are further apart than a month; 64 days leave room on both sides.
        for offset in 0..<Int64(64) {
            let day = first.adding(days: offset)
            guard contains(day) else { continue }
            let cutOff = zone.instant(of: day, secondOfDay: secondOfDay)
            if cutOff > instant { return cutOff }
        }
        return nil
    }

    /// The cut-offs after `since` up to and including `until`, earliest first, `limit` of them at most.
    ///
    /// What a hub that was down closes when it is back: one cycle for all of them, or one for each, as it sees fit.
    public func missed(since: Instant, until: Instant, zone: ZoneRules, limit: Int = 400) -> [Instant] {
        var cutOffs: [Instant] = []
        var last = since
        while cutOffs.count < limit, let cutOff = next(after: last, zone: zone), cutOff <= until {
            cutOffs.append(cutOff)
            last = cutOff
        }
        return cutOffs
    }

    private func contains(_ day: LocalDay) -> Bool {
        switch days {
        case .never: return false
        case .every: return true
        case .weekday(let weekday): return day.weekday == weekday
        case .ofMonth(let wanted):
            let (year, month, dayOfMonth) = day.civil
            return wanted.contains { min($0, LocalDay.daysInMonth(year: year, month: month)) == dayOfMonth }
        }
    }

    /// `HH:MM`, 00:00 to 23:59, as seconds.
    private static func secondOfDay(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = number(bytes[0..<2]),
            let minute = number(bytes[3..<5]), hour < 24, minute < 60
        else { return nil }
        return hour * 3600 + minute * 60
    }

    /// So many days of the month, from 1 to 31, rising, comma between.
    private static func daysOfMonth(_ text: String, count: Int) -> [Int64]? {
        let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        var days: [Int64] = []
        for part in parts {
            guard (1...2).contains(part.count), let day = number(part), (1...31).contains(day), day > days.last ?? 0
            else { return nil }
            days.append(day)
        }
        return days.count == count ? days : nil
    }

    private static func number(_ digits: some Collection<UInt8>) -> Int64? {
        digits.reduce(Int64?(0)) { value, byte in
            guard let value, (0x30...0x39).contains(byte) else { return nil }
            return value * 10 + Int64(byte - 0x30)
        }
    }
}

/// Why a schedule could not be read.
public enum CutOffError: Error, Hashable, Sendable {
    /// The `cut_off` text is not in the form of its schedule.
    case malformed(String)
}
