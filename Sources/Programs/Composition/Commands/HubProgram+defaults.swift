import Governance
import Operations
import Partners
import Quantities
import Settlement
import Wire

extension HubProgram {
    /// `cycle default`
    public static func declareDefault(
        _ options: HubOptions, _ id: String, partner: String, reason: String, json: Bool
    ) async throws {
        try await visit(options, needs: .proposeDefault) { hub, actor in
            guard let cycle = CycleName.cycle(id) else {
                throw CommandFailure("“\(id)” is no cycle; `clearinghouse cycle list` shows them.")
            }
            guard let defaulter = try? PartnerID(partner) else { throw CommandFailure("“\(partner)” is no partner.") }
            switch try await hub.declareOrPropose(cycle, partner: defaulter, reason: reason, by: actor) {
            case .done(let report):
                Console(json: json).say(DefaultText.text(report, cycle), DefaultText.document(report, cycle))
            case .proposed(let proposal):
                Console(json: json).say(
                    "Nothing is declared yet: others have to agree.\n" + ProposalText.text(proposal),
                    ProposalText.document(proposal))
            }
        }
    }
}

/// A cycle before and after a default, as people and programs read it.
enum DefaultText {
    static func text(_ report: DefaultReport, _ cycle: Int64) -> String {
        let amount = { (minor: Int64) in Console.amount(minor, digits: report.currency.minorUnitDigits) }
        var rows = [["partner", "net before", "net after", "difference"]]
        for row in report.comparison.rows {
            rows.append([
                row.partner.text, row.before.map { amount($0.net) } ?? "", row.after.map { amount($0.net) } ?? "",
                amount(Int64(clamping: row.difference)),
            ])
        }
        var parts = [["borne by", "amount"]]
        for allocation in report.comparison.allocations {
            parts.append([allocation.bearer.name, amount(allocation.amount)])
        }
        return [
            "Cycle \(CycleName.text(cycle)): version \(report.before) is given up, version \(report.after) is calculated and "
                + "waits to be approved and sent. \(report.currency)",
            Console.table(rows), Console.table(parts), "digest \(report.digest)",
        ].joined(separator: "\n\n")
    }

    /// `{"cycle","before","after","digest","positions":[{"partner","net_before","net_after","difference"}],
    /// "allocations":[{"defaulter","bearer","amount"}]}`, money in minor units.
    static func document(_ report: DefaultReport, _ cycle: Int64) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("cycle", CycleName.text(cycle))
            writer.member("before", report.before)
            writer.member("after", report.after)
            writer.member("digest", report.digest)
            writer.array("positions") { list in
                for row in report.comparison.rows {
                    list.elementObject { entry in
                        entry.member("partner", row.partner.text)
                        entry.member("net_before", row.before?.net ?? 0)
                        entry.member("net_after", row.after?.net ?? 0)
                        entry.member("difference", Int64(clamping: row.difference))
                    }
                }
            }
            writer.array("allocations") { list in
                for allocation in report.comparison.allocations {
                    list.elementObject { SettlementFiles.allocation(allocation, to: &$0) }
                }
            }
        }
    }
}
