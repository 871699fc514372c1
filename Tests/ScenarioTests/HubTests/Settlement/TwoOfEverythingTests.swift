import CoalitionTestKit
import Composition
import Disputes
import Operations
import Partners
import Payments
import Settlement
import Testing

@Suite struct `Two who do what only one can do` {
    @Test func `an approval that meets an abort counts for the figures it was given to, or for none`() async throws {
        try await SettlementStory.run(approvals: 1) { story in
            var random = ModelRandom(seed: 1)
            let cycle = try await story.trade(&random)
            let (desk, other) = (story.hub.settlement, try await story.node())
            _ = try await desk.close(by: "ana", expecting: cycle)
            _ = try await desk.calculate(cycle, by: "ana")
            for round in 0..<12 {
                let before = try await desk.show(cycle).summary.version
                async let approval = try? other.settlement.approve(cycle, by: "bob")
                async let again = try? desk.abort(cycle, by: "ana")
                let (approved, aborted) = await (approval, again)
                #expect(aborted != nil, "round \(round)")
                if let approved { #expect(approved.summary.version >= before || approved.summary.version == 0) }
                _ = try await desk.calculate(cycle, by: "ana")
                // Whatever was agreed to is given up: nothing goes out without somebody's word on this version.
                let now = try await desk.show(cycle)
                #expect(now.summary.state == .calculated && now.approvals.isEmpty, "round \(round)")
                await #expect(throws: SettlementFailure.refused(.approvalsMissing(given: 0, needed: 1))) {
                    try await desk.dispatch(cycle, by: "ana")
                }
                // The new figures, while somebody approves at the same moment.
                async let late = try? other.settlement.approve(cycle, by: "bob")
                async let anew: Void? = try? Self.again(cycle, desk)
                _ = await (late, anew)
                let after = try await desk.show(cycle)
                #expect([.calculated, .approved].contains(after.summary.state), "round \(round): \(after.summary)")
                #expect((after.summary.state == .approved) == (after.approvals.map(\.approver) == ["bob"]))
            }
            if try await desk.show(cycle).summary.state == .calculated { _ = try await desk.approve(cycle, by: "bob") }
            let version = try await desk.dispatch(cycle, by: "ana").summary.version
            await other.close()
            #expect(version > 12)
            #expect(try await story.number("select count(*) from settlement_folder where version = \(version)") == 4)
            try await story.expectNoFaults("afterwards")
        }
    }

    private static func again(_ cycle: Int64, _ desk: SettlementDesk) async throws {
        _ = try await desk.abort(cycle, by: "ana")
        _ = try await desk.calculate(cycle, by: "ana")
    }

    @Test func `nodes that dispatch, push, import and release at once do each once`() async throws {
        try await SettlementStory.run { story in
            let nodes = [try await story.node(), try await story.node(), try await story.node()]
            for seed in UInt64(0)..<6 {
                var random = ModelRandom(seed: seed)
                let cycle = try await story.trade(&random)
                _ = try await story.hub.settlement.close(by: "ana", expecting: cycle)
                _ = try await story.hub.settlement.calculate(cycle, by: "ana")
                let dispatched = await Self.atOnce(nodes) { node in
                    do {
                        _ = try await node.settlement.dispatch(cycle, by: "ana")
                        return true
                    } catch SettlementFailure.refused {
                        return false
                    }
                }
                #expect(dispatched.compactMap { try? $0.get() }.filter { $0 }.count == 1, "seed \(seed)")
                #expect(dispatched.allSatisfy { (try? $0.get()) != nil }, "seed \(seed): \(dispatched)")
                for result in await Self.atOnce(nodes, { try await story.push(on: $0) }) { try result.get() }
                for result in await Self.atOnce(nodes, { try await story.pay(cycle, on: $0) }) { try result.get() }
                try await story.expectNoFaults("seed \(seed)")
                try await story.expectDone(cycle, versions: 1, "seed \(seed)")
            }
            for node in nodes { await node.close() }
            try story.expectReceived()
        }
    }

