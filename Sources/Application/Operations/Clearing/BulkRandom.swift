import Glibc

/// The system's randomness, fetched for many numbers at a time: a call of the system for each costs more than the rest of
/// making an identity. A class, since two copies of what is left would give the same numbers out twice.
final class BulkRandom: RandomNumberGenerator {
    private static let wordsAtOnce = 32

    private var words: [UInt64] = []

    func next() -> UInt64 {
        if words.isEmpty { fetch() }
        return words.removeLast()
    }

    /// The system gives 256 bytes at once, which is the most it does.
    private func fetch() {
        let size = Self.wordsAtOnce * MemoryLayout<UInt64>.size
        words = [UInt64](unsafeUninitializedCapacity: Self.wordsAtOnce) { words, count in
            guard let start = words.baseAddress, getentropy(start, size) == 0 else {
                preconditionFailure("the system has no randomness")
            }
            count = Self.wordsAtOnce
        }
    }
}
