import Ledger
import Partners
import Quantities
import Settlement

/// One line of a partner's statement, with what moved in it.
public struct DisputedPosting: Hashable, Sendable {
    /// Its number in `statement.csv`, from 1.
    public let line: Int64
    /// The message that caused it; `nil` where none did.
    public let messageID: String?
    /// What moved, between whom, at which prices.
    public let key: FlowKey
    /// How many points; returned pieces below zero.
    public let points: PointsDelta

    /// A line of these facts.
    public init(line: Int64, messageID: String?, key: FlowKey, points: PointsDelta) {
        self.line = line
        self.messageID = messageID
        self.key = key
        self.points = points
    }

    /// The other side of the line for `partner`: the redeemer for the issuer and the issuer for the redeemer; the operator
    /// where the partner is both.
    public func counterparty(of partner: PartnerID) -> PartnerID {
        if key.issuer == key.redeemer { return .operator }
        return key.issuer == partner ? key.redeemer : key.issuer
    }
}

/// The lines of a statement that claims name.
public enum DisputedLines {
    /// Lines of `statement` named by a claim, in their order, each once.
    ///
    /// - Throws: ``DisputeCode/disputeLineUnknown`` when a name has no line.
    public static func named(
        by claim: DisputeClaim, in statement: [DisputedPosting]
    ) throws(DisputeCode) -> [DisputedPosting] {
        let messages = Set(claim.messageIDs)
        let numbers = Set(claim.lines)
        let found = statement.filter { posting in
            numbers.contains(posting.line) || posting.messageID.map { messages.contains($0) } ?? false
        }
        guard !found.isEmpty, numbers.isSubset(of: found.map(\.line)),
            messages.isSubset(of: found.compactMap(\.messageID))
        else { throw .disputeLineUnknown }
        return found
    }

    /// What an adjustment for these lines corrects: the messages, and the places of lines that no message caused.
    public static func corrected(_ lines: [DisputedPosting], cycle: String) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        for posting in lines {
            let name = posting.messageID ?? "cycle \(cycle) line \(posting.line)"
            if seen.insert(name).inserted { names.append(name) }
        }
        return Array(names.prefix(AdjustmentDraft.mostCorrected))
    }
}
