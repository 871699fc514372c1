/// Why a request is refused; raw values are the stable `code` of problem documents, in the order they are tested
/// (PROTOCOL.md section 2).
public enum RefusalCode: String, Hashable, Sendable, CaseIterable {
    case bodyTooLarge = "body_too_large"
    case mediaType = "media_type"
    case signatureMissing = "signature_missing"
    case keyUnknown = "key_unknown"
    case keyRevoked = "key_revoked"
    case keyExpired = "key_expired"
    case signatureStale = "signature_stale"
    case digestMismatch = "digest_mismatch"
    case signatureInvalid = "signature_invalid"
    case nonceReused = "nonce_reused"
    case slowDown = "slow_down"
    case malformedBody = "malformed_body"
    case duplicateField = "duplicate_field"
    case unknownField = "unknown_field"
    case invalidField = "invalid_field"
    case messageIDReused = "message_id_reused"
    case partnerSuspended = "partner_suspended"
    case partnerLeaving = "partner_leaving"
    case memberUnknown = "member_unknown"
    case messageUnknown = "message_unknown"
    case identifierInUse = "identifier_in_use"
    case redemptionClosed = "redemption_closed"
    case alreadyReversed = "already_reversed"
    case occurredAtOutOfRange = "occurred_at_out_of_range"
    case currencyNotAgreed = "currency_not_agreed"
    case identifierRetired = "identifier_retired"
    case memberBlocked = "member_blocked"
    case reversalExceedsOriginal = "reversal_exceeds_original"
    case limitExceeded = "limit_exceeded"
    case debitCapExceeded = "debit_cap_exceeded"
    case insufficientPoints = "insufficient_points"
    case unavailable

    /// Whether the refusal is a decision on the message, kept for ever and answered again to a replay.
    ///
    /// Rows 403, 404, 422 and the second 409 are; the others leave the message id free.
    public var isStored: Bool {
        switch self {
        case .partnerSuspended, .partnerLeaving, .memberUnknown, .messageUnknown, .identifierInUse, .redemptionClosed,
            .alreadyReversed, .occurredAtOutOfRange, .currencyNotAgreed, .identifierRetired, .memberBlocked,
            .reversalExceedsOriginal, .limitExceeded, .debitCapExceeded, .insufficientPoints:
            true
        case .bodyTooLarge, .mediaType, .signatureMissing, .keyUnknown, .keyRevoked, .keyExpired, .signatureStale,
            .digestMismatch, .signatureInvalid, .nonceReused, .slowDown, .malformedBody, .duplicateField, .unknownField,
            .invalidField, .messageIDReused, .unavailable:
            false
        }
    }
}

/// A refusal: its code, and the field at fault where one is.
public struct Refusal: Error, Hashable, Sendable {
    /// The stable code.
    public let code: RefusalCode
    /// JSON path of the field at fault, such as `purchase.amount`; for ``RefusalCode/invalidField`` and its like.
    public let field: String?

    /// A refusal for `code`.
    public init(_ code: RefusalCode, field: String? = nil) {
        self.code = code
        self.field = field
    }
}
