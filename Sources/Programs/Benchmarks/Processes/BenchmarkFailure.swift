/// Why a benchmark cannot go on, in one sentence for people.
public struct BenchmarkFailure: Error, CustomStringConvertible, Sendable {
    /// The sentence.
    public let description: String

    /// Says what happened and, where it is known, what to do.
    public init(_ description: String) {
        self.description = description
    }
}
