import Partners
import Quantities

/// Who signed a request, as a signature check established it.
public struct SignatureFacts: Hashable, Sendable {
    /// The partner whose registered key made the signature.
    public let partner: PartnerID
    /// The key's id.
    public let keyID: String
    /// The nonce, which serves one signature per key.
    public let nonce: String
    /// When the signature says it was made.
    public let created: Instant
    /// The signature's bytes.
    public let signature: [UInt8]
    /// The signature base (RFC 9421 section 2.5) that was signed; kept as evidence.
    public let signatureBase: [UInt8]

    /// Facts of one checked signature.
    public init(
        partner: PartnerID, keyID: String, nonce: String, created: Instant, signature: [UInt8], signatureBase: [UInt8]
    ) {
        self.partner = partner
        self.keyID = keyID
        self.nonce = nonce
        self.created = created
        self.signature = signature
        self.signatureBase = signatureBase
    }
}

/// Where in a batch a message stood.
public struct BatchPlace: Hashable, Sendable {
    /// The batch.
    public let batch: UniqueID
    /// The line, from 1.
    public let line: Int64

    /// A line of a batch.
    public init(batch: UniqueID, line: Int64) {
        self.batch = batch
        self.line = line
    }
}

/// A signed request whose signature held. Only ``MessageVerifier`` makes one.
public struct VerifiedEnvelope: Hashable, Sendable {
    /// Who signed, and the proof.
    public let signature: SignatureFacts
    /// The body's bytes, kept as evidence.
    public let body: [UInt8]
    /// Where in a batch it stood; none for a request of its own.
    public let batch: BatchPlace?

    fileprivate init(signature: SignatureFacts, body: [UInt8], batch: BatchPlace? = nil) {
        self.signature = signature
        self.body = body
        self.batch = batch
    }

    /// A line of this batch: the same signature, its own bytes.
    public func line(_ body: [UInt8], at place: BatchPlace) -> VerifiedEnvelope {
        VerifiedEnvelope(signature: signature, body: body, batch: place)
    }

    /// The message that was read from this envelope's body, now known to be the partner's.
    public func carrying(_ message: UnverifiedMessage) -> VerifiedMessage {
        VerifiedMessage(envelope: self, message: message)
    }
}

/// A message known to be a partner's. Only a ``VerifiedEnvelope`` makes one.
///
/// It never changes, and goes through many hands on its way into the ledger: one reference instead of all its parts.
public final class VerifiedMessage: Hashable, Sendable {
    /// The signed request it came in.
    public let envelope: VerifiedEnvelope
    /// What it asks for.
    public let message: UnverifiedMessage

    fileprivate init(envelope: VerifiedEnvelope, message: UnverifiedMessage) {
        self.envelope = envelope
        self.message = message
    }

    /// The partner that sent it.
    public var partner: PartnerID { envelope.signature.partner }

    /// What the message is known by for ever.
    public var key: MessageKey { MessageKey(partner: partner, messageID: message.messageID) }

    /// Whether both say the same in the same envelope.
    public static func == (left: VerifiedMessage, right: VerifiedMessage) -> Bool {
        left === right || left.envelope == right.envelope && left.message == right.message
    }

    /// Adds both parts.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(envelope)
        hasher.combine(message)
    }
}

/// What a message is known by for ever: the partner and its own id for it.
public struct MessageKey: Hashable, Sendable, Comparable {
    /// The partner the id belongs to.
    public let partner: PartnerID
    /// The partner's id for the message.
    public let messageID: String

    /// A key of these two.
    public init(partner: PartnerID, messageID: String) {
        self.partner = partner
        self.messageID = messageID
    }

    /// Orders keys by partner, then by id, both by bytes.
    public static func < (left: MessageKey, right: MessageKey) -> Bool {
        left.partner != right.partner
            ? left.partner < right.partner
            : left.messageID.utf8.lexicographicallyPrecedes(right.messageID.utf8)
    }
}

/// Turns a signed request into a verified envelope, or a refusal; the signature check itself comes in as an argument.
public struct MessageVerifier<Request>: Sendable {
    /// Judges the signature of a request; answers who signed, or the first refusal of row 401.
    public typealias SignatureCheck = @Sendable (Request) throws(Refusal) -> SignatureFacts

    private let check: SignatureCheck

    /// A verifier that trusts `check` and nothing else.
    public init(check: @escaping SignatureCheck) {
        self.check = check
    }

    /// Verifies one request.
    ///
    /// - Throws: the refusal of row 401 that comes first in PROTOCOL.md section 2.
    public func verify(_ request: Request, body: [UInt8]) throws(Refusal) -> VerifiedEnvelope {
        VerifiedEnvelope(signature: try check(request), body: body)
    }
}
