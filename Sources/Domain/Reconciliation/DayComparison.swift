import Quantities

/// What the hub knows of a message that it does not count to the day.
public enum Elsewhere: Hashable, Sendable {
    /// It was refused; the code of the refusal.
    case refused(code: String)
    /// It was posted with an `occurred_at` of this other day.
    case anotherDay(LocalDay)
    /// It was taken, and moves no points: an enrolment or an identifier.
    case withoutPoints
}

/// A partner's own day beside the hub's: what is missing here, missing there, and different.
///
/// *Here* is the hub, *there* the partner.
public struct DayComparison: Hashable, Sendable {
    /// A row that has no counterpart in the hub's day, though the hub knows the message.
    public struct Apart: Hashable, Sendable {
        /// The partner's row.
        public let row: DayRow
        /// Where the message is.
        public let place: Elsewhere
    }

    /// A message that both have, and that differs.
    public struct Difference: Hashable, Sendable {
        /// The partner's row.
        public let there: DayRow
        /// The hub's entry.
        public let here: DayEntry

        /// What differs, at least one.
        public var fields: [Field] {
            var fields: [Field] = []
            if there.entry.kind != here.kind { fields.append(.kind) }
            if there.entry.points != here.points { fields.append(.points) }
            if let left = there.entry.amount, let right = here.amount, left != right { fields.append(.amount) }
            return fields
        }
    }

    /// A column of a partner's day that is compared.
    public enum Field: String, Hashable, Sendable {
        case kind, points, amount
    }

    /// An id that several rows bear; the first of them is compared.
    public struct Repeated: Hashable, Sendable {
        /// The id.
        public let messageID: String
        /// Its lines, at least two.
        public let lines: [Int]
    }

    /// What one side's books come to for one kind.
    public struct Tally: Hashable, Sendable {
        /// How many messages; of the partner's, every row that can be read.
        public internal(set) var messages: Int64 = 0
        /// Their points.
        public internal(set) var points: Int64 = 0
        /// Their money in minor units, where there is any.
        public internal(set) var amount: Int64 = 0
    }

    /// Both sides' tallies of one kind.
    public struct Total: Hashable, Sendable {
        /// The kind.
        public let kind: BookedKind
        /// The hub's.
        public internal(set) var here = Tally()
        /// The partner's.
        public internal(set) var there = Tally()
    }

    /// Rows of messages that the hub has never seen, in the file's order.
    public let missingHere: [DayRow]
    /// Rows of messages that the hub refused, dated to another day or that move no points, in the file's order.
    public let apart: [Apart]
    /// The hub's messages of the day that the partner does not list, in the order of their ids.
    public let missingThere: [DayEntry]
    /// Messages that both have and that differ, in the file's order.
    public let different: [Difference]
    /// Ids that come more than once, in the order of their second rows.
    public let repeated: [Repeated]
    /// Rows that cannot be read.
    public let unreadable: [UnreadableRow]
    /// One for each kind that one of the two has, in the order of ``BookedKind``.
    public let totals: [Total]

    /// Whether both books say the same of the day.
    public var isClean: Bool {
        missingHere.isEmpty && apart.isEmpty && missingThere.isEmpty && different.isEmpty && repeated.isEmpty
            && unreadable.isEmpty
    }
}
