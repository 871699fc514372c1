import Quantities
import Reconciliation
import Wire

/// A compared day as JSON, members always in the same order.
public enum ReconciliationDocument {
    /// The most entries a list shows; `counts` has how many there are.
    public static let mostShown = 10_000

    /// What is kept of a comparison, beside what was found.
    public struct Head: Sendable {
        let partner: String
        let day: LocalDay
        let comparedAt: Instant
        let fileSHA256: String
        let isClean: Bool
        let counts: [(name: String, count: Int64)]

        /// A head of these facts; `counts` in the order they are written.
        public init(
            partner: String, day: LocalDay, comparedAt: Instant, fileSHA256: String, isClean: Bool,
            counts: [(name: String, count: Int64)]
        ) {
            self.partner = partner
            self.day = day
            self.comparedAt = comparedAt
            self.fileSHA256 = fileSHA256
            self.isClean = isClean
            self.counts = counts
        }
    }

    /// A partner's compared days.
    public static func json(_ days: [Head]) -> [UInt8] {
        JSONWriter.object(capacity: 4096) { writer in
            writer.array("reconciliations") { list in
                for day in days { list.elementObject { write(day, to: &$0) } }
            }
        }
    }

    /// One compared day, with what was found.
    public static func json(_ head: Head, _ comparison: DayComparison) -> [UInt8] {
        JSONWriter.object(capacity: 16_384) { writer in
            write(head, to: &writer)
            writer.member("shown", Int64(mostShown))
            list("missing_here", comparison.missingHere, &writer) { row, entry in
                entry.member("line", Int64(row.line))
                write(row.entry, to: &entry)
            }
            list("apart", comparison.apart, &writer) { apart, entry in
                entry.member("line", Int64(apart.row.line))
                entry.member("message_id", apart.row.entry.messageID)
                switch apart.place {
                case .refused(let code):
                    entry.member("why", "refused")
                    entry.member("code", code)
                case .anotherDay(let day):
                    entry.member("why", "another_day")
                    entry.member("day", day.description)
                case .withoutPoints: entry.member("why", "without_points")
                }
            }
            list("missing_there", comparison.missingThere, &writer) { write($0, to: &$1) }
            list("different", comparison.different, &writer) { difference, entry in
                entry.member("line", Int64(difference.there.line))
                entry.member("message_id", difference.here.messageID)
                entry.array("fields") { fields in
                    for field in difference.fields {
                        fields.elementObject { write(field, of: difference, to: &$0) }
                    }
                }
            }
            list("repeated", comparison.repeated, &writer) { repeated, entry in
                entry.member("message_id", repeated.messageID)
                entry.array("lines") { lines in for line in repeated.lines { lines.element(Int64(line)) } }
            }
            list("unreadable", comparison.unreadable, &writer) { row, entry in
                entry.member("line", Int64(row.line))
                entry.member("reason", row.reason.rawValue)
                entry.member("text", row.reason.sentence)
            }
            writer.array("totals") { totals in
                for total in comparison.totals {
                    totals.elementObject { entry in
                        entry.member("kind", total.kind.rawValue)
                        entry.object("here") { write(total.here, to: &$0) }
                        entry.object("there") { write(total.there, to: &$0) }
                    }
                }
            }
        }
    }

    private static func list<Entry>(
        _ name: String, _ entries: [Entry], _ writer: inout JSONWriter, _ write: (Entry, inout JSONWriter) -> Void
    ) {
        writer.array(name) { list in
            for entry in entries.prefix(mostShown) { list.elementObject { write(entry, &$0) } }
        }
    }

    private static func write(_ head: Head, to writer: inout JSONWriter) {
        writer.member("partner", head.partner)
        writer.member("day", head.day.description)
        writer.member("clean", head.isClean)
        writer.member("compared_at", head.comparedAt.description)
        writer.member("file_sha256", head.fileSHA256)
        writer.object("counts") { counts in for (name, count) in head.counts { counts.member(name, count) } }
    }

    private static func write(_ entry: DayEntry, to writer: inout JSONWriter) {
        writer.member("message_id", entry.messageID)
        writer.member("kind", entry.kind.rawValue)
        writer.member("points", entry.points)
        writer.member("amount", entry.amount.map(JSONValue.integer) ?? .null)
    }

    private static func write(
        _ field: DayComparison.Field, of difference: DayComparison.Difference, to writer: inout JSONWriter
    ) {
        let (here, there) = (difference.here, difference.there.entry)
        writer.member("field", field.rawValue)
        switch field {
        case .kind:
            writer.member("here", here.kind.rawValue)
            writer.member("there", there.kind.rawValue)
        case .points:
            writer.member("here", here.points)
            writer.member("there", there.points)
        case .amount:
            writer.member("here", here.amount.map(JSONValue.integer) ?? .null)
            writer.member("there", there.amount.map(JSONValue.integer) ?? .null)
        }
    }

    private static func write(_ tally: DayComparison.Tally, to writer: inout JSONWriter) {
        writer.member("messages", tally.messages)
        writer.member("points", tally.points)
        writer.member("amount", tally.amount)
    }
}
