import Glibc
import Quantities
import Signatures

/// The machine's clock.
public enum SystemClock {
    /// Unix seconds now.
    @Sendable public static func seconds() -> Int64 {
        Int64(time(nil))
    }

    /// The present moment, to the second.
    public static func now() -> Instant {
        Instant(seconds: seconds())
    }
}

/// Names nobody has used before.
public enum RandomName {
    /// 22 characters of `A-Za-z0-9_-` that carry 128 random bits: for nonces, and for messages without an id of their own.
    public static func make() -> String {
        var system = SystemRandomNumberGenerator()
        let bytes = (0..<2).flatMap { _ in
            let word = system.next() as UInt64
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
        return Base64.encodeURL(bytes)
    }
}
