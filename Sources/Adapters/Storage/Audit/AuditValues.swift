import Operations
import Partners
import Settlement
import Wire

/// What stood before a change and what stands after it, as the audit trail keeps them: JSON texts.
enum AuditValues {
    /// `{"name":value,…}` in the order given.
    static func text(_ members: KeyValuePairs<String, Int64>) -> String {
        text { writer in for (name, value) in members { writer.member(name, value) } }
    }

    /// `{"state","version","digest"}` of a cycle; the last two while there is a version.
    static func text(of state: SettlementCycle) -> String {
        text { writer in
            writer.member("state", state.name.rawValue)
            guard let version = state.version else { return }
            writer.member("version", version.number)
            writer.member("digest", version.digest)
        }
    }

    /// An adjustment as its documents have it.
    static func text(of adjustment: Adjustment) -> String {
        text { SettlementFiles.adjustment(adjustment, to: &$0) }
    }

    /// One side of a plan's changes: `{"<subject> <field>": value}`; what had no value, or has none, is left out.
    static func text(of plan: PartnerPlan, _ side: (PartnerChange) -> String?) -> String {
        text { writer in
            for change in plan.changes {
                writer.member(
                    change.field.isEmpty ? change.subject : "\(change.subject) \(change.field)", ifPresent: side(change)
                )
            }
        }
    }

    private static func text(_ body: (inout JSONWriter) -> Void) -> String {
        String(decoding: JSONWriter.object { body(&$0) }, as: UTF8.self)
    }
}
