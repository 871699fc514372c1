/// Why an acknowledgement or a step of a dispute is refused; raw values are the stable `code` of problem documents, in the
/// order they are tested.
public enum DisputeCode: String, Error, Hashable, Sendable, CaseIterable {
    /// The partner has no statement, or takes part in no dispute, of this name.
    case notFound = "not_found"
    /// A newer version of the statement was sent, or this one was withdrawn.
    case versionSuperseded = "version_superseded"
    /// The digest is not that of the manifest sent to this partner.
    case manifestMismatch = "manifest_mismatch"
    /// The statement was answered before; an answer is never taken back to a mere receipt.
    case acknowledgedAlready = "acknowledged_already"
    /// The partner itself said the contrary before.
    case acknowledgementContradicted = "acknowledgement_contradicted"
    /// The time for disputing lines of this statement, or for answering this dispute, is over.
    case disputeTooLate = "dispute_too_late"
    /// The partner's statement of this version has no such line or message.
    case disputeLineUnknown = "dispute_line_unknown"
    /// A posting is disputed once, by one of its parties.
    case alreadyDisputed = "already_disputed"
    /// The dispute is decided or withdrawn.
    case disputeClosed = "dispute_closed"
    /// The dispute was answered before.
    case disputeAnswered = "dispute_answered"
    /// The counterparty has not answered and may still do so.
    case answerPending = "answer_pending"
    /// Whoever raised or answered a dispute by command does not uphold it too.
    case sameHand = "same_hand"

    /// One sentence for people.
    public var title: String {
        switch self {
        case .notFound: "There is nothing under this path."
        case .versionSuperseded: "This version was superseded or withdrawn; answer the newest one."
        case .manifestMismatch: "manifest_sha256 is not the digest of the manifest that was sent."
        case .acknowledgedAlready: "The statement was answered before."
        case .acknowledgementContradicted: "The statement was answered to the contrary before."
        case .disputeTooLate: "The time for this is over."
        case .disputeLineUnknown: "The statement has no such line or message."
        case .alreadyDisputed: "A line is disputed already, here or by the other party."
        case .disputeClosed: "The dispute is decided or withdrawn."
        case .disputeAnswered: "The dispute was answered before."
        case .answerPending: "The counterparty has not answered yet and still has time."
        case .sameHand: "Who raised or answered a dispute does not uphold it too; somebody else must."
        }
    }
}
