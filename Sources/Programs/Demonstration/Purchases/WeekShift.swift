import Quantities

/// Moves recorded purchases by whole weeks, so that the last of their weeks is the last whole week before now.
///
/// Weeks begin on Monday at midnight in the coalition's zone. Day of the week and time of day stay what the local clock
/// showed; so the distance in seconds differs by an hour where daylight saving begins or ends in between.
struct WeekShift: Hashable, Sendable {
    /// The zone whose days count.
    let zone: ZoneRules
    /// How far days move, in days; a multiple of seven.
    let days: Int64

    /// The Monday of the week that `day` lies in.
    static func monday(of day: LocalDay) -> LocalDay {
        day.adding(days: Int64(1 - day.weekday))
    }

    /// The shift that brings the week of `last` to the week before the one of `now`.
    init(last: Instant, now: Instant, zone: ZoneRules) {
        self.zone = zone
        let from = Self.monday(of: zone.day(of: last))
        let to = Self.monday(of: zone.day(of: now)).adding(days: -7)
        days = to.dayNumber - from.dayNumber
    }

    /// The moment at which the local clock shows the same time on the moved day.
    ///
    /// In an hour that daylight saving skips there, the moment of the change; in one it repeats, the first of the two.
    func moved(_ instant: Instant) -> Instant {
        let local = instant.seconds + zone.offsetSeconds(at: instant)
        let day = zone.day(of: instant)
        return zone.instant(of: day.adding(days: days), secondOfDay: local - day.dayNumber * 86_400)
    }

    /// All of them moved, in their order.
    func moved(_ purchases: [RecordedPurchase]) -> [RecordedPurchase] {
        purchases.map { $0.moved(to: moved($0.occurredAt)) }
    }
}
