import CoalitionTestKit
import Governance
import Operations
import Partners
import Quantities
import Signatures
import Storage
import Testing

@Suite struct `Partner files that wait for approval` {
    static func folder(price: String, from: Instant? = nil, reading: Int64 = 0) -> PartnerFolder {
        let contract = Contract.sample(issuePrice: price)
        let sample = Partner.sample(.grocery, contract: contract)
        let partner = Partner(
            id: sample.id, name: sample.name, kind: sample.kind, status: sample.status, keys: sample.keys,
            contracts: [ContractVersion(effectiveFrom: Instant(seconds: reading), contract: contract)],
            settlement: sample.settlement)
        return PartnerFolder(coalition: .sample(), partners: [PartnerFile(partner: partner, effectiveFrom: from)])
    }

    static func apply(_ folder: PartnerFolder, _ store: PostgresPartnerStore) async throws -> PartnerPlan {
        try await store.apply(by: "tests") { try PartnerPlan(current: $0, wanted: folder, now: $1) }
    }

    static func with(
        _ body: @Sendable (ProposalDesk, PostgresPartnerStore, OperatorWorld) async throws -> Void
    ) async throws {
        try await OperatorWorld.with(administrator: false) { world in
            let partners = PostgresPartnerStore(world.settings, pool: world.pool)
            _ = try await apply(folder(price: "0.0100", from: Instant(seconds: 0)), partners)
            let desk = ProposalDesk(
                store: world.store, executors: [PartnerProposalExecutor(partners: partners)],
                sha256: MessageDigest.sha256)
            try await body(desk, partners, world)
        }
    }

    static func propose(_ folder: PartnerFolder, _ desk: ProposalDesk) async throws -> Proposal {
        try await desk.propose(
            kind: .partners, summary: "a price", document: try PartnerProposal(folder, baseRevision: 1).text(),
            by: "user:ana", needed: 1)
    }

    @Test func `bind when they are approved, and not before`() async throws {
        try await Self.with { desk, partners, world in
            let proposal = try await Self.propose(Self.folder(price: "0.0120"), desk)
            #expect(try await partners.current()?.snapshot.revision == 1)
            let applied = try await desk.approve(proposal.id, by: "user:ion")
            #expect(applied.state == .applied && applied.outcome == "applied as revision 2")
            let price = try await partners.current()?.snapshot.partners[.grocery]?.contracts.last?.contract.issuePrice
            #expect(price == .of("0.0120"))
            #expect(
                try await world.scalar(
                    "select count(*) from audit_entry where action = 'partners.apply' and actor = 'user:ion'") == 1)
        }
    }

    @Test func `are refused when other files were applied meanwhile`() async throws {
        try await Self.with { desk, partners, _ in
            let proposal = try await Self.propose(Self.folder(price: "0.0120"), desk)
            _ = try await Self.apply(Self.folder(price: "0.0130"), partners)
            let rejected = try await desk.approve(proposal.id, by: "user:ion")
            #expect(rejected.state == .rejected)
            #expect(rejected.outcome?.hasPrefix("it was made for revision 1 and 2 binds now") == true)
            #expect(try await partners.current()?.snapshot.revision == 2)
        }
    }

    @Test func `are refused when the date they bind from has gone by`() async throws {
        try await Self.with { desk, partners, world in
            let now = try await world.scalar("select extract(epoch from clock_timestamp())::bigint")
            let proposal = try await Self.propose(
                Self.folder(price: "0.0120", from: Instant(seconds: now + 3600)), desk)
            world.pass(seconds: 7200)
            #expect(try await desk.approve(proposal.id, by: "user:ion").state == .rejected)
            #expect(try await partners.current()?.snapshot.revision == 1)
        }
    }

    @Test func `are done already when the program died after applying them`() async throws {
        try await Self.with { desk, partners, _ in
            let proposal = try await Self.propose(Self.folder(price: "0.0120"), desk)
            _ = try await Self.apply(Self.folder(price: "0.0120"), partners)
            #expect(try await desk.approve(proposal.id, by: "user:ion").outcome == "nothing was left to change")
            #expect(try await partners.current()?.snapshot.revision == 2)
        }
    }

    @Test func `have one digest whenever they are read, another for other terms`() throws {
        let text = { (folder: PartnerFolder) in try PartnerProposal(folder, baseRevision: 1).text() }
        let first = try text(Self.folder(price: "0.0120", reading: 5))
        #expect(try text(Self.folder(price: "0.0120", reading: 9)) == first)
        #expect(try text(Self.folder(price: "0.0121")) != first)
        #expect(try text(Self.folder(price: "0.0120", from: Instant(seconds: 1))) != first)
        let folder = try PartnerProposal.read(first).folder()
        #expect(folder.coalition == .sample() && folder.partners.map(\.partner.id) == [.grocery])
    }
}
