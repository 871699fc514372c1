import Clearing
import Messages
import Operations
import Partners
import Postgres
import Quantities

/// Decided messages as rows.
enum MessageRows {
    /// Writes the messages of one transaction.
    ///
    /// - Throws: ``StoreError/failed(_:)`` for an outcome that is not one to keep, which would be a mistake of ours.
    static func call(_ write: LaneWrite, _ codec: RecordCodec) throws(StoreError) -> StatementCall {
        // In the order of their transactions, at whose index's right end they go.
        let decided = write.decided.sorted {
            ($0.posted?.transaction ?? none) < ($1.posted?.transaction ?? none)
        }
        var rows = PostgresRows(of: "message_row", columns: 13, reserving: decided.count * 768)
        for decision in decided {
            guard let outcome = OutcomeCode.code(of: decision.outcome) else {
                throw StoreError.failed("the outcome \(decision.outcome) is not kept")
            }
            let message = decision.message.message
            let batch = decision.message.envelope.batch
            rows.begin()
            rows.put(decision.message.partner.text)
            rows.put(message.messageID)
            rows.put(small: message.content.kind.code)
            rows.put(small: outcome)
            rows.put(small: Int32(decision.answer.status))
            rows.put(message.contentDigest.bytes)
            rows.put(decision.posted?.transaction.column)
            rows.put(decision.posted?.member.column)
            rows.put(timestamp: occurredAt(decision, write.facts.now)?.microseconds)
            rows.put(refundAmount(decision))
            rows.put(batch?.batch.column)
            rows.put(batch?.line)
            rows.put(codec.encode(record(decision), without: known(decision)))
            rows.end()
        }
        return WriteStatements.messages(.rows(rows), .int64(write.facts.cycle), .instant(write.facts.now))
    }

    private static let none = UniqueID(high: 0, low: 0)

    /// When it happened at the partner; nothing where no points could move.
    private static func occurredAt(_ decided: DecidedMessage, _ now: Instant) -> Instant? {
        guard decided.posted != nil else { return nil }
        switch decided.message.message.content {
        case .enrolment, .identifierAddition: return nil
        case .accrual, .redemption, .capture, .void, .reversal: return decided.message.message.occurredAt ?? now
        }
    }

    private static func refundAmount(_ decided: DecidedMessage) -> Int64? {
        guard case .reversal(let reversal) = decided.message.message.content,
            case .refund(let purchase) = reversal.extent
        else { return nil }
        return purchase.amount.minorUnits
    }

    private static func known(_ decided: DecidedMessage) -> RecordNames {
        RecordNames(digest: decided.message.message.contentDigest.bytes, transaction: decided.posted?.transaction)
    }

    /// The evidence of a line is its batch's.
    private static func record(_ decided: DecidedMessage) -> MessageRecord {
        let envelope = decided.message.envelope
        guard envelope.batch == nil else { return MessageRecord(answer: decided.answer.body) }
        return MessageRecord(
            keyID: envelope.signature.keyID, signature: envelope.signature.signature,
            signatureBase: envelope.signature.signatureBase, body: envelope.body, answer: decided.answer.body)
    }
}
