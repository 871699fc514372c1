import Messages
import Partners
import Settlement

/// Which of its postings a partner asks for.
public struct PostingsQuestion: Hashable, Sendable {
    /// The cycle.
    public let cycle: Int64
    /// Only those between the partner and this one; none for all.
    public let counterparty: PartnerID?
    /// Only those behind this place; none from the first.
    public let after: PostingPlace?

    /// Understands a cycle's name and two parameters, as their texts; nothing when no cycle can be so named.
    ///
    /// - Throws: ``Refusal`` `invalid_field` naming the malformed parameter.
    public init?(cycle name: String, counterparty: String?, after: String?) throws(Refusal) {
        guard let cycle = CycleName.cycle(name) else { return nil }
        self.cycle = cycle
        self.counterparty = try Self.value(of: "counterparty", counterparty) { try? PartnerID($0) }
        self.after = try Self.value(of: "after", after) { PostingPlace($0) }
    }

    private static func value<Value>(
        of name: String, _ text: String?, _ read: (String) -> Value?
    ) throws(Refusal) -> Value? {
        guard let text else { return nil }
        guard let value = read(text) else { throw Refusal(.invalidField, field: name) }
        return value
    }
}
