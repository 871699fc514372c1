import Governance
import Partners
import Quantities
import Testing

@Suite struct `A proposal` {
    static func open(needed: Int64 = 2, approvers: Set<String> = [], state: Proposal.State = .open) -> Proposal {
        Proposal(
            id: 1, kind: .partners, summary: "~ grocery", document: "{}", digest: "d", needed: needed,
            proposedBy: "user:ana", proposedAt: Instant(seconds: 0), state: state, approvers: approvers)
    }

    @Test func `is approved by as many different people as needed, then applied`() throws {
        let once = try Self.open().after(.approve(by: "user:ion", digest: "d"))
        #expect(once.state == .open && once.approvers == ["user:ion"])
        let twice = try once.after(.approve(by: "user:eva", digest: "d"))
        #expect(twice.state == .approved)
        #expect(try twice.after(.apply).state == .applied)
        #expect(try twice.after(.fail).state == .rejected)
    }

    static let refusals: [(Proposal.Event, ProposalRefusal)] = [
        (.approve(by: "user:ana", digest: "d"), .ownProposal),
        (.approve(by: "user:ion", digest: "d"), .alreadyApproved),
        (.approve(by: "user:eva", digest: "other"), .digestDiffers),
        (.reject(by: "user:ana"), .ownProposal),
        (.withdraw(by: "user:eva"), .notTheProposer),
        (.apply, .approvalsMissing(given: 1, needed: 2)),
        (.fail, .approvalsMissing(given: 1, needed: 2)),
    ]

    @Test(arguments: refusals) func `stays as it is when it is not allowed`(
        event: Proposal.Event, refusal: ProposalRefusal
    ) {
        #expect(throws: refusal) { try Self.open(approvers: ["user:ion"]).after(event) }
    }

    @Test(arguments: [Proposal.State.applied, .rejected, .withdrawn])
    func `is left alone once it is decided`(state: Proposal.State) {
        let events: [Proposal.Event] = [
            .approve(by: "user:eva", digest: "d"), .reject(by: "user:eva"), .withdraw(by: "user:ana"), .apply, .fail,
        ]
        for event in events {
            #expect(throws: ProposalRefusal.notNow(state)) { try Self.open(state: state).after(event) }
        }
        #expect(throws: ProposalRefusal.notNow(.approved)) {
            try Self.open(state: .approved).after(.withdraw(by: "user:ana"))
        }
    }

    @Test func `refusals have codes of their own`() {
        let all: [ProposalRefusal] = [
            .unknown, .ownProposal, .notTheProposer, .alreadyApproved, .digestDiffers,
            .approvalsMissing(given: 0, needed: 1), .notNow(.applied),
        ]
        #expect(Set(all.map(\.code)).count == all.count)
    }

    static let changes: [(field: String, new: String?, needs: Bool)] = [
        ("contract.issue_price", "0.0100", true), ("contract.net_debit_cap", nil, true),
        ("settlement.account.iban", "RO49AAAA1B31007593840000", true), ("settlement.deliveries[0].url", "x", true),
        ("settlement.deliveries[0].host_key", nil, true), ("keys[k1]", "ed25519", true), ("keys[k1]", "revoked", false),
        ("keys[k1].revoked", "true", false), ("keys[k1].revoked", "false", true), ("keys[k1].valid_until", "x", true),
        ("status", "suspended", false), ("status", "active", true), ("status", "leaving", true),
        ("settlement.approvals", "0", true), ("settlement.model", "pool", true), ("operator.account.iban", "x", true),
        ("point_value", "0.0200", true), ("name.en", "Grocer", false),
    ]

    @Test(arguments: changes) func `is needed for what moves money, trust or addresses`(
        field: String, new: String?, needs: Bool
    ) {
        let change = PartnerChange(subject: "grocery", kind: .changed, field: field, old: "old", new: new)
        #expect(change.needsApproval == needs)
    }

    @Test func `is needed for a new partner`() {
        #expect(PartnerChange(subject: "grocery", kind: .added).needsApproval)
    }
}
