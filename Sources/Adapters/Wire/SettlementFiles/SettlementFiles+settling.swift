import Partners
import Quantities
import Settlement

extension SettlementFiles {
    /// Writes `adjustments`, `allocations` and `run_offs` of a settlement, each only where there are any, so that the bytes
    /// of a settlement without them are what they were before there could be any.
    static func settling(_ settlement: Settlement, to writer: inout JSONWriter) {
        if !settlement.adjustments.isEmpty {
            writer.array("adjustments") { list in
                for entry in settlement.adjustments { list.elementObject { adjustment(entry, to: &$0) } }
            }
        }
        if !settlement.allocations.isEmpty {
            writer.array("allocations") { list in
                for entry in settlement.allocations { list.elementObject { allocation(entry, to: &$0) } }
            }
        }
        if !settlement.runOffs.isEmpty {
            writer.array("run_offs") { list in
                for entry in settlement.runOffs { list.elementObject { runOff(entry, to: &$0) } }
            }
        }
    }

    /// Writes the members of an adjustment: `id`, `kind`, `reason`, `corrects`, `legs` by party, `made_at`, `made_by`.
    public static func adjustment(_ adjustment: Adjustment, to writer: inout JSONWriter) {
        writer.member("id", adjustment.id.description)
        writer.member("kind", adjustment.kind.rawValue)
        writer.member("reason", adjustment.reason)
        writer.array("corrects") { list in for text in adjustment.corrects { list.element(text) } }
        writer.array("legs") { list in
            for (party, amount) in adjustment.legs.sorted(by: { $0.key < $1.key }) {
                list.elementObject { leg in
                    leg.member("party", party.text)
                    leg.member("amount", amount)
                }
            }
        }
        writer.member("made_at", adjustment.madeAt.description)
        writer.member("made_by", adjustment.madeBy)
    }

    /// Writes the members of an allocation: `defaulter`, `bearer`, `amount`.
    public static func allocation(_ allocation: Allocation, to writer: inout JSONWriter) {
        writer.member("defaulter", allocation.defaulter.text)
        writer.member("bearer", allocation.bearer.name)
        writer.member("amount", allocation.amount)
    }

    /// Writes the members of a run-off: `partner`, `state` (`final` or `departed`), in its last cycle `points` and `price`,
    /// and `amount`.
    public static func runOff(_ term: RunOffTerm, to writer: inout JSONWriter) {
        writer.member("partner", term.partner.text)
        switch term.runOff {
        case .none, .departed:
            writer.member("state", "departed")
        case .final(let outstanding, let price):
            writer.member("state", "final")
            writer.member("points", outstanding.count)
            writer.member("price", price.description)
        }
        writer.member("amount", term.amount)
    }
}
