import Clearing
import Ledger
import Members
import Messages
import Quantities

/// The answer to a posted message (PROTOCOL.md section 2), as bytes that never change again.
public enum AnswerDocument {
    /// The bytes; members always in the same order, `receipt` last.
    ///
    /// - Parameters:
    ///   - member: the partner's own pseudonym for the member.
    ///   - receipt: the compact JWS.
    public static func json(
        _ posted: PostedMessage, to message: UnverifiedMessage, member: String, receipt: String
    ) -> [UInt8] {
        JSONWriter.object(capacity: 1024) { writer in
            writer.member("message_id", message.messageID)
            switch message.content {
            case .enrolment, .identifierAddition:
                writer.member("member_id", member)
                writer.array("identifiers") { writer in
                    for identifier in posted.identifiers { writer.element(identifier.description) }
                }
            case .accrual, .redemption, .capture, .void, .reversal:
                write(posted, to: &writer)
            }
            writer.member("receipt", receipt)
        }
    }

    private static func write(_ posted: PostedMessage, to writer: inout JSONWriter) {
        writer.member("transaction_id", posted.transaction.description)
        writer.member("outcome", "posted")
        writer.object("points") { writer in
            writer.member("base", posted.points)
            // Points of campaigns are lots of their own; no campaign exists yet that could give any.
            writer.member("bonus", 0)
            writer.member("total", posted.points)
        }
        writer.object("balance") { write(posted.balance, to: &$0) }
        if posted.shortfall > 0 { writer.member("shortfall", posted.shortfall) }
        writer.member("hold_expires_at", ifPresent: posted.holdExpiresAt?.description)
    }

    /// Writes the four counts of a balance.
    public static func write(_ balance: Balance, to writer: inout JSONWriter) {
        writer.member("available", balance.available)
        writer.member("pending", balance.pending)
        writer.member("held", balance.held)
        writer.member("arrears", balance.arrears)
    }
}
