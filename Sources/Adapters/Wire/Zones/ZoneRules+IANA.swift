import Foundation
import Quantities

extension ZoneRules {
    /// The rules of an IANA time zone from 2000 to 2100, read from the system's zone database.
    ///
    /// - Returns: nothing when the system knows no zone of this name.
    public init?(iana name: String) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        let start = Date(timeIntervalSince1970: 946_684_800)
        let end = Date(timeIntervalSince1970: 4_102_444_800)
        var transitions: [Transition] = []
        var date = start
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next < end {
            transitions.append(
                Transition(
                    start: Instant(seconds: Int64(next.timeIntervalSince1970.rounded())),
                    offsetSeconds: Int64(zone.secondsFromGMT(for: next))))
            date = next
        }
        self.init(name: name, firstOffsetSeconds: Int64(zone.secondsFromGMT(for: start)), transitions: transitions)
    }
}
