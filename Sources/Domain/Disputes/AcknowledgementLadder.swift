import Partners

/// Whose word an answer to a statement is.
public enum AcknowledgementVoice: String, Hashable, Sendable, CaseIterable {
    /// The partner said so itself.
    case partner
    /// The partner said nothing until the deadline; the coalition takes that for an answer.
    case silence
}

/// Where one version of a statement stands with its partner; only ever forward.
public enum AcknowledgementState: Hashable, Sendable {
    /// The folder is made, and none of its pushes has arrived yet. Left by the first delivery or any word.
    case prepared
    /// A push has arrived. Left by any word, or by silence.
    case pushed
    /// The partner has it and says nothing about its figures yet. Left by an answer, or by silence.
    case received
    /// The figures stand. The partner's own word is final; one taken from silence may still be confirmed.
    case accepted(AcknowledgementVoice)
    /// Lines are disputed, or silence counts as that. The partner's own word is final; more lines may follow.
    case disputed(AcknowledgementVoice)

    /// The stable name, as the API and files have it.
    public var name: String {
        switch self {
        case .prepared: "prepared"
        case .pushed: "pushed"
        case .received: "received"
        case .accepted: "accepted"
        case .disputed: "disputed"
        }
    }

    /// Whose word ended it; `nil` while it is not answered.
    public var voice: AcknowledgementVoice? {
        switch self {
        case .prepared, .pushed, .received: nil
        case .accepted(let voice), .disputed(let voice): voice
        }
    }

    /// The state of a stored name and voice; `nil` when there is no such state.
    public init?(name: String, voice: AcknowledgementVoice?) {
        switch (name, voice) {
        case ("prepared", nil): self = .prepared
        case ("pushed", nil): self = .pushed
        case ("received", nil): self = .received
        case ("accepted", let voice?): self = .accepted(voice)
        case ("disputed", let voice?): self = .disputed(voice)
        default: return nil
        }
    }
}

/// What can happen to a statement.
public enum AcknowledgementEvent: Hashable, Sendable {
    /// A push has arrived.
    case delivered
    /// The partner says that it has the statement.
    case received
    /// The partner says that the figures stand.
    case accepted
    /// The partner disputes lines.
    case disputed
    /// The deadline is over without an answer.
    case silence(AcknowledgementTerms.Silence)
}

extension AcknowledgementState {
    /// The state after `event`; the same when nothing changes by it.
    ///
    /// - Throws: ``DisputeCode/acknowledgedAlready`` for a word that would go back, ``DisputeCode/acknowledgementContradicted``
    ///   for one that contradicts the partner's own, ``DisputeCode/disputeTooLate`` for disputing what silence has accepted.
    public func after(_ event: AcknowledgementEvent) throws(DisputeCode) -> AcknowledgementState {
        switch (self, event) {
        case (.prepared, .delivered): .pushed
        case (.pushed, .delivered), (.received, .delivered), (.accepted, .delivered), (.disputed, .delivered): self
        case (.prepared, .received), (.pushed, .received), (.received, .received): .received
        case (.accepted, .received), (.disputed, .received): throw .acknowledgedAlready
        case (.prepared, .accepted), (.pushed, .accepted), (.received, .accepted), (.accepted, .accepted),
            (.disputed(.silence), .accepted):
            .accepted(.partner)
        case (.disputed(.partner), .accepted): throw .acknowledgementContradicted
        case (.prepared, .disputed), (.pushed, .disputed), (.received, .disputed), (.disputed, .disputed):
            .disputed(.partner)
        case (.accepted(.partner), .disputed): throw .acknowledgementContradicted
        case (.accepted(.silence), .disputed): throw .disputeTooLate
        case (.pushed, .silence(.accepted)), (.received, .silence(.accepted)): .accepted(.silence)
        case (.pushed, .silence(.disputed)), (.received, .silence(.disputed)): .disputed(.silence)
        case (.pushed, .silence(.nothing)), (.received, .silence(.nothing)), (.prepared, .silence),
            (.accepted, .silence), (.disputed, .silence):
            self
        }
    }
}
