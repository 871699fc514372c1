import Quantities

/// Why a folder of partner files cannot be applied to what binds now; all reasons, not only the first.
public struct PartnerPlanError: Error, Hashable, Sendable {
    /// The reasons, the coalition's first, then by partner id; never empty.
    public let refusals: [PartnerPlanRefusal]

    /// An error of these reasons.
    public init(refusals: [PartnerPlanRefusal]) {
        self.refusals = refusals
    }
}

/// One thing partner files may not change.
public struct PartnerPlanRefusal: Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// The partner binds now and has no file any more.
        case fileMissing
        /// A value that stays as first applied: the currency or the card prefix.
        case neverChanges(old: String, new: String)
        /// A changed contract would begin before now, and settled business would be repriced.
        case beginsInThePast(Instant, now: Instant)
        /// The key's id belongs to another partner.
        case keyOfAnother(PartnerID)
        /// The key's id has stood for other key material, which old signatures are proved by.
        case keyMaterialChanged
    }

    /// `coalition`, or the partner's id.
    public let subject: String
    /// The member's path in the file; empty for the file as a whole.
    public let field: String
    /// `file:line`, where it is known.
    public let place: String?
    /// What is wrong.
    public let reason: Reason

    /// A refusal of one field.
    public init(subject: String, field: String, place: String?, reason: Reason) {
        self.subject = subject
        self.field = field
        self.place = place
        self.reason = reason
    }
}

extension PartnerPlanRefusal: CustomStringConvertible {
    /// One line for people: place, field and reason.
    public var description: String {
        let begin = (place ?? subject) + ": " + (field.isEmpty ? "" : field + ": ")
        return switch reason {
        case .fileMissing:
            begin + "partner \(subject) has no file any more; bring the file back and set \"status: leaving\""
        case .neverChanges(let old, let new):
            begin + "was \(old) when the coalition was first applied and cannot become \(new)"
        case .beginsInThePast(let start, let now):
            begin + "a changed contract cannot begin at \(start), before now (\(now)): posted business keeps its prices"
        case .keyOfAnother(let owner):
            begin + "this key id belongs to partner \(owner); give the key an id of its own"
        case .keyMaterialChanged:
            begin + "this key id has stood for another public key; give the new key an id of its own"
        }
    }
}

extension PartnerPlanError: CustomStringConvertible {
    /// One line a refusal.
    public var description: String { refusals.map(\.description).joined(separator: "\n") }
}
