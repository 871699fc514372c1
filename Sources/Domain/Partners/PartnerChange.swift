import Quantities

/// One line of a plan: what applying the partner files would change.
public struct PartnerChange: Hashable, Sendable {
    /// What happens to the subject or to the field named.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The coalition or a partner is new.
        case added
        /// A field gets another value, appears or goes.
        case changed
    }

    /// `coalition`, or the partner's id.
    public let subject: String
    /// Added or changed.
    public let kind: Kind
    /// The member's path in the file, such as `contract.issue_price`; empty when the whole subject is new.
    public let field: String
    /// The value until now; absent when there is none.
    public let old: String?
    /// The value wanted; absent when the field goes.
    public let new: String?
    /// From when a contract's field binds; absent for what binds at once.
    public let from: Instant?

    /// A change of one field, or of a whole subject when `field` is empty.
    public init(
        subject: String, kind: Kind, field: String = "", old: String? = nil, new: String? = nil, from: Instant? = nil
    ) {
        self.subject = subject
        self.kind = kind
        self.field = field
        self.old = old
        self.new = new
        self.from = from
    }

    /// ``old`` as people and logs may see it: a password inside a URL is masked.
    public var shownOld: String? { old.map(Self.masked) }
    /// ``new`` as people and logs may see it: a password inside a URL is masked.
    public var shownNew: String? { new.map(Self.masked) }

    /// `scheme://user:***@host/…` for a URL that carries a password, any other text as it is.
    private static func masked(_ text: String) -> String {
        guard let marker = text.firstRange(of: "://") else { return text }
        let rest = text[marker.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return text
        }
        return text[..<marker.upperBound] + rest[..<colon] + ":***" + rest[at...]
    }
}

extension PartnerChange: CustomStringConvertible {
    /// One line for people, such as `~ grocery contract.issue_price 0.0100 → 0.0110 from 2026-12-01T00:00:00Z`.
    public var description: String {
        switch kind {
        case .added:
            return "+ \(subject)"
        case .changed:
            let begin = from.map { " from \($0)" } ?? ""
            return "~ \(subject) \(field) \(shownOld ?? "none") → \(shownNew ?? "none")\(begin)"
        }
    }
}
