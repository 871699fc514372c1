import Synchronization

/// Who of a desk's lanes is at work, so that one with little to do lets more queue up while another is.
///
/// A transaction costs the database some twenty statements whatever its size; two lanes that each take the few requests of
/// a moment would pay that twice.
final class LaneTurns: Sendable {
    /// With so many single requests waiting a lane begins beside others: the gain from more of them flattens.
    static let enough = 32
    /// How long a request waits at most for other lanes: one that hangs at a lock holds nobody up for longer.
    static let patience = Duration.milliseconds(10)

    private let atWork = Atomic<Int>(0)

    /// Whether a lane that rests may begin with what waits.
    static func mayBegin(singles: Int, hasLines: Bool, lanesAtWork: Int, isOverdue: Bool) -> Bool {
        if hasLines { return true }
        guard singles > 0 else { return false }
        return lanesAtWork == 0 || singles >= enough || isOverdue
    }

    /// How many lanes are at work.
    var lanesAtWork: Int { atWork.load(ordering: .relaxed) }

    /// A lane begins.
    func begin() {
        atWork.add(1, ordering: .relaxed)
    }

    /// A lane rests.
    func end() {
        atWork.subtract(1, ordering: .relaxed)
    }
}
