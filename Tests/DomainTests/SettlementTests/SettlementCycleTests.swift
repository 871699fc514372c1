import Settlement
import Testing

@Suite struct `A settlement cycle` {
    static let first = SettlementVersion(number: 1, supersedes: nil, digest: "aa")

    /// Runs events one after the other.
    func run(
        _ events: [SettlementCycle.Event], approvalsNeeded: Int64 = 0
    ) throws -> (state: SettlementCycle, effects: [SettlementCycle.Effect]) {
        var state = SettlementCycle.open
        var effects: [SettlementCycle.Effect] = []
        for event in events { (state, effects) = try state.after(event, approvalsNeeded: approvalsNeeded) }
        return (state, effects)
    }

    @Test func `without approvals it goes from open to settled`() throws {
        let toDispatched: [SettlementCycle.Event] = [.close, .calculate(digest: "aa"), .dispatch]
        let dispatched = try run(toDispatched)
        #expect(dispatched.state == .dispatched(Self.first))
        #expect(dispatched.effects == [.sendFolders(Self.first)])
        let settled = try run(toDispatched + [.settle])
        #expect(settled.state == .settled(Self.first))
        #expect(settled.effects == [.bookPayments(Self.first)])
    }

    @Test func `with two approvals it waits for two different people`() throws {
        let closed: [SettlementCycle.Event] = [.close, .calculate(digest: "aa")]
        #expect(throws: CycleRefusal.approvalsMissing(given: 0, needed: 2)) {
            try run(closed + [.dispatch], approvalsNeeded: 2)
        }
        let one = try run(closed + [.approve(by: "ana", digest: "aa")], approvalsNeeded: 2)
        #expect(one.state == .calculated(Self.first, approvers: ["ana"]))
        #expect(one.effects == [.recordApproval(by: "ana", Self.first)])
        #expect(throws: CycleRefusal.alreadyApproved(by: "ana")) {
            try one.state.after(.approve(by: "ana", digest: "aa"), approvalsNeeded: 2)
        }
        #expect(throws: CycleRefusal.digestDiffers(calculated: "aa", given: "bb")) {
            try one.state.after(.approve(by: "ion", digest: "bb"), approvalsNeeded: 2)
        }
        let two = try one.state.after(.approve(by: "ion", digest: "aa"), approvalsNeeded: 2)
        #expect(two.state == .approved(Self.first, approvers: ["ana", "ion"]))
        #expect(throws: CycleRefusal.approvalsMissing(given: 2, needed: 3)) {
            try two.state.after(.dispatch, approvalsNeeded: 3)
        }
        let dispatched = try two.state.after(.dispatch, approvalsNeeded: 2)
        #expect(dispatched.state == .dispatched(Self.first))
    }

    @Test func `who had the figures calculated never approves them, whoever else does`() throws {
        let calculated = try run([.close, .calculate(digest: "aa", by: "ana")], approvalsNeeded: 2).state
        #expect(calculated.version?.preparer == "ana")
        #expect(throws: CycleRefusal.preparerApproves("ana")) {
            try calculated.after(.approve(by: "ana", digest: "aa"), approvalsNeeded: 2)
        }
        let one = try calculated.after(.approve(by: "ion", digest: "aa"), approvalsNeeded: 2).state
        #expect(throws: CycleRefusal.preparerApproves("ana")) {
            try one.after(.approve(by: "ana", digest: "aa"), approvalsNeeded: 2)
        }
        let two = try one.after(.approve(by: "eva", digest: "aa"), approvalsNeeded: 2).state
        // Not even on top of enough approvals.
        #expect(throws: CycleRefusal.preparerApproves("ana")) {
            try two.after(.approve(by: "ana", digest: "aa"), approvalsNeeded: 2)
        }
        // Figures of other content are judged first: the approval is not about these at all.
        #expect(throws: CycleRefusal.digestDiffers(calculated: "aa", given: "bb")) {
            try calculated.after(.approve(by: "ana", digest: "bb"), approvalsNeeded: 2)
        }
    }

    @Test func `a new calculation begins without approvals, and has a preparer of its own`() throws {
        let again = try run(
            [
                .close, .calculate(digest: "aa", by: "ana"), .approve(by: "ion", digest: "aa"), .abort, .reopen,
                .calculate(digest: "bb", by: "ion"),
            ], approvalsNeeded: 1
        ).state
        #expect(
            again
                == .calculated(
                    SettlementVersion(number: 2, supersedes: nil, digest: "bb", preparer: "ion"), approvers: []))
        #expect(throws: CycleRefusal.preparerApproves("ion")) {
            try again.after(.approve(by: "ion", digest: "bb"), approvalsNeeded: 1)
        }
        #expect(try again.after(.approve(by: "ana", digest: "bb"), approvalsNeeded: 1).state.name == .approved)
    }

    @Test func `copies go out of a dispatched version, which stays as it is`() throws {
        let dispatched = try run([.close, .calculate(digest: "aa"), .dispatch])
        let copied = try dispatched.state.after(.reissue, approvalsNeeded: 0)
        #expect(copied.state == dispatched.state && copied.effects == [.sendCopies(Self.first)])
    }

    @Test func `an aborted version is followed by one that names what went out`() throws {
        let abandoned: [SettlementCycle.Event] = [.close, .calculate(digest: "aa"), .abort]
        #expect(try run(abandoned).effects == [.withdraw(Self.first), .reopen])
        let second = try run(abandoned + [.reopen, .calculate(digest: "bb")])
        #expect(second.state.version == SettlementVersion(number: 2, supersedes: nil, digest: "bb"))
        let third = try run(abandoned + [.reopen, .calculate(digest: "bb"), .dispatch, .abort, .reopen])
        #expect(third.state == .closed(VersionHistory(calculated: 2, dispatched: 2)))
        let fourth = try third.state.after(.calculate(digest: "cc"), approvalsNeeded: 0).state
        #expect(fourth.version == SettlementVersion(number: 3, supersedes: 2, digest: "cc"))
    }

    static let states: [SettlementCycle] = [
        .open, .closed(.none), .calculated(first, approvers: []), .approved(first, approvers: ["ana"]),
        .dispatched(first), .settled(first), .aborted(VersionHistory(calculated: 1, dispatched: nil)),
    ]
    static let events: [SettlementCycle.Event] = [
        .close, .calculate(digest: "aa"), .approve(by: "ion", digest: "aa"), .dispatch, .settle, .abort, .reopen,
        .reissue,
    ]
    /// Which event each state takes, by its place in `events`.
    static let taken: [SettlementCycle.Name: [Int]] = [
        .open: [0], .closed: [1], .calculated: [2, 3, 5], .approved: [2, 3, 5], .dispatched: [4, 5, 7], .settled: [],
        .aborted: [6],
    ]

    @Test(arguments: states) func `every other event is refused with its facts`(state: SettlementCycle) throws {
        for (index, event) in Self.events.enumerated() {
            if Self.taken[state.name]?.contains(index) == true {
                _ = try state.after(event, approvalsNeeded: 0)
            } else {
                #expect(throws: CycleRefusal.notNow(state: state.name, event: event)) {
                    try state.after(event, approvalsNeeded: 0)
                }
            }
        }
    }
}
