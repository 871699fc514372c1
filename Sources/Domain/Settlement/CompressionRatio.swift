import Quantities

/// How much of a volume netting makes unnecessary to pay: 0 when nothing, 1 when everything.
///
/// An exact fraction of whole minor units; only its text is rounded.
public struct CompressionRatio: Hashable, Sendable, CustomStringConvertible {
    /// What need not be paid, in minor units; from zero to ``volume``.
    public let saved: Int128
    /// What would be paid without netting, in minor units; above zero.
    public let volume: Int128

    /// The part of `volume` that paying `net` instead saves; `nil` when there is no volume.
    public init?(of volume: Int128, paying net: Int128) {
        guard volume > 0 else { return nil }
        self.saved = volume - net
        self.volume = volume
    }

    /// The ratio with four decimals, half to even, such as `0.8333`.
    public var description: String {
        let scaled = Decimals.divideHalfEven(saved * 10_000, by: volume)
        let digits = String(scaled % 10_000)
        return "\(scaled / 10_000)." + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
