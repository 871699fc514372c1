import Messages

/// What HTTP and people say to each refusal (PROTOCOL.md section 2, "Refusals").
extension RefusalCode {
    /// The HTTP status of the refusal's row.
    public var status: Int {
        switch self {
        case .bodyTooLarge: 413
        case .mediaType: 415
        case .signatureMissing, .keyUnknown, .keyRevoked, .keyExpired, .signatureStale, .digestMismatch,
            .signatureInvalid, .nonceReused:
            401
        case .slowDown: 429
        case .malformedBody, .duplicateField, .unknownField, .invalidField: 400
        case .messageIDReused, .identifierInUse, .redemptionClosed, .alreadyReversed: 409
        case .partnerSuspended, .partnerLeaving: 403
        case .memberUnknown, .messageUnknown: 404
        case .occurredAtOutOfRange, .currencyNotAgreed, .identifierRetired, .memberBlocked,
            .reversalExceedsOriginal, .limitExceeded, .debitCapExceeded, .insufficientPoints:
            422
        case .unavailable: 503
        }
    }

    /// One sentence for the engineer at the till; the same for every refusal of this code.
    public var title: String {
        switch self {
        case .bodyTooLarge: "The body is larger than 1 MiB."
        case .mediaType: "The body must be application/json in UTF-8, without Content-Encoding."
        case .signatureMissing: "The request carries no HTTP message signature."
        case .keyUnknown: "No registered key has this keyid."
        case .keyRevoked: "The key was revoked."
        case .keyExpired: "The key is not valid yet, or no longer."
        case .signatureStale: "The signature is older than 300 s, more than 30 s ahead, or has expired."
        case .digestMismatch: "Content-Digest is not the digest of the body."
        case .signatureInvalid: "The signature does not verify, or covers too little."
        case .nonceReused: "The nonce was used before under another signature."
        case .slowDown: "Too many requests; wait as long as Retry-After says."
        case .malformedBody: "The body is not a JSON object."
        case .duplicateField: "A field is given twice."
        case .unknownField: "A field is not known to this request."
        case .invalidField: "A field is missing, of the wrong type or out of range."
        case .messageIDReused: "The message_id was used before for other content."
        case .partnerSuspended: "This partner is suspended."
        case .partnerLeaving: "This partner is leaving the coalition and takes no new business."
        case .memberUnknown: "No member has this identifier, and it is not a card of the printed stock."
        case .messageUnknown: "This partner sent no such message."
        case .identifierInUse: "The identifier belongs to a member already."
        case .redemptionClosed: "The redemption is not held, or not held any more."
        case .alreadyReversed: "Nothing is left of the original to take back."
        case .occurredAtOutOfRange: "occurred_at lies too far back or ahead."
        case .currencyNotAgreed: "The currency is not the one agreed, or not that of the original."
        case .identifierRetired: "The identifier was retired; ask the member for the new one."
        case .memberBlocked: "The member is blocked."
        case .reversalExceedsOriginal: "More would be taken back or captured than is left of the original."
        case .limitExceeded: "A limit of the coalition would be exceeded."
        case .debitCapExceeded: "The issuer's net debit cap would be exceeded."
        case .insufficientPoints: "The member has too few points available."
        case .unavailable: "The hub cannot answer now; nothing was posted."
        }
    }
}
