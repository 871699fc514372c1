import Wire

/// The kinds of message a batch may hold; raw values are the words of `"type"` (PROTOCOL.md section 2).
public enum BatchType: String, CaseIterable, Hashable, Sendable {
    case member, accrual, redemption, capture, void, reversal

    /// The word with its article, for sentences.
    var phrase: String { self == .accrual ? "an accrual" : "a \(rawValue)" }

    /// Whether the original's id stands in the path of the single request, and not in its content.
    var namesOriginalInPath: Bool { self == .capture || self == .void }

    /// Whether it speaks of an earlier message.
    var needsOriginal: Bool { namesOriginalInPath || self == .reversal }

    /// The single request that this is in a batch.
    ///
    /// - Parameter original: `original_message_id`; only read where it stands in the path.
    func request(original: String) -> PostedRequest {
        switch self {
        case .member: .enrolment
        case .accrual: .accrual
        case .redemption: .redemption
        case .capture: .capture(original: original)
        case .void: .void(original: original)
        case .reversal: .reversal
        }
    }
}
