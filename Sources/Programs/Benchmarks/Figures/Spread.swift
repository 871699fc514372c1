/// A figure measured several times: its median and its range.
public struct Spread: Hashable, Sendable, Codable {
    private enum CodingKeys: String, CodingKey {
        case median, least, most, values
    }

    /// All values, in the order they were measured.
    public let values: [Double]

    /// Takes the rounds' values; without any, every figure of it is 0.
    public init(_ values: [Double]) {
        self.values = values
    }

    /// Reads the values; the other members follow from them.
    public init(from decoder: any Decoder) throws {
        values = try decoder.container(keyedBy: CodingKeys.self).decode([Double].self, forKey: .values)
    }

    /// Writes median, least, most, and all values.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(median, forKey: .median)
        try container.encode(least, forKey: .least)
        try container.encode(most, forKey: .most)
        try container.encode(values, forKey: .values)
    }

    /// The middle value, or the mean of the two in the middle.
    public var median: Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    /// The least value.
    public var least: Double { values.min() ?? 0 }
    /// The greatest value.
    public var most: Double { values.max() ?? 0 }
}
