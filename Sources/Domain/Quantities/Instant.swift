/// A moment, in microseconds since 1970-01-01T00:00:00Z; the precision PostgreSQL keeps.
public struct Instant: Hashable, Sendable, Comparable {
    /// Microseconds since the Unix epoch.
    public let microseconds: Int64

    /// A moment by its microseconds since the Unix epoch.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A moment by its whole seconds since the Unix epoch.
    public init(seconds: Int64) {
        self.microseconds = seconds * 1_000_000
    }

    /// Whole seconds since the Unix epoch, rounded down.
    public var seconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
    }

    /// The moment `seconds` later, or earlier when below zero.
    public func advanced(bySeconds seconds: Int64) -> Instant {
        Instant(microseconds: microseconds + seconds * 1_000_000)
    }

    /// Orders moments by time.
    public static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }
}
