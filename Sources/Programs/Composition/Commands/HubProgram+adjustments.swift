import Foundation
import Governance
import Operations
import Partners
import Quantities
import Settlement
import Wire

extension HubProgram {
    /// `adjustment propose`
    ///
    /// - Parameters:
    ///   - credits: `PARTY=AMOUNT` in minor units, for each party that receives.
    ///   - debits: the same for each party that pays.
    public static func proposeAdjustment(
        _ options: HubOptions, credits: [String], debits: [String], reason: String, corrects: [String], json: Bool
    ) async throws {
        try await visit(options, needs: .proposeAdjustment) { hub, actor in
            var legs: [PartnerID: Int64] = [:]
            for (texts, sign) in [(credits, Int64(1)), (debits, -1)] {
                for text in texts {
                    let leg = try AdjustmentText.leg(text)
                    guard legs.updateValue(sign * leg.amount, forKey: leg.party) == nil else {
                        throw CommandFailure("\(leg.party) is named twice.")
                    }
                }
            }
            var random = SystemRandomNumberGenerator()
            let draft = try AdjustmentDraft(
                id: UniqueID.make(at: Hub.now, using: &random), kind: .correction, reason: reason, corrects: corrects,
                legs: legs)
            switch try await hub.postOrPropose(draft, by: actor) {
            case .done(let posted):
                Console(json: json).say(
                    "Posted in cycle \(CycleName.text(posted.cycle)) as \(posted.adjustment.id).",
                    JSONWriter.object { AdjustmentText.members(posted, to: &$0) })
            case .proposed(let proposal):
                Console(json: json).say(
                    "Nothing is posted yet: others have to agree.\n" + ProposalText.text(proposal),
                    ProposalText.document(proposal))
            }
        }
    }

    /// `adjustment list`
    public static func listAdjustments(_ options: HubOptions, cycle id: String?, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            var cycle: Int64?
            if let id {
                guard let named = CycleName.cycle(id) else { throw CommandFailure("“\(id)” is no cycle.") }
                cycle = named
            }
            let found = try await hub.adjustments.adjustments(of: cycle)
            let currency = try await hub.currency()
            Console(json: json).say(
                found.isEmpty
                    ? "There are none."
                    : found.map { AdjustmentText.text($0, currency) }.joined(separator: "\n"),
                JSONWriter.array { list in
                    for posted in found { list.elementObject { AdjustmentText.members(posted, to: &$0) } }
                })
        }
    }
}

/// Adjustments as people and programs read and write them.
enum AdjustmentText {
    /// The most minor units of one leg, as of any money that a message names (PROTOCOL.md, conventions): so a slip of the
    /// hand can never make a cycle that cannot be calculated.
    static let largestAmount: Int64 = 1_000_000_000_000

    /// Reads `PARTY=AMOUNT`, the amount in minor units above zero.
    static func leg(_ text: String) throws -> (party: PartnerID, amount: Int64) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let party = try? PartnerID(String(parts[0])), let amount = Int64(parts[1]),
            (1...largestAmount).contains(amount)
        else {
            throw CommandFailure(
                "“\(text)” is no PARTY=AMOUNT with an amount in minor units from 1 to \(largestAmount).")
        }
        return (party, amount)
    }

    /// Who is credited and, below zero, debited, by id.
    static func legs(_ legs: [PartnerID: Int64], _ currency: CurrencyCode) -> String {
        legs.sorted { $0.key < $1.key }.map { "\($0.key) \(Console.money($0.value, currency))" }.joined(separator: ", ")
    }

    static func text(_ posted: PostedAdjustment, _ currency: CurrencyCode) -> String {
        let adjustment = posted.adjustment
        let legs = legs(adjustment.legs, currency)
        let corrects = adjustment.corrects.isEmpty ? "" : "; corrects " + adjustment.corrects.joined(separator: ", ")
        return "\(adjustment.id) in cycle \(CycleName.text(posted.cycle)), \(adjustment.kind.rawValue) by "
            + "\(adjustment.madeBy) at \(adjustment.madeAt): \(legs); \(adjustment.reason)\(corrects)"
    }

    static func members(_ posted: PostedAdjustment, to writer: inout JSONWriter) {
        writer.member("cycle", CycleName.text(posted.cycle))
        SettlementFiles.adjustment(posted.adjustment, to: &writer)
    }
}
