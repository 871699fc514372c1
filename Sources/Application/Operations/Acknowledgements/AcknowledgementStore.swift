import Disputes
import Partners
import Quantities

/// How a word about a statement reached the hub.
public enum AcknowledgementSource: String, Hashable, Sendable, CaseIterable {
    /// The signed API.
    case api
    /// A signed file in the folder that was delivered.
    case file
    /// A command of the operator's.
    case command
    /// Nobody said anything: the hub's own reckoning.
    case hub
}

/// A partner's word about a statement, known to be the partner's.
public struct HeardWord: Hashable, Sendable {
    /// The signed bytes, kept for ever.
    public struct Evidence: Hashable, Sendable {
        /// The key's id.
        public let keyID: String
        /// The signature's bytes; those of a file are within ``body``.
        public let signature: [UInt8]
        /// What the signature covers, for the API's (RFC 9421 section 2.5).
        public let signatureBase: [UInt8]
        /// The body of the request, or the whole file.
        public let body: [UInt8]

        /// Evidence of these parts.
        public init(keyID: String, signature: [UInt8], signatureBase: [UInt8], body: [UInt8]) {
            self.keyID = keyID
            self.signature = signature
            self.signatureBase = signatureBase
            self.body = body
        }
    }

    /// Whose word it is.
    public let partner: PartnerID
    /// The cycle whose statement it is about.
    public let cycle: Int64
    /// What it says.
    public let acknowledgement: Acknowledgement
    /// How it came.
    public let source: AcknowledgementSource
    /// SHA-256 of its content: the same content is heard once and gets the same answer again.
    public let contentDigest: [UInt8]
    /// The proof.
    public let evidence: Evidence

    /// A word of these facts.
    public init(
        partner: PartnerID, cycle: Int64, acknowledgement: Acknowledgement, source: AcknowledgementSource,
        contentDigest: [UInt8], evidence: Evidence
    ) {
        self.partner = partner
        self.cycle = cycle
        self.acknowledgement = acknowledgement
        self.source = source
        self.contentDigest = contentDigest
        self.evidence = evidence
    }
}

/// A delivered folder in which a partner may have left its answer.
public struct AcknowledgementPlace: Hashable, Sendable {
    /// The delivery.
    public let delivery: Int64
    /// Which folder was delivered.
    public let folder: FolderKey
    /// Where it was delivered to, as the partner file says now.
    public let target: DeliveryTarget
    /// SHA-256 of the file that was refused there last; it is not told of twice.
    public let refusedDigest: [UInt8]?

    /// A place of these facts.
    public init(delivery: Int64, folder: FolderKey, target: DeliveryTarget, refusedDigest: [UInt8]?) {
        self.delivery = delivery
        self.folder = folder
        self.target = target
        self.refusedDigest = refusedDigest
    }
}

/// Statements' ladders in the store; time is the store's own.
public protocol AcknowledgementStore: Sendable {
    /// Hears a word: moves the ladder, raises what is disputed and grants provisional credits, in one transaction.
    ///
    /// - Returns: the answer, kept byte for byte, and whether it was given before.
    /// - Throws: ``DisputeFailure``; a refusal leaves no trace.
    func hear(_ word: HeardWord) async throws(DisputeFailure) -> (answer: StoredAnswer, isReplay: Bool)
    /// Where the newest version of a partner's statement of a cycle stands; `nil` when none was sent.
    func standing(cycle: Int64, partner: PartnerID) async throws(DisputeFailure) -> AcknowledgementStanding?
    /// Does what time asks for: counts deliveries, reminds, takes silence as the coalition says, tells of disputes that
    /// nobody answered. Several nodes may run it at once.
    ///
    /// - Returns: how many statements and disputes moved.
    func advance(limit: Int) async throws(DisputeFailure) -> Int
    /// Places to look for signed files now, each given out to one node; the pause before it is given out again doubles.
    func takePlaces(limit: Int) async throws(DisputeFailure) -> [AcknowledgementPlace]
    /// Remembers a file that was not taken, and raises an alert about it, once for each content.
    ///
    /// - Parameter reason: one sentence for people, without any secret.
    func refuse(_ place: AcknowledgementPlace, digest: [UInt8], reason: String) async throws(DisputeFailure)
}
