import Partners
import Quantities

extension Instant {
    /// A moment written as RFC 3339 in UTC.
    public static func at(_ text: String) -> Instant {
        certain { () throws(QuantityError) in try Instant(rfc3339: text) }
    }
}

extension Rate {
    /// A rate written as a decimal string.
    public static func of(_ text: String) -> Rate { certain { () throws(QuantityError) in try Rate(text) } }

    /// A rate of so many millionths.
    public static func of(millionths: Int) -> Rate {
        certain { () throws(QuantityError) in try Rate(millionths: Int64(millionths)) }
    }
}

extension Points {
    /// So many points.
    public static func of(_ count: Int64) -> Points { certain { () throws(QuantityError) in try Points(count) } }
}

extension BasisPoints {
    /// So many basis points.
    public static func of(_ count: Int) -> BasisPoints {
        certain { () throws(QuantityError) in try BasisPoints(Int64(count)) }
    }
}

extension CurrencyCode {
    /// A currency by its letters.
    public static func of(_ letters: String) -> CurrencyCode {
        certain { () throws(QuantityError) in try CurrencyCode(letters) }
    }

    /// Romanian leu.
    public static let ron = of("RON")
    /// Euro.
    public static let eur = of("EUR")
}

extension PartnerID {
    /// A partner by its id.
    public static func of(_ text: String) -> PartnerID { certain { () throws(QuantityError) in try PartnerID(text) } }

    /// A grocer.
    public static let grocery = of("grocery")
    /// A café.
    public static let cafe = of("cafe")
}

extension UniqueID {
    /// An identity that is easy to read in a failing test.
    public static func number(_ number: Int) -> UniqueID { UniqueID(high: 0x7000, low: UInt64(number)) }
}

extension ZoneRules {
    /// Europe/Bucharest from 2020 to 2040: three hours ahead from the last Sunday of March, 01:00 UTC, to the last of
    /// October, 01:00 UTC, and two hours otherwise.
    public static let bucharest = ZoneRules(
        name: "Europe/Bucharest", firstOffsetSeconds: 7200,
        transitions: (Int64(2020)...2040).flatMap { year in
            [
                Transition(start: lastSunday(year, 3), offsetSeconds: 10_800),
                Transition(start: lastSunday(year, 10), offsetSeconds: 7200),
            ]
        })

    private static func lastSunday(_ year: Int64, _ month: Int64) -> Instant {
        let last = LocalDay(year: year, month: month, day: 31)
        let sunday = last.adding(days: -Int64(last.weekday % 7))
        return Instant(seconds: sunday.dayNumber * 86_400 + 3600)
    }
}
