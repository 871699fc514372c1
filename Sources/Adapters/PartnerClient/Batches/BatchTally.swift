import Wire

/// What became of the messages of a file.
public struct BatchTally: Hashable, Sendable {
    /// Accepted now.
    public internal(set) var posted: Int64 = 0
    /// Accepted before: the hub repeated its first answer.
    public internal(set) var replayed: Int64 = 0
    /// Refused, by code.
    public internal(set) var refused: [String: Int64] = [:]
    /// Receipts that were checked and hold.
    public internal(set) var receipts: Int64 = 0
    /// Receipts that are missing or not this message's.
    public internal(set) var receiptsRefused: Int64 = 0

    /// How many have a result.
    public var messages: Int64 { posted + replayed + refusals }
    /// How many were refused.
    public var refusals: Int64 { refused.values.reduce(0, +) }

    /// Nothing yet.
    init() {}

    mutating func add(_ other: BatchTally) {
        posted += other.posted
        replayed += other.replayed
        refused.merge(other.refused, uniquingKeysWith: +)
        receipts += other.receipts
        receiptsRefused += other.receiptsRefused
    }

    /// Its members in a document.
    func write(to writer: inout JSONWriter) {
        writer.member("posted", posted)
        writer.member("replayed", replayed)
        writer.object("refused") { writer in
            for (code, count) in refused.sorted(by: { $0.key < $1.key }) { writer.member(code, count) }
        }
        writer.member("receipts", receipts)
        writer.member("receipts_refused", receiptsRefused)
    }

    /// Reads what ``write(to:)`` wrote; `nil` when it is something else.
    init?(_ document: JSONValue) {
        guard let posted = document["posted"]?.integer, let replayed = document["replayed"]?.integer,
            case .object(let codes)? = document["refused"], let receipts = document["receipts"]?.integer,
            let receiptsRefused = document["receipts_refused"]?.integer
        else { return nil }
        for member in codes {
            guard let count = member.value.integer else { return nil }
            refused[member.name] = count
        }
        self.posted = posted
        self.replayed = replayed
        self.receipts = receipts
        self.receiptsRefused = receiptsRefused
    }
}
