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
        var outcomes: [Int32] = []
        outcomes.reserveCapacity(decided.count)
        for message in decided {
            guard let code = OutcomeCode.code(of: message.outcome) else {
                throw StoreError.failed("the outcome \(message.outcome) is not kept")
            }
            outcomes.append(code)
        }
        return WriteStatements.messages(
            .textArray(decided.map(\.message.partner.text)), .textArray(decided.map(\.message.message.messageID)),
            .int4Array(decided.map(\.message.message.content.kind.code)), .int4Array(outcomes),
            .int4Array(decided.map { Int32($0.answer.status) }),
            .bytesArray(decided.map(\.message.message.contentDigest.bytes)),
            .identities(decided.map { $0.posted?.transaction }), .identities(decided.map { $0.posted?.member }),
            .instants(decided.map { occurredAt($0, write.facts.now) }), .int64Array(decided.map(refundAmount)),
            .identities(decided.map(\.message.envelope.batch?.batch)),
            .int64Array(decided.map(\.message.envelope.batch?.line)),
            .bytesArray(decided.map { codec.encode(record($0), without: known($0)) }), .int64(write.facts.cycle),
            .instant(write.facts.now))
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
