/// The moments at which an open loop sends, evenly spaced and fixed beforehand.
///
/// A latency is measured from the scheduled moment, not from when the client came round to sending: a server that stands
/// still for a second then costs every message that fell due in that second its wait, and not only the one that was
/// under way (coordinated omission).
struct SendingSchedule: Sendable {
    /// The first moment, in nanoseconds of any steady clock.
    let start: UInt64
    /// How many messages fall due.
    let count: Int
    private let interval: Double
    private var next = 0

    /// - Parameters:
    ///   - perSecond: messages a second, above 0.
    ///   - seconds: for how long.
    init(start: UInt64, perSecond: Double, seconds: Double) {
        self.start = start
        interval = 1e9 / perSecond
        count = max(1, Int(perSecond * seconds))
    }

    /// When a message falls due.
    func moment(_ index: Int) -> UInt64 { start + UInt64(Double(index) * interval) }

    /// The next message's moment; nothing after the last.
    var upcoming: UInt64? { next < count ? moment(next) : nil }

    /// The scheduled moment of a message that is due, which is taken from the schedule.
    mutating func take(at now: UInt64) -> UInt64? {
        guard let upcoming, upcoming <= now else { return nil }
        next += 1
        return upcoming
    }
}
