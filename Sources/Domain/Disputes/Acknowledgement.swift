/// What a partner says about one version of its statement, by the API or by a signed file.
public struct Acknowledgement: Hashable, Sendable {
    /// The partner's word.
    public enum Word: Hashable, Sendable {
        /// It has the statement.
        case received
        /// The figures stand.
        case accepted
        /// These lines do not; at least one claim.
        case disputed([DisputeClaim])

        /// The stable name.
        public var name: String {
            switch self {
            case .received: "received"
            case .accepted: "accepted"
            case .disputed: "disputed"
            }
        }

        /// What it does to the ladder.
        public var event: AcknowledgementEvent {
            switch self {
            case .received: .received
            case .accepted: .accepted
            case .disputed: .disputed
            }
        }
    }

    /// The version of the statement, from 1.
    public let version: Int64
    /// The word.
    public let word: Word
    /// SHA-256 of the manifest it speaks of, 64 lower-case hexadecimal digits; files always name it.
    public let manifestSHA256: String?

    /// A word about a version.
    public init(version: Int64, word: Word, manifestSHA256: String?) {
        self.version = version
        self.word = word
        self.manifestSHA256 = manifestSHA256
    }
}

/// One reason, and the lines it is about: by the messages that caused them, by their numbers, or both.
public struct DisputeClaim: Hashable, Sendable {
    /// The most message ids, and the most lines, one claim may name.
    public static let mostNames = 200
    /// The most claims one acknowledgement may carry.
    public static let mostClaims = 50

    /// Why.
    public let reason: DisputeReason
    /// All lines of the statement that these messages caused.
    public let messageIDs: [String]
    /// Lines by their number in `statement.csv`, from 1.
    public let lines: [Int64]
    /// SHA-256 of what proves it, 64 lower-case hexadecimal digits; the evidence itself stays with the partner.
    public let evidenceSHA256: String?
    /// A sentence for people.
    public let comment: String?

    /// A claim of these facts.
    public init(
        reason: DisputeReason, messageIDs: [String] = [], lines: [Int64] = [], evidenceSHA256: String? = nil,
        comment: String? = nil
    ) {
        self.reason = reason
        self.messageIDs = messageIDs
        self.lines = lines
        self.evidenceSHA256 = evidenceSHA256
        self.comment = comment
    }
}
