/// SplitMix64 (Steele, Lea, Flood 2014): a seed gives the same numbers for ever, on every machine.
public struct ModelRandom: Sendable {
    private var state: UInt64

    /// Starts a sequence.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number of a range, near enough evenly.
    public mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// True so many times in a hundred.
    public mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// One of several; nil when there are none.
    public mutating func one<Element>(of elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[number(0...(elements.count - 1))]
    }

    /// One of several, half of the time among the last fifty; nil when there are none.
    public mutating func recent<Element>(of elements: [Element]) -> Element? {
        if elements.count > 50 && chance(50) { return elements[elements.count - number(1...50)] }
        return one(of: elements)
    }
}
