import Operations

/// What a hub that takes batches needs besides its desk.
public struct BatchParts: Sendable {
    /// Where the signed bytes of batches are kept.
    public let evidence: any BatchEvidenceStore
    /// A folder, closed to others, for what streams by; its files have no name while they live.
    public let spoolFolder: String
    /// Who may post at once.
    public let turns: BatchTurns

    /// Parts with the usual turns.
    public init(evidence: any BatchEvidenceStore, spoolFolder: String, turns: BatchTurns = BatchTurns()) {
        self.evidence = evidence
        self.spoolFolder = spoolFolder
        self.turns = turns
    }
}
