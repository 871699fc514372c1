import Ledger
import Messages
import Operations
import Partners
import Payments
import Quantities
import Wire

/// Readings as JSON (PROTOCOL.md section 2), members always in the same order.
enum ReadingDocument {
    /// A balance; `member` is the asking partner's pseudonym.
    static func json(_ report: BalanceReport, member: String) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("member_id", member)
            AnswerDocument.write(report.balance, to: &writer)
            writer.object("worth") { writer in
                writer.member("amount", report.worth.minorUnits)
                writer.member("currency", report.worth.currency.letters)
            }
            writer.array("expiring") { writer in
                for expiring in report.expiring {
                    writer.elementObject { writer in
                        writer.member("points", expiring.points)
                        writer.member("at", expiring.at.description)
                    }
                }
            }
            writer.array("by_issuer") { writer in
                for share in report.byIssuer {
                    writer.elementObject { writer in
                        writer.member("partner", share.partner)
                        writer.member("points", share.points)
                    }
                }
            }
        }
    }

    /// What became of a message, with the answer it was given.
    static func json(_ message: StoredMessage, messageID: String) -> [UInt8] {
        JSONWriter.object(capacity: 1536) { writer in
            writer.member("message_id", messageID)
            writer.member("kind", message.kind.rawValue)
            writer.member("outcome", message.outcome)
            writer.member("status", Int64(message.answer.status))
            writer.member("cycle", CycleName.text(message.cycle))
            writer.member("received_at", message.receivedAt.description)
            writer.member("answer", encoded: message.answer.body)
        }
    }

    /// A partner's cycles, newest first.
    static func json(_ cycles: [PartnerCycle]) -> [UInt8] {
        JSONWriter.object(capacity: 4096) { writer in
            writer.array("cycles") { writer in
                for cycle in cycles { writer.elementObject { write(cycle, to: &$0) } }
            }
        }
    }

    /// One cycle.
    static func json(_ cycle: PartnerCycle) -> [UInt8] {
        JSONWriter.object { write(cycle, to: &$0) }
    }

    private static func write(_ cycle: PartnerCycle, to writer: inout JSONWriter) {
        writer.member("id", CycleName.text(cycle.id))
        writer.member("state", cycle.state)
        writer.member("version", cycle.version)
        writer.member("closed_at", cycle.closedAt.map { .string($0.description) } ?? .null)
        if let position = cycle.position {
            writer.object("position") { write(position, to: &$0) }
        } else {
            writer.member("position", .null)
        }
        writer.array("files") { writer in
            for file in cycle.files { writer.element(file) }
        }
        if let standing = cycle.acknowledgement {
            writer.object("acknowledgement") { AcknowledgementDocument.write(standing, to: &$0) }
        } else {
            writer.member("acknowledgement", .null)
        }
        if let payment = cycle.payment {
            writer.object("payment") { write(payment, to: &$0) }
        } else {
            writer.member("payment", .null)
        }
    }

    private static func write(_ payment: CyclePayment, to writer: inout JSONWriter) {
        writer.member("direction", payment.direction.rawValue)
        writer.member("amount", payment.amount)
        writer.member("moved", payment.moved)
        writer.member("state", payment.state.rawValue)
        writer.member("end_to_end_id", payment.endToEndID)
        writer.member("value_date", payment.valueDay.description)
        writer.member("reminders", payment.reminders)
        writer.member("reminded_at", payment.remindedAt.map { .string($0.description) } ?? .null)
    }

    private static func write(_ position: CyclePosition, to writer: inout JSONWriter) {
        writer.member("partner", position.partner.text)
        writer.member("gross_debit", position.grossDebit)
        writer.member("gross_credit", position.grossCredit)
        writer.member("fee", position.fee)
        writer.member("carried_in", position.carriedIn)
        writer.member("net", position.net)
        writer.member("carried_out", position.carriedOut)
    }
}
