import Governance
import Operations
import Partners
import Quantities
import Settlement
import Wire

extension HubProgram {
    /// `cycle replay`
    ///
    /// - Parameter version: absent, the newest that was dispatched.
    public static func replayCycle(_ options: HubOptions, _ id: String, version: Int64?, json: Bool) async throws {
        let name = CycleName.text(try cycle(id))
        let report = try await visit(options, needs: .view) { hub, _ in
            try await hub.settlement.replay(cycle(id), version: version)
        }
        Console(json: json).say(
            ReplayText.text(report, cycle: name), ReplayText.document(report, cycle: name))
        guard report.differing.isEmpty else {
            throw CommandFailure("\(report.differing.count) of \(report.files) files differ from those that went out.")
        }
    }

    /// `cycle explain`, of the whole or of one partner's part
    public static func explainCycle(
        _ options: HubOptions, _ id: String, partner: String?, json: Bool
    ) async throws {
        let partner = try partner.map { try party($0) }
        let explanation = try await visit(options, needs: .view) { hub, _ in try await hub.settlement.explain(cycle(id))
        }
        if let partner, explanation.netting.party(partner) == nil {
            throw CommandFailure("The partner “\(partner)” has no position in cycle \(CycleName.text(try cycle(id))).")
        }
        Console(json: json).say(
            ExplanationText.text(explanation, partner: partner), ExplanationText.document(explanation, partner: partner)
        )
    }

    /// `cycle explain --issuer --redeemer`, down to the postings and their receipts
    ///
    /// - Parameter after: the place after which the page begins, as the page before names it.
    public static func explainPair(
        _ options: HubOptions, _ id: String, issuer: String, redeemer: String, after: String?, json: Bool
    ) async throws {
        let (issuer, redeemer) = try (party(issuer), party(redeemer))
        let place = try after.map { text in
            guard let place = PostingPlace(text) else { throw CommandFailure("“\(text)” is no place of a posting.") }
            return place
        }
        let (name, page) = try await visit(options, needs: .view) { hub, _ in
            let id = try cycle(id)
            return (
                CycleName.text(id),
                try await hub.settlement.postings(of: id, issuer: issuer, redeemer: redeemer, after: place)
            )
        }
        Console(json: json).say(
            ExplanationText.text(page, cycle: name, issuer: issuer, redeemer: redeemer),
            ExplanationDocument.json(page, cycle: name))
    }

    private static func party(_ text: String) throws -> PartnerID {
        guard let party = try? PartnerID(text) else { throw CommandFailure("“\(text)” is no partner's id.") }
        return party
    }
}

/// A replay as people and programs read it.
enum ReplayText {
    static func text(_ report: ReplayReport, cycle: String) -> String {
        let head = "Cycle \(cycle) version \(report.version): \(report.files) files made again and compared."
        guard !report.differing.isEmpty else { return head + " Every byte is the same." }
        return ([head, "These differ, or are on one side only:"] + report.differing).joined(separator: "\n")
    }

    static func document(_ report: ReplayReport, cycle: String) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("id", cycle)
            writer.member("version", report.version)
            writer.member("files", Int64(report.files))
            writer.array("differing") { list in for path in report.differing { list.element(path) } }
        }
    }
}

/// An explanation as people and programs read it.
public enum ExplanationText {
    /// The JSON document of a whole cycle, or of one partner's part.
    public static func document(_ explanation: CycleExplanation, partner: PartnerID?) -> [UInt8] {
        guard let settlement = explanation.report.settlement else { return Array("{}".utf8) }
        let summary = explanation.report.summary
        return ExplanationDocument.json(
            cycle: CycleName.text(summary.id), state: summary.state.rawValue, version: summary.version,
            settlement: settlement, netting: explanation.netting, partner: partner)
    }

    /// From gross over bilateral to multilateral nets, for people.
    public static func text(_ explanation: CycleExplanation, partner: PartnerID?) -> String {
        let summary = explanation.report.summary
        let digits = explanation.report.settlement?.currency.minorUnitDigits ?? 2
        let amount = { (minor: Int64) in Console.amount(minor, digits: digits) }
        var sections = [
            "Cycle \(CycleName.text(summary.id)): \(summary.state.rawValue)"
                + (summary.version > 0 ? ", version \(summary.version)" : "")
        ]
        if let settlement = explanation.report.settlement {
            sections.append("\(settlement.model.rawValue), \(settlement.currency), value date \(settlement.valueDay)")
            sections += CycleText.besidesPoints(settlement, partner: partner)
        }
        for party in explanation.netting.parties where partner == nil || party.partner == partner {
            var rows = [[party.partner.text, "pays", "receives", "net"]]
            for bilateral in party.bilaterals {
                rows.append(
                    ["  \(bilateral.counterparty)"] + [bilateral.pays, bilateral.receives, bilateral.net].map(amount))
            }
            let position = party.position
            rows += [
                [
                    "  multilateral", amount(position.grossDebit), amount(position.grossCredit),
                    amount(party.multilateral),
                ],
                ["  fee", "", "", amount(-position.fee)], ["  carried in", "", "", amount(position.carriedIn)],
                ["  net", "", "", amount(position.net)],
            ]
            if let compression = party.compression { rows.append(["  compression", "", "", compression.description]) }
            sections.append(Console.table(rows))
        }
        if partner == nil { sections.append(totals(explanation.netting, amount)) }
        return sections.joined(separator: "\n\n")
    }

    private static func totals(_ netting: Netting, _ amount: @escaping (Int64) -> String) -> String {
        let sum = { (minor: Int128) in amount(Int64(clamping: minor)) }
        return Console.table([
            ["all partners", "volume", "compression"], ["gross", sum(netting.gross), ""],
            ["bilateral", sum(netting.bilateral), netting.bilateralCompression?.description ?? ""],
            ["multilateral", sum(netting.multilateral), netting.multilateralCompression?.description ?? ""],
        ])
    }

    /// The postings of a pair for people; the receipts themselves stand in the JSON form.
    static func text(_ page: PostingPage, cycle: String, issuer: PartnerID, redeemer: PartnerID) -> String {
        var rows = [["occurred at", "message", "kind", "points", "issuer pays", "redeemer receives", "receipt"]]
        for posting in page.postings {
            let message = [posting.sender?.text, posting.messageID].compactMap { $0 }.joined(separator: "/")
            rows.append([
                posting.occurredAt.description, message, posting.kind.rawValue, Console.count(posting.points.count),
                posting.debit?.amount.description ?? "", posting.credit?.amount.description ?? "",
                posting.receipt == nil ? "no" : "yes",
            ])
        }
        let head = "Cycle \(cycle): points of \(issuer) taken at \(redeemer), unrounded"
        let next = page.next.map { ["More: --after \($0)"] } ?? []
        return ([head, Console.table(rows)] + next).joined(separator: "\n\n")
    }
}
