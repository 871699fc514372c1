/// Why a line is disputed.
public enum DisputeReason: String, Hashable, Sendable, CaseIterable {
    /// The same business is in the statement twice.
    case duplicate
    /// Nobody of the partner's asked for it.
    case notAuthorised = "not_authorised"
    /// The points or the amount are wrong.
    case wrongAmount = "wrong_amount"
    /// The price of a point is not the one agreed.
    case wrongRate = "wrong_rate"
    /// The partner does not know the member.
    case unknownMember = "unknown_member"
    /// What the points were spent on came back.
    case goodsReturned = "goods_returned"
    /// It was sent too late to be settled.
    case late
    /// Anything else; the comment says what.
    case other
}

/// What the counterparty says to a dispute.
public enum DisputeStance: String, Hashable, Sendable, CaseIterable {
    /// It agrees with the disputing partner.
    case accepted
    /// It does not.
    case contested
}

/// Where a dispute stands.
public enum DisputeState: String, Hashable, Sendable, CaseIterable {
    /// The counterparty is to answer. Left by its answer, by a withdrawal, or by a decision once its time is over.
    case raised
    /// The operator is to decide. Left by a decision or a withdrawal.
    case answered
    /// The disputing partner was right; the adjustment is posted. Never left.
    case upheld
    /// The line stands; a provisional credit was taken back. Never left.
    case rejected
    /// The disputing partner took it back, and a provisional credit with it. Never left.
    case withdrawn

    /// Whether it is still to be decided.
    public var isOpen: Bool { self == .raised || self == .answered }
}

/// What can happen to a dispute.
public enum DisputeEvent: Hashable, Sendable {
    /// The counterparty says what it thinks.
    case answer
    /// The operator decides for the disputing partner.
    case uphold(Answering)
    /// The operator decides against it.
    case reject(Answering)
    /// The disputing partner takes it back.
    case withdraw

    /// Whether the counterparty may still answer.
    public enum Answering: Hashable, Sendable {
        case possible, over
    }
}

/// What a step of a dispute moves.
public enum DisputeEffect: Hashable, Sendable {
    /// Nothing.
    case none
    /// The disputed amount, less what was credited provisionally.
    case postFinal
    /// The provisional credit goes back.
    case takeBackProvisional
}

extension DisputeState {
    /// The state after `event`, and what it moves.
    ///
    /// - Throws: ``DisputeCode/disputeClosed``, ``DisputeCode/disputeAnswered`` or ``DisputeCode/answerPending``.
    public func after(_ event: DisputeEvent) throws(DisputeCode) -> (DisputeState, DisputeEffect) {
        switch (self, event) {
        case (.raised, .answer): (.answered, .none)
        case (.answered, .answer): throw .disputeAnswered
        case (.raised, .uphold(.possible)), (.raised, .reject(.possible)): throw .answerPending
        case (.raised, .uphold(.over)), (.answered, .uphold): (.upheld, .postFinal)
        case (.raised, .reject(.over)), (.answered, .reject): (.rejected, .takeBackProvisional)
        case (.raised, .withdraw), (.answered, .withdraw): (.withdrawn, .takeBackProvisional)
        case (.upheld, _), (.rejected, _), (.withdrawn, _): throw .disputeClosed
        }
    }
}
