/// Whether the next transaction of a lane expects that nothing of what it was handed was stored before.
///
/// Nearly everything is new, and finding that out beforehand costs as much as writing it. Where something was not, its key
/// breaks the transaction, nothing is written, and the next attempt looks first, as do those after it: whoever repeats one
/// message often repeats many.
struct Novelty: Hashable {
    /// So many transactions look first after one that met something known.
    static let careful = 32

    private var looking = Novelty.careful

    /// Whether the next transaction goes without looking. A new session looks: the one before may have been lost with a
    /// commit under way.
    var isExpected: Bool { looking == 0 }

    /// A transaction ended.
    ///
    /// - Parameter metKnown: whether something was stored before, or may have been.
    mutating func note(metKnown: Bool) {
        looking = metKnown ? Self.careful : max(0, looking - 1)
    }
}
