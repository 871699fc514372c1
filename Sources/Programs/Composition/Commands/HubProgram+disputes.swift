import Disputes
import Governance
import Operations
import Partners
import Quantities
import Storage
import Wire

/// How a dispute is ended by command.
public enum DisputeEnding: String, Sendable {
    case uphold, reject, withdraw
}

/// What a command says about a dispute, as texts.
public struct DisputeNote: Sendable {
    /// A reason's name for a claim, or a stance for an answer.
    public let word: String
    /// SHA-256 of the evidence in 64 lower-case hexadecimal digits.
    public let evidence: String?
    /// A sentence for people.
    public let comment: String?

    /// A note of these texts.
    public init(_ word: String, evidence: String?, comment: String?) {
        self.word = word
        self.evidence = evidence
        self.comment = comment
    }

    /// Whether the word is a reason for a claim.
    public var isReason: Bool { DisputeReason(rawValue: word) != nil }

    /// Whether the word is a stance.
    public var isStance: Bool { DisputeStance(rawValue: word) != nil }

    /// Whether the evidence is absent or in its form.
    public var hasWellFormedEvidence: Bool {
        evidence.map { text in
            text.utf8.count == 64
                && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        } ?? true
    }
}

extension HubProgram {
    /// `dispute list`
    public static func listDisputes(
        _ options: HubOptions, cycle id: String?, partner: String?, open: Bool, json: Bool
    ) async throws {
        try await visit(options, needs: .view) { hub, _ in
            let query = DisputeQuery(
                party: try partner.map { try disputeParty($0) }, cycle: try id.map { try disputeCycle($0) },
                onlyOpen: open)
            let disputes = try await disputeStore(hub).disputes(query)
            let currency = try await hub.currency()
            Console(json: json).say(
                disputes.isEmpty ? "No disputes." : DisputeText.table(disputes, currency),
                AcknowledgementDocument.json(disputes, for: nil))
        }
    }

    /// `dispute show`
    public static func showDispute(_ options: HubOptions, _ id: Int64, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            guard let dispute = try await disputeStore(hub).dispute(id, party: nil) else {
                throw DisputeFailure.refused(.notFound)
            }
            try await say(dispute, hub, json: json)
        }
    }

    /// `dispute raise`: what a partner asked for by letter or telephone.
    public static func raiseDispute(
        _ options: HubOptions, cycle id: String, partner: String, _ note: DisputeNote, messages: [String],
        lines: [Int64],
        by person: String?, json: Bool
    ) async throws {
        guard let reason = DisputeReason(rawValue: note.word) else {
            throw CommandFailure("“\(note.word)” is no reason for a dispute.")
        }
        let claim = DisputeClaim(
            reason: reason, messageIDs: messages, lines: lines, evidenceSHA256: note.evidence, comment: note.comment)
        try await visit(options, needs: .answerDispute, as: person) { hub, actor in
            let raised = try await disputeStore(hub).raise(
                [claim], cycle: disputeCycle(id), partner: disputeParty(partner), by: actor)
            let currency = try await hub.currency()
            Console(json: json).say(DisputeText.table(raised, currency), AcknowledgementDocument.json(raised, for: nil))
        }
    }

    /// `dispute answer`: what the counterparty said by letter or telephone.
    public static func answerDispute(
        _ options: HubOptions, _ id: Int64, _ note: DisputeNote, by person: String?, json: Bool
    ) async throws {
        guard let stance = DisputeStance(rawValue: note.word) else {
            throw CommandFailure("An answer is accepted or contested, not “\(note.word)”.")
        }
        let answer = DisputeAnswer(stance: stance, comment: note.comment, evidenceSHA256: note.evidence)
        try await visit(options, needs: .answerDispute, as: person) { hub, actor in
            try await say(disputeStore(hub).answer(id, answer, by: .person(actor)), hub, json: json)
        }
    }

    /// `dispute uphold · reject · withdraw`
    public static func endDispute(
        _ options: HubOptions, _ id: Int64, _ ending: DisputeEnding, reason: String, code: String? = nil,
        by person: String?, json: Bool
    ) async throws {
        let permission: Permission = ending == .withdraw ? .answerDispute : .decideDispute
        try await visit(options, needs: permission, code: code, as: person) { hub, actor in
            let store = disputeStore(hub)
            let dispute =
                switch ending {
                case .uphold: try await store.decide(id, .uphold, reason: reason, by: actor)
                case .reject: try await store.decide(id, .reject, reason: reason, by: actor)
                case .withdraw: try await store.withdraw(id, reason: reason, by: .person(actor))
                }
            try await say(dispute, hub, json: json)
        }
    }

    private static func disputeStore(_ hub: Hub) -> any DisputeStore {
        PostgresDisputeStore(hub.settings, pool: hub.pool)
    }

    private static func disputeCycle(_ id: String) throws -> Int64 {
        guard let cycle = CycleName.cycle(id) else {
            throw CommandFailure("“\(id)” is no cycle; `clearinghouse cycle list` shows them.")
        }
        return cycle
    }

    private static func disputeParty(_ id: String) throws -> PartnerID {
        guard let partner = try? PartnerID(id) else { throw CommandFailure("“\(id)” is no partner's id.") }
        return partner
    }

    private static func say(_ dispute: Dispute, _ hub: Hub, json: Bool) async throws {
        let currency = try await hub.currency()
        Console(json: json).say(DisputeText.text(dispute, currency), AcknowledgementDocument.json(dispute, for: nil))
    }
}

/// Disputes as people read them; amounts with the currency's decimals.
enum DisputeText {
    static func table(_ disputes: [Dispute], _ currency: CurrencyCode) -> String {
        Console.table(
            [["dispute", "cycle", "partner", "against", "reason", "amount", "state", "answer by"]]
                + disputes.map { dispute in
                    [
                        "\(dispute.id)", CycleName.text(dispute.cycle), dispute.partner.text, dispute.counterparty.text,
                        dispute.claim.reason.rawValue, Console.money(dispute.amount, currency), dispute.state.rawValue,
                        dispute.answerBy?.description ?? "",
                    ]
                })
    }

    static func text(_ dispute: Dispute, _ currency: CurrencyCode) -> String {
        var lines = [
            "Dispute \(dispute.id) of \(dispute.partner) against \(dispute.counterparty): \(dispute.state.rawValue)",
            "cycle \(CycleName.text(dispute.cycle)) version \(dispute.version), \(dispute.claim.reason.rawValue), "
                + "lines \(dispute.lines.map(String.init).joined(separator: ", "))",
        ]
        if let comment = dispute.claim.comment { lines.append("“\(comment)”") }
        if let evidence = dispute.claim.evidenceSHA256 { lines.append("evidence \(evidence)") }
        for (party, amount) in dispute.legs.sorted(by: { $0.key < $1.key }) {
            lines.append("\(party) \(amount > 0 ? "gets back" : "gives back") \(Console.money(abs(amount), currency))")
        }
        if let credit = dispute.provisional[dispute.partner] {
            lines.append("credited until it is decided: \(Console.money(credit, currency))")
        }
        lines.append("raised at \(dispute.raisedAt) by \(dispute.raisedBy)")
        if let day = dispute.answerBy { lines.append("to be answered by \(day)") }
        if let answer = dispute.answer {
            lines.append("answered: \(answer.stance.rawValue)\(answer.comment.map { ", “\($0)”" } ?? "")")
        }
        if let decision = dispute.decision {
            lines.append("ended at \(decision.at) by \(decision.by): \(decision.reason)")
        }
        for id in dispute.adjustments { lines.append("adjustment \(id)") }
        return lines.joined(separator: "\n")
    }
}
