import Clearing
import Messages
import Operations
import Quantities
import Signatures
import Wire

/// Makes the answers that are kept for replays, each with its signed receipt (PROTOCOL.md sections 2 and 5).
public struct SignedAnswerWriter: AnswerWriter {
    private let receipts: TokenSigner
    private let identifiers: any IdentifierKeeper

    /// A writer that signs receipts with the hub's key.
    ///
    /// - Parameters:
    ///   - key: Ed25519 or P-256.
    ///   - keyID: the key's id in the hub's key set.
    /// - Throws: ``JWSError/signing`` when receipts cannot be signed with this key.
    public init(key: SigningKey, keyID: String, identifiers: any IdentifierKeeper) throws(JWSError) {
        receipts = TokenSigner(key: key, keyID: keyID)
        _ = try receipts.sign([])
        self.identifiers = identifiers
    }

    /// The answer to a posted message, status 201.
    public func answer(
        _ posted: PostedMessage, to message: VerifiedMessage, cycle: Int64, at now: Instant
    ) -> StoredAnswer {
        let member = identifiers.pseudonym(of: posted.member, for: message.partner)
        let receipt = receipt(
            ReceiptPayload(
                key: message.key, digest: Base64.encode(message.message.contentDigest.bytes), outcome: "posted",
                transaction: posted.transaction, member: member, points: posted.points, cycle: CycleName.text(cycle),
                receivedAt: now))
        return StoredAnswer(
            status: 201, body: AnswerDocument.json(posted, to: message.message, member: member, receipt: receipt))
    }

    /// The problem document of a refusal that is kept.
    public func answer(
        _ refusal: Refusal, to message: VerifiedMessage, cycle: Int64, at now: Instant
    ) -> StoredAnswer {
        let receipt = receipt(
            ReceiptPayload(
                key: message.key, digest: Base64.encode(message.message.contentDigest.bytes),
                outcome: refusal.code.rawValue, cycle: CycleName.text(cycle), receivedAt: now))
        let problem = ProblemDocument(refusal, messageID: message.message.messageID, receipt: receipt)
        return StoredAnswer(status: problem.status, body: problem.json)
    }

    private func receipt(_ payload: ReceiptPayload) -> String {
        guard let receipt = try? receipts.sign(payload.json) else {
            // The key has signed when this writer was made. An answer without its receipt must not be committed, so the
            // program ends here, before the commit, and the partner's retry finds nothing posted.
            preconditionFailure("the receipt key signs no more")
        }
        return receipt.text
    }
}
