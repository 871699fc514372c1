import Partners
import Quantities
import Synchronization

/// The coalition's terms that bind, with the days of its time zone.
public struct CoalitionTerms: Sendable {
    /// The coalition and its partners.
    public let snapshot: CoalitionSnapshot
    /// The days of the coalition's time zone.
    public let zone: ZoneRules

    /// Terms of these parts.
    public init(snapshot: CoalitionSnapshot, zone: ZoneRules) {
        self.snapshot = snapshot
        self.zone = zone
    }
}

/// The newest terms this node has seen; every lane's transaction checks that they are the newest there are.
public final class CoalitionDirectory: Sendable {
    private let terms = Mutex<CoalitionTerms?>(nil)

    /// A directory that has seen nothing yet.
    public init() {}

    /// The terms; none before a coalition was applied.
    public var current: CoalitionTerms? { terms.withLock { $0 } }

    /// Takes newer terms; older ones change nothing.
    public func learn(_ newer: CoalitionTerms) {
        terms.withLock { known in
            guard let seen = known?.snapshot.revision, seen >= newer.snapshot.revision else {
                known = newer
                return
            }
        }
    }
}
