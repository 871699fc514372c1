import Governance
import Operations
import Postgres
import Signatures
import Synchronization
import Testing

/// Counts what it is asked to do, and answers as told.
final class CountingExecutor: ProposalExecutor {
    let kind = ProposalKind.adjustment
    private let count = Mutex(0)
    private let answer: @Sendable (Int) throws -> ProposalOutcome
    var done: Int { count.withLock { $0 } }

    init(_ answer: @escaping @Sendable (Int) throws -> ProposalOutcome = { _ in .applied("done") }) {
        self.answer = answer
    }

    func execute(_ proposal: Proposal, by actor: String) async throws -> ProposalOutcome {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return try answer(number)
    }
}

@Suite struct `Proposals in the database` {
    struct Interrupted: Error {}

    static func desk(_ world: OperatorWorld, _ executor: CountingExecutor) -> ProposalDesk {
        ProposalDesk(store: world.store, executors: [executor], sha256: MessageDigest.sha256)
    }

    static func propose(_ desk: ProposalDesk, needed: Int64 = 2) async throws -> Int64 {
        try await desk.propose(
            kind: .adjustment, summary: "grocery +1.00", document: "{\"amount\":100}", by: "user:ana", needed: needed
        ).id
    }

    @Test func `one that enough others approve is done once`() async throws {
        try await OperatorWorld.with { world in
            let executor = CountingExecutor()
            let desk = Self.desk(world, executor)
            let id = try await Self.propose(desk)
            await #expect(throws: ProposalRefusal.ownProposal) { try await desk.approve(id, by: "user:ana") }
            #expect(try await desk.approve(id, by: "user:ion").state == .open)
            await #expect(throws: ProposalRefusal.alreadyApproved) { try await desk.approve(id, by: "user:ion") }
            await #expect(throws: ProposalRefusal.digestDiffers) {
                try await desk.approve(id, by: "user:eva", digest: "00")
            }
            #expect(executor.done == 0)
            let applied = try await desk.approve(id, by: "user:eva")
            #expect(applied.state == .applied && applied.outcome == "done")
            #expect(applied.approvers == ["user:ion", "user:eva"])
            await #expect(throws: ProposalRefusal.notNow(.applied)) { try await desk.approve(id, by: "user:dan") }
            await #expect(throws: ProposalRefusal.notNow(.applied)) { try await desk.apply(id, by: "user:dan") }
            #expect(executor.done == 1)
            #expect(try await desk.list(waitingOnly: true).isEmpty)
            #expect(try await desk.list() == [try await desk.show(id)])
            #expect(try await world.trail.check().finding == nil)
        }
    }

    @Test func `of approvals at once each counts and it is done once`() async throws {
        try await OperatorWorld.with { world in
            for _ in 0..<10 {
                let executor = CountingExecutor()
                let desk = Self.desk(world, executor)
                let id = try await Self.propose(desk)
                await withTaskGroup(of: Void.self) { group in
                    for person in ["user:ion", "user:eva", "user:ion", "user:dan", "user:ana"] {
                        group.addTask { _ = try? await desk.approve(id, by: person) }
                    }
                }
                let proposal = try await desk.show(id)
                #expect(proposal.state == .applied && proposal.approvers.count == 2 && executor.done == 1)
            }
        }
    }

    @Test func `an interruption leaves it approved, to be done later by one of two`() async throws {
        try await OperatorWorld.with { world in
            let executor = CountingExecutor { number in
                if number == 1 { throw Interrupted() }
                return .applied("done")
            }
            let desk = Self.desk(world, executor)
            let id = try await Self.propose(desk, needed: 1)
            await #expect(throws: Interrupted.self) { try await desk.approve(id, by: "user:ion") }
            #expect(try await desk.show(id).state == .approved)
            #expect(try await desk.list(waitingOnly: true).count == 1)
            await withTaskGroup(of: Void.self) { group in
                for person in ["user:ion", "user:eva"] {
                    group.addTask { _ = try? await desk.apply(id, by: person) }
                }
            }
            #expect(try await desk.show(id).state == .applied && executor.done == 2)
        }
    }

    @Test func `one that no longer fits is rejected with the reason`() async throws {
        try await OperatorWorld.with { world in
            let desk = Self.desk(world, CountingExecutor { _ in .failed("the cycle is settled") })
            let id = try await Self.propose(desk, needed: 0)
            let rejected = try await desk.approve(id, by: "user:ion")
            #expect(rejected.needed == 1 && rejected.state == .rejected)
            #expect(rejected.outcome == "the cycle is settled")
        }
    }

    @Test func `a document that was changed is not done`() async throws {
        try await OperatorWorld.with { world in
            let executor = CountingExecutor()
            let desk = Self.desk(world, executor)
            let id = try await Self.propose(desk, needed: 1)
            try await world.run("update proposal set document = '{\"amount\":900}'")
            await #expect(throws: ProposalRefusal.digestDiffers) { try await desk.approve(id, by: "user:ion") }
            #expect(executor.done == 0)
        }
    }

    @Test func `is rejected by another and withdrawn by its proposer only`() async throws {
        try await OperatorWorld.with { world in
            let desk = Self.desk(world, CountingExecutor())
            let first = try await Self.propose(desk)
            // The same again is the one that waits.
            #expect(try await Self.propose(desk) == first)
            await #expect(throws: ProposalRefusal.ownProposal) { try await desk.reject(first, by: "user:ana") }
            #expect(try await desk.reject(first, by: "user:ion").state == .rejected)
            let second = try await Self.propose(desk)
            await #expect(throws: ProposalRefusal.notTheProposer) { try await desk.withdraw(second, by: "user:ion") }
            #expect(try await desk.withdraw(second, by: "user:ana").state == .withdrawn)
            await #expect(throws: ProposalRefusal.unknown) { try await desk.show(99) }
        }
    }
}
