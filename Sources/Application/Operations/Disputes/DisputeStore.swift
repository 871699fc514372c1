import Disputes
import Partners

/// Who takes a step of a dispute.
public enum DisputeHand: Hashable, Sendable {
    /// A partner, by the signed API.
    case partner(PartnerID)
    /// Somebody of the operator's, by command; as the audit trail names people.
    case person(String)

    /// As the trail names it.
    public var text: String {
        switch self {
        case .partner(let partner): "partner:\(partner)"
        case .person(let name): name
        }
    }
}

/// How the operator decides a dispute.
public enum DisputeVerdict: String, Hashable, Sendable {
    case uphold, reject
}

/// Which disputes are asked for.
public struct DisputeQuery: Hashable, Sendable {
    /// Those this partner raised or is to answer; all when absent.
    public var party: PartnerID?
    /// Those of this cycle; all when absent.
    public var cycle: Int64?
    /// Only those still to be decided.
    public var onlyOpen = false

    /// All disputes.
    public init(party: PartnerID? = nil, cycle: Int64? = nil, onlyOpen: Bool = false) {
        self.party = party
        self.cycle = cycle
        self.onlyOpen = onlyOpen
    }
}

/// Disputes in the store. Each step and the adjustment it posts are one transaction; time is the store's own.
public protocol DisputeStore: Sendable {
    /// Raises disputes on a partner's behalf against the newest version of its statement of a cycle; one for each claim and
    /// counterparty.
    ///
    /// - Throws: ``DisputeFailure``.
    func raise(
        _ claims: [DisputeClaim], cycle: Int64, partner: PartnerID, by actor: String
    ) async throws(DisputeFailure) -> [Dispute]
    /// Disputes newest first, at most 500.
    func disputes(_ query: DisputeQuery) async throws(DisputeFailure) -> [Dispute]
    /// One dispute, as far as `party` takes part in it; the operator (`nil`) takes part in all.
    func dispute(_ id: Int64, party: PartnerID?) async throws(DisputeFailure) -> Dispute?
    /// Records the counterparty's answer; the same answer again changes nothing.
    func answer(_ id: Int64, _ answer: DisputeAnswer, by hand: DisputeHand) async throws(DisputeFailure) -> Dispute
    /// Decides a dispute and posts what that moves in the open cycle.
    func decide(
        _ id: Int64, _ verdict: DisputeVerdict, reason: String, by actor: String
    ) async throws(DisputeFailure) -> Dispute
    /// Takes a dispute back, and its provisional credit; one that is withdrawn already stays so.
    func withdraw(_ id: Int64, reason: String, by hand: DisputeHand) async throws(DisputeFailure) -> Dispute
    /// Takes back a partner's own dispute, by its number in the cycle.
    func withdraw(
        cycle: Int64, number: Int64, reason: String, partner: PartnerID
    ) async throws(DisputeFailure) -> Dispute
}
