import Glibc

/// The machine's steady clock, the same for all its processes.
enum SteadyClock {
    /// Nanoseconds since the machine was started.
    static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Seconds since the machine was started.
    static func seconds() -> Double { Double(nanoseconds()) / 1e9 }
}
