/// One entry of the audit trail: who did what, when, from where, and what changed.
public struct AuditTrailEntry: Hashable, Sendable {
    /// Counts from 1 without a gap.
    public let place: Int64
    /// When, in microseconds since 1970-01-01T00:00:00Z.
    public let microseconds: Int64
    /// Who: `user:<name>`, `system:<name>`, or a worker's name.
    public let actor: String
    /// What was done, such as `cycle.close`.
    public let action: String
    /// To what, such as `cycle 000004`.
    public let subject: String
    /// In words.
    public let detail: String
    /// From where: the program and the machine.
    public let origin: String
    /// What stood before, as JSON text.
    public let before: String?
    /// What stood afterwards, as JSON text.
    public let after: String?
    /// The hash of the entry before; 32 zero bytes for the first.
    public let previousHash: [UInt8]
    /// SHA-256 of ``canonicalText``.
    public let hash: [UInt8]

    /// An entry of these columns.
    public init(
        place: Int64, microseconds: Int64, actor: String, action: String, subject: String, detail: String,
        origin: String, before: String?, after: String?, previousHash: [UInt8], hash: [UInt8]
    ) {
        self.place = place
        self.microseconds = microseconds
        self.actor = actor
        self.action = action
        self.subject = subject
        self.detail = detail
        self.origin = origin
        self.before = before
        self.after = after
        self.previousHash = previousHash
        self.hash = hash
    }

    /// What the hash is taken of: place, time, actor, action, subject, detail, origin, before, after and the previous hash in
    /// hexadecimal, each as its length in bytes, a colon and itself, an absent one as a hyphen, joined by commas.
    public var canonicalText: [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        let previous = previousHash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        let parts: [String?] = [
            String(place), String(microseconds), actor, action, subject, detail, origin, before, after,
            String(decoding: previous, as: UTF8.self),
        ]
        let texts = parts.map { part in part.map { "\($0.utf8.count):\($0)" } ?? "-" }
        return Array(texts.joined(separator: ",").utf8)
    }
}

/// Walks the audit trail from its first entry on and remembers the first place that breaks.
public struct AuditTrailCheck: Sendable {
    private let sha256: @Sendable ([UInt8]) -> [UInt8]
    /// The place of the last entry that was read.
    public private(set) var place: Int64 = 0
    /// The hash of the last entry that was read.
    public private(set) var hash = [UInt8](repeating: 0, count: 32)
    /// The first thing that does not agree; nothing is judged after it.
    public private(set) var finding: AuditFinding?

    /// A check that has read nothing.
    public init(sha256: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        self.sha256 = sha256
    }

    /// Reads the next entry, in order of places.
    public mutating func read(_ entry: AuditTrailEntry) {
        guard finding == nil else { return }
        if entry.place != place + 1 {
            return found(place + 1, "the entry is missing; the next that is there has place \(entry.place)")
        }
        if entry.previousHash != hash {
            return found(entry.place, "the entry does not follow from the one before it")
        }
        if sha256(entry.canonicalText) != entry.hash {
            return found(entry.place, "the entry is not what was written")
        }
        place = entry.place
        hash = entry.hash
    }

    /// Takes entries that have no place, and so were not added as entries are.
    public mutating func count(unplaced: Int64) {
        guard finding == nil, unplaced > 0 else { return }
        finding = AuditFinding(
            law: "audit trail", subject: "entries without a place", detail: "\(unplaced) were slipped in")
    }

    /// Compares the end with what the database says the newest entry is.
    public mutating func end(headPlace: Int64, headHash: [UInt8]) {
        guard finding == nil else { return }
        if headPlace > place {
            found(place + 1, "the entry is missing, and all after it; \(headPlace) were written")
        } else if headPlace < place {
            found(headPlace + 1, "the entry is beyond the \(headPlace) that the head knows")
        } else if headHash != hash {
            found(place, "the newest entry is another than the head knows")
        }
    }

    private mutating func found(_ place: Int64, _ detail: String) {
        finding = AuditFinding(law: "audit trail", subject: "entry \(place)", detail: detail)
    }
}

/// What reading the whole audit trail gave.
public struct AuditTrailReport: Hashable, Sendable {
    /// How many entries agree, from the first on.
    public let entries: Int64
    /// The hash of the last of them: written down elsewhere, it proves later that none up to it was changed.
    public let head: [UInt8]
    /// The first thing that does not agree; absent when all is well.
    public let finding: AuditFinding?

    /// A report of these facts.
    public init(entries: Int64, head: [UInt8], finding: AuditFinding?) {
        self.entries = entries
        self.head = head
        self.finding = finding
    }
}
