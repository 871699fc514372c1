import Disputes
import Partners
import Quantities

/// Where statements and disputes stand, as JSON; members always in the same order.
public enum AcknowledgementDocument {
    /// The answer to an acknowledgement.
    public static func json(_ standing: AcknowledgementStanding, partner: PartnerID) -> [UInt8] {
        JSONWriter.object(capacity: 1024) { writer in
            writer.member("cycle", cycle(standing.cycle))
            writer.member("version", standing.version)
            write(standing, to: &writer)
            writer.array("disputes") { list in
                for dispute in standing.disputes { list.elementObject { write(dispute, for: partner, to: &$0) } }
            }
        }
    }

    /// The members that a cycle shows of its newest statement's standing.
    public static func write(_ standing: AcknowledgementStanding, to writer: inout JSONWriter) {
        writer.member("state", standing.state.name)
        writer.member("by", standing.state.voice.map { .string($0.rawValue) } ?? .null)
        writer.member("delivered_at", standing.deliveredAt.map { .string($0.description) } ?? .null)
        writer.member("answer_by", standing.lastDay.map { .string($0.description) } ?? .null)
    }

    /// A list of disputes.
    public static func json(_ disputes: [Dispute], for partner: PartnerID?) -> [UInt8] {
        JSONWriter.object(capacity: 1024) { writer in
            writer.array("disputes") { list in
                for dispute in disputes { list.elementObject { write(dispute, for: partner, to: &$0) } }
            }
        }
    }

    /// One dispute.
    public static func json(_ dispute: Dispute, for partner: PartnerID?) -> [UInt8] {
        JSONWriter.object(capacity: 1024) { write(dispute, for: partner, to: &$0) }
    }

    /// A dispute as `partner` sees it: its own leg alone, and the statement's lines for the one that raised it; the operator
    /// (`nil`) sees all.
    public static func write(_ dispute: Dispute, for partner: PartnerID?, to writer: inout JSONWriter) {
        writer.member("id", dispute.id)
        writer.member("cycle", cycle(dispute.cycle))
        writer.member("version", dispute.version)
        writer.member("number", dispute.number)
        writer.member("partner", dispute.partner.text)
        writer.member("counterparty", dispute.counterparty.text)
        writer.member("reason", dispute.claim.reason.rawValue)
        writer.array("message_ids") { list in for id in dispute.claim.messageIDs { list.element(id) } }
        writer.array("lines") { list in
            // Line numbers are those of the disputing partner's own statement.
            if partner == nil || partner == dispute.partner { for line in dispute.lines { list.element(line) } }
        }
        writer.member("evidence_sha256", ifPresent: dispute.claim.evidenceSHA256)
        writer.member("comment", ifPresent: dispute.claim.comment)
        writer.member("state", dispute.state.rawValue)
        writer.array("legs") { list in
            for (party, amount) in dispute.legs.sorted(by: { $0.key < $1.key }) where partner == nil || party == partner
            {
                list.elementObject { leg in
                    leg.member("party", party.text)
                    leg.member("amount", amount)
                }
            }
        }
        if partner == nil || partner == dispute.partner {
            writer.member("provisional_credit", dispute.provisional[dispute.partner] ?? 0)
        }
        writer.member("raised_at", dispute.raisedAt.description)
        writer.member("answer_by", dispute.answerBy.map { .string($0.description) } ?? .null)
        if let answer = dispute.answer {
            writer.object("answer") { entry in
                entry.member("stance", answer.stance.rawValue)
                entry.member("comment", ifPresent: answer.comment)
                entry.member("evidence_sha256", ifPresent: answer.evidenceSHA256)
            }
        } else {
            writer.member("answer", .null)
        }
        if let decision = dispute.decision {
            writer.object("decision") { entry in
                entry.member("at", decision.at.description)
                if partner == nil { entry.member("by", decision.by) }
                entry.member("reason", decision.reason)
            }
        } else {
            writer.member("decision", .null)
        }
        writer.array("adjustments") { list in for id in dispute.adjustments { list.element(id.description) } }
    }

    /// A cycle's number in at least six digits.
    private static func cycle(_ number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }
}
