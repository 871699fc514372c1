/// The kinds of message that move points, as both books call them.
public enum BookedKind: String, Hashable, Sendable, CaseIterable {
    case accrual, redemption, capture, void, reversal
}

/// One message as one side's books have it.
public struct DayEntry: Hashable, Sendable {
    /// The partner's id of the message: 1 to 64 of `A-Za-z0-9._:-`.
    public let messageID: String
    /// What it was.
    public let kind: BookedKind
    /// The points it moved, 0 or more; the kind says which way.
    public let points: Int64
    /// The money behind it in minor units, 0 or more: a purchase, or the refund of a reversal; `nil` when this side's
    /// books hold none, and then it is not compared.
    public let amount: Int64?

    /// An entry of these facts.
    public init(messageID: String, kind: BookedKind, points: Int64, amount: Int64?) {
        self.messageID = messageID
        self.kind = kind
        self.points = points
        self.amount = amount
    }
}

/// One row of a partner's own day.
public struct DayRow: Hashable, Sendable {
    /// Where it begins in the file, from 1 for the header's line.
    public let line: Int
    /// What it says.
    public let entry: DayEntry

    /// A row at a line.
    public init(line: Int, entry: DayEntry) {
        self.line = line
        self.entry = entry
    }
}

/// A row that cannot be read; the others are compared all the same.
public struct UnreadableRow: Hashable, Sendable {
    /// Why a row cannot be read.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// It has another number of cells than the header.
        case cells
        /// A quote stands inside a cell that is not quoted, or text follows a closing quote.
        case quotes
        /// It is no UTF-8.
        case encoding
        /// The message id is not 1 to 64 of `A-Za-z0-9._:-`.
        case messageID = "message_id"
        /// The kind is none of ``BookedKind``.
        case kind
        /// The points are no integer of 0 to 1 000 000 000.
        case points
        /// The amount is no integer of 0 to 10^12.
        case amount

        /// A sentence for people.
        public var sentence: String {
            switch self {
            case .cells: "the row has another number of cells than the header"
            case .quotes: "quotes must stand around a whole cell"
            case .encoding: "the row is no UTF-8"
            case .messageID: "message_id must be 1 to 64 of A-Za-z0-9._:-"
            case .kind: "kind must be accrual, redemption, capture, void or reversal"
            case .points: "points must be an integer of 0 to 1000000000"
            case .amount: "amount must be empty, or an integer of 0 to 1000000000000 in minor units"
            }
        }
    }

    /// Where it begins in the file, from 1 for the header's line.
    public let line: Int
    /// Why.
    public let reason: Reason

    /// A row at a line.
    public init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }
}
