import Synchronization

/// What the tills know: each household's identifiers, and which messages were accepted that others refer to.
final class TillMemory: Sendable {
    private struct State {
        var identifiers: [String: [String]] = [:]
        var accepted: Set<String> = []
    }

    private let state = Mutex(State())

    /// Keeps the identifiers that an enrolment answered.
    func keep(_ identifiers: [String], of household: String) {
        state.withLock { $0.identifiers[household] = identifiers }
    }

    /// One of a household's identifiers: card, code or phone, another for each `turn`.
    func identifier(of household: String, turn: Int) -> String? {
        state.withLock { state in
            guard let known = state.identifiers[household], !known.isEmpty else { return nil }
            return known[turn % known.count]
        }
    }

    /// Keeps that a message was accepted.
    func accept(_ messageID: String) {
        state.withLock { _ = $0.accepted.insert(messageID) }
    }

    /// Whether a message was accepted and kept.
    func isAccepted(_ messageID: String) -> Bool {
        state.withLock { $0.accepted.contains(messageID) }
    }

    /// How many households have an identifier.
    var households: Int { state.withLock { $0.identifiers.count } }
}