    @Test func `a dispute upheld while the cycle closes counts in one cycle, and is paid`() async throws {
        let terms = DisputeTerms(days: 30, answerDays: 10, provisionalCredit: true)
        try await SettlementStory.run(disputes: terms) { story in
            let node = try await story.node()
            for seed in UInt64(0)..<8 {
                var random = ModelRandom(seed: seed)
                try await story.post(
                    .spending(Int64(random.number(1_000...50_000)), by: .phone(1)), from: .cafe, id: "disputed-\(seed)")
                let cycle = try await story.trade(&random)
                try await story.settle(cycle, versions: 1, on: story.hub)
                let disputes = story.hub.disputes
                let claim = DisputeClaim(reason: .notAuthorised, messageIDs: ["disputed-\(seed)"])
                let raised = try await disputes.raise([claim], cycle: cycle, partner: .grocery, by: "user:ana")
                let id = try #require(raised.first).id
                _ = try await disputes.answer(id, DisputeAnswer(stance: .accepted), by: .partner(.cafe))
                let open = try await story.number("select id from cycle where state = 'open'")
                async let upheld = disputes.decide(id, .uphold, reason: "both agree", by: "user:ion")
                async let closed = node.settlement.close(by: "ana", expecting: open)
                let (decided, summary) = try await (upheld, closed)
                #expect(decided.state == .upheld && summary.id == open, "seed \(seed)")
                // The credit at raising and what upholding adds: each whole, each in one of the two cycles.
                let posted = "select count(*) from adjustment where dispute = \(id)"
                #expect(try await story.number(posted) == 2, "seed \(seed)")
                #expect(try await story.number("\(posted) and cycle in (\(open), \(open + 1))") == 2, "seed \(seed)")
                let legs =
                    "select sum(amount)::bigint from adjustment_leg l join adjustment a on a.id = l.adjustment_id"
                let grocery = "\(legs) where a.dispute = \(id) and l.party = 'grocery'"
                #expect(try await story.number(grocery) == decided.amount, "seed \(seed)")
                // The closed cycle has what it had when it closed, to the byte.
                try await story.settle(open, versions: 1, on: story.hub)
                try await story.expectDone(open, versions: 1, "seed \(seed)")
                try await story.expectNoFaults("seed \(seed)")
            }
            // What came too late for its cycle is paid with the next.
            var random = ModelRandom(seed: 8)
            let last = try await story.trade(&random)
            try await story.settle(last, versions: 1, on: node)
            await node.close()
            let unpaid = """
                select count(*) from adjustment a where not exists (select from cycle c
                    where c.id = a.cycle and c.state = 'settled')
                """
            #expect(try await story.number(unpaid) == 0)
            #expect(try await story.number(Self.open) == 0)
            try story.expectReceived()
        }
    }

    @Test func `money that comes in while a default is declared is for the version, or waits for people`() async throws
    {
        try await SettlementStory.run { story in
            let node = try await story.node()
            for seed in UInt64(0)..<8 {
                var random = ModelRandom(seed: seed)
                try await story.apply(CoalitionSettlement(defaultOperatorShare: 10_000))
                let cycle = try await story.trade(&random)
                try await story.dispatch(cycle, on: story.hub)
                let due = try #require(
                    try await story.hub.payments.payments(of: cycle).first { $0.direction == .incoming })
                let file = try story.bank.statement(
                    [.incoming(reference: due.endToEndID, due.amount.minorUnits)], day: SettlementStory.today())
                async let imported = node.payments.importFile(file, by: "node")
                async let declared = try? story.hub.settlement.declareDefault(
                    cycle, partner: .grocery, reason: "it does not answer", by: "ana")
                let (report, isDefault) = (try await imported, await declared != nil)
                #expect(report.items == 1 && report.matched == (isDefault ? 0 : 1), "seed \(seed): \(report)")
                try await story.expectNoFaults("seed \(seed)")
                let versions: Int64 = isDefault ? 2 : 1
                try await story.settle(cycle, versions: versions, on: story.hub)
                try await story.expectDone(cycle, versions: versions, "seed \(seed)")
                try await story.expectNoFaults("seed \(seed)")
                if isDefault {
                    let items = try await story.hub.payments.workList().items
                    #expect(items.contains { $0.suspense == due.amount.minorUnits }, "seed \(seed): \(items)")
                }
            }
            await node.close()
            #expect(try await story.number(Self.open) == 0)
        }
    }

    @Test func `a cycle settled by hand while the bank tells of its money is booked once`() async throws {
        try await SettlementStory.run { story in
            let node = try await story.node()
            for seed in UInt64(0)..<10 {
                var random = ModelRandom(seed: seed)
                let cycle = try await story.trade(&random)
                try await story.dispatch(cycle, on: story.hub)
                try await story.push(on: story.hub)
                if random.chance(50) { try await Task.sleep(for: .milliseconds(random.number(0...20))) }
                async let hand = try? story.hub.settlement.settle(cycle, by: "ana")
                async let told: Void = story.pay(cycle, on: node)
                let (_, _) = (await hand, try await told)
                try await story.expectNoFaults("seed \(seed)")
                // What the bank was told before, it says it did; that is news of money booked by hand already.
                try await story.pay(cycle, on: node)
                try await story.expectNoFaults("seed \(seed)")
                #expect(try await story.hub.settlement.show(cycle).summary.state == .settled, "seed \(seed)")
                let payments = try await story.hub.payments.payments(of: cycle)
                #expect(payments.allSatisfy { $0.state == .paid && $0.open == 0 }, "seed \(seed): \(payments)")
                #expect(try await story.number(Self.open) == 0, "seed \(seed)")
            }
            await node.close()
        }
    }

    /// Partners' accounts that are not even.
    private static let open =
        "select count(*) from money_balance where account like 'partner:%' and balance <> 0"

    private static func atOnce<Value: Sendable>(
        _ nodes: [Hub], _ body: @escaping @Sendable (Hub) async throws -> Value
    ) async -> [Result<Value, any Error>] {
        await withTaskGroup(of: Result<Value, any Error>.self) { group in
            for node in nodes {
                group.addTask {
                    do { return .success(try await body(node)) } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
