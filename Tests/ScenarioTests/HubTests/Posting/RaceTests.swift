import CoalitionTestKit
import Composition
import Operations
import Settlement
import Testing
import Wire

@Suite struct `Postings that race` {
    @Test(arguments: [(2, 60), (20, 30), (20, 7)])
    func `redemptions for one balance on two nodes never overspend`(count: Int, points: Int) async throws {
        try await Scenario.run(nodes: 2) { story in
            let till = try story.till("grocery")
            try await till.posting("/v1/members", Body.enrolment("ana", phone: "+40722000001"))
            try await till.posting("/v1/accruals", Body.accrual("earn", "phone:+40722000001", 10_000))
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<count {
                    let partner = number % 3 == 0 ? "grocery" : "cafe"
                    let till = try story.till(partner, node: number % 2)
                    let capture = number % 4 == 0 ? "later" : "now"
                    let body = Body.redemption("spend-\(number)", "phone:+40722000001", points, capture: capture)
                    group.addTask { try await till.post("/v1/redemptions", body) }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            let posted = min(count, 100 / points)
            #expect(answers.filter { $0.status == 201 }.count == posted)
            #expect(answers.filter { $0.code == "insufficient_points" }.count == count - posted)
            #expect(try await story.number("select sum(remaining)::bigint from lot") == Int64(100 - posted * points))
            #expect(
                try await story.number("select sum(points)::bigint from redemption") == Int64(posted * points))
        }
    }

    @Test func `a cap is kept exactly while two nodes redeem and accrue`() async throws {
        try await Scenario.run(nodes: 2, change: { $0["wine"].cap = 500 }) { story in
            for number in 0..<8 {
                let phone = "+4072200000\(number)"
                try await story.till("grocery").posting(
                    "/v1/members", Body.enrolment("m-\(number)", phone: phone))
                try await story.till("wine").posting(
                    "/v1/accruals", Body.accrual("w-\(number)", "phone:\(phone)", 10_000))
            }
            // Eight times one leu is owed where five are the cap; a member's redemption is never refused for it.
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<8 {
                    let till = try story.till("cafe", node: number % 2)
                    group.addTask {
                        try await till.post(
                            "/v1/redemptions", Body.redemption("r-\(number)", "phone:+4072200000\(number)", 100))
                    }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 })
            for node in 0..<2 {
                let refused = try await story.till("wine", node: node).post(
                    "/v1/accruals", Body.accrual("late-\(node)", "phone:+40722000001"))
                #expect(refused.code == "debit_cap_exceeded")
            }
            // Each partner's two thresholds are told once, by the redemptions that crossed them.
            #expect(try await story.number("select count(*) from alert where partner = 'wine'") == 2)
        }
    }

    @Test func `a close beside thousands of postings leaks none`() async throws {
        try await Scenario.run(nodes: 2) { story in
            let members = 24
            let till = try story.till("grocery")
            for number in 0..<members {
                try await till.posting(
                    "/v1/members", Body.enrolment("m-\(number)", phone: "+407220000\(10 + number)"))
            }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<members {
                    let (grocery, cafe) = (
                        try story.till("grocery", node: number % 2), try story.till("cafe", node: (number + 1) % 2)
                    )
                    let member = "phone:+407220000\(10 + number)"
                    group.addTask { try await Self.trade(member, "\(number)", rounds: 16, grocery, cafe) }
                }
                let hub = story.hub
                let closing = Task {
                    while !Task.isCancelled {
                        _ = try await hub.settlement.close(by: "story")
                        try await Task.sleep(for: .milliseconds(150))
                    }
                }
                var posted = 0
                for try await count in group { posted += count }
                closing.cancel()
                _ = await closing.result
                #expect(posted == members * 16 * 4)
            }
            _ = try await story.hub.settlement.close(by: "story")
            try await story.everyPostingIsInOneCycle()
            for cycle in try await story.hub.settlement.list().reversed() where cycle.state != .open {
                _ = try await story.hub.settlement.calculate(cycle.id, by: "story")
                _ = try await story.hub.settlement.dispatch(cycle.id, by: "story")
            }
        }
    }

    /// Earns, spends, holds and takes the hold back or captures it, again and again; answers how many were posted.
    private static func trade(
        _ member: String, _ name: String, rounds: Int, _ grocery: Till, _ cafe: Till
    ) async throws -> Int {
        var posted = 0
        for round in 0..<rounds {
            let id = "\(name)-\(round)"
            let answers = [
                try await grocery.post("/v1/accruals", Body.accrual("a-\(id)", member, 10_000)),
                try await cafe.post("/v1/redemptions", Body.redemption("r-\(id)", member, 60)),
                try await cafe.post("/v1/redemptions", Body.redemption("h-\(id)", member, 30, capture: "later")),
                round.isMultiple(of: 2)
                    ? try await cafe.post(
                        "/v1/redemptions/h-\(id)/capture", Body.alone("c-\(id)", more: #","points":20"#))
                    : try await grocery.post("/v1/reversals", Body.reversal("v-\(id)", of: "a-\(id)")),
            ]
            posted += answers.filter { $0.status == 201 }.count
        }
        return posted
    }
}

extension Scenario {
    /// Every posting is in the cycle of its transaction and its message, that cycle was open at the time, and each
    /// cycle's flows equal the sum of its postings.
    func everyPostingIsInOneCycle() async throws {
        #expect(try await number("select count(*) from cycle where state = 'open'") == 1)
        #expect(
            try await number(
                """
                select count(*) from posting p
                    left join ledger_transaction t on t.id = p.transaction_id
                    left join message m on m.partner = t.partner and m.message_id = t.message_id
                    left join cycle c on c.id = p.cycle
                where t.id is null or c.id is null or p.cycle <> t.cycle or p.cycle <> coalesce(m.cycle, p.cycle)
                    or t.posted_at < c.opened_at or t.posted_at > c.closed_at
                """) == 0)
        #expect(
            try await number(
                """
                select count(*) from (
                    select cycle, issuer, coalesce(redeemer, issuer) as redeemer, issue_price, redemption_rate,
                        sum(case when kind = 'return' then -points else points end) as points
                    from posting where kind in ('redeem', 'capture', 'return', 'arrears') group by 1, 2, 3, 4, 5
                    having sum(case when kind = 'return' then -points else points end) <> 0) p
                full join (
                    select cycle, issuer, redeemer, issue_price, redemption_rate, sum(points) as points
                    from flow where kind = 'redeemed' group by 1, 2, 3, 4, 5 having sum(points) <> 0) f
                    using (cycle, issuer, redeemer, issue_price, redemption_rate)
                where p.points is distinct from f.points
                """) == 0)
    }
}
