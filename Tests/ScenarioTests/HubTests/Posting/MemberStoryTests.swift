import CoalitionTestKit
import Composition
import Members
import Operations
import Quantities
import Testing
import Wire

@Suite struct `A member's identifiers` {
    @Test func `a printed card is activated at the till, once, and a lost one is replaced without losing points`()
        async throws
    {
        try await Scenario.run { story in
            let (grocery, cafe) = (try story.till("grocery"), try story.till("cafe"))
            var random = SystemRandomNumberGenerator()
            let cards = (0..<2).map { _ in CardNumber.make(prefix: "9990", using: &random) }
            #expect(Set(try await story.hub.members.addStock(cards, by: "story")) == Set(cards))
            let printed = "card:\(cards[0].digits)"
            // Nobody's yet.
            #expect(try await grocery.post("/v1/accruals", Body.accrual("early", printed)).code == "member_unknown")
            let enrolment = Body.alone(
                "ana", more: #","occurred_at":"\#(Body.time())","card":"\#(cards[0].digits)""#)
            let enrolled = try await grocery.posting("/v1/members", enrolment)
            #expect(enrolled.json["identifiers"] == .array([.string(printed)]))
            #expect(try await cafe.post("/v1/members", enrolment).code == "identifier_in_use")
            try await grocery.posting("/v1/accruals", Body.accrual("earn", printed))
            let replaced = try await cafe.posting(
                "/v1/members/\(printed)/identifiers",
                Body.alone("lost", more: #","card":"\#(cards[1].digits)","replaces":"\#(printed)""#))
            #expect(replaced.json["identifiers"] == .array([.string("card:\(cards[1].digits)")]))
            #expect(
                try await cafe.post("/v1/redemptions", Body.redemption("r-1", printed, 1)).code == "identifier_retired")
            let spent = try await cafe.posting("/v1/redemptions", Body.redemption("r-2", "card:\(cards[1].digits)", 40))
            #expect(spent.available == 60)
            // Each partner knows the member by a name of its own.
            let names = [
                enrolled.json["member_id"]?.string, replaced.json["member_id"]?.string,
                try await cafe.get("/v1/members/card:\(cards[1].digits)/balance").json["member_id"]?.string,
            ]
            #expect(names[0] != names[1] && names[1] == names[2])
        }
    }

    @Test func `a blocked member neither earns nor spends, until unblocked`() async throws {
        try await Scenario.run { story in
            let till = try story.till("grocery")
            let (ana, identifier) = ("phone:+40722000001", Identifier.phone(22_000_001))
            try await till.posting("/v1/members", Body.enrolment("ana", phone: "+40722000001"))
            try await till.posting("/v1/accruals", Body.accrual("a-1", ana))
            try await till.posting("/v1/redemptions", Body.redemption("h-1", ana, 10, capture: "later"))
            try await story.hub.members.setStatus(.blocked, of: identifier, reason: "a story", by: "story")
            #expect(try await till.post("/v1/accruals", Body.accrual("a-2", ana)).code == "member_blocked")
            #expect(try await till.post("/v1/redemptions", Body.redemption("r-2", ana, 1)).code == "member_blocked")
            // What was agreed before is finished.
            try await till.posting("/v1/redemptions/h-1/capture", Body.alone("c-1"))
            try await story.hub.members.setStatus(.active, of: identifier, reason: "a story", by: "story")
            #expect(try await till.posting("/v1/redemptions", Body.redemption("r-3", ana, 90)).available == 0)
        }
    }

    @Test func `merging joins points and identifiers and inherits a block, unmerging parts them again`() async throws {
        try await Scenario.run { story in
            let till = try story.till("grocery")
            let (ana, bob) = ("phone:+40722000001", "phone:+40722000002")
            let (first, second) = (Identifier.phone(22_000_001), Identifier.phone(22_000_002))
            for (name, phone) in [("ana", "+40722000001"), ("bob", "+40722000002")] {
                try await till.posting("/v1/members", Body.enrolment(name, phone: phone))
            }
            try await till.posting("/v1/accruals", Body.accrual("a-1", ana, 10_000))
            try await till.posting("/v1/accruals", Body.accrual("b-1", bob, 5000))
            try await story.hub.members.setStatus(.blocked, of: first, reason: "a story", by: "story")
            try await story.hub.members.merge(first, into: second, reason: "one person", by: "story")
            #expect(try await till.post("/v1/accruals", Body.accrual("b-2", bob)).code == "member_blocked")
            try await story.hub.members.setStatus(.active, of: second, reason: "a story", by: "story")
            #expect(try await Self.available(till, ana) == 150)
            #expect(try await Self.available(till, bob) == 150)
            // What is earned with either identifier goes with it again.
            try await till.posting("/v1/accruals", Body.accrual("a-3", ana, 2000))
            try await till.posting("/v1/accruals", Body.accrual("b-3", bob, 700))
            try await story.agrees()
            try await story.hub.members.unmerge(second, reason: "two persons", by: "story")
            #expect(try await story.hub.members.show(first).status == .blocked)
            try await story.hub.members.setStatus(.active, of: first, reason: "a story", by: "story")
            #expect(try await Self.available(till, ana) == 120)
            #expect(try await Self.available(till, bob) == 57)
            // Merged again and spent: it stays so.
            try await story.hub.members.merge(first, into: second, reason: "one person", by: "story")
            try await till.posting("/v1/redemptions", Body.redemption("r-1", ana, 150))
            #expect(try await Self.available(till, bob) == 27)
            await #expect(throws: MemberActionRefusal.movedSince) {
                try await story.hub.members.unmerge(second, reason: "two persons", by: "story")
            }
            // A refund of what was earned before the merge, and of the spending after it, finds the joined lots.
            try await till.posting("/v1/reversals", Body.reversal("v-1", of: "r-1"))
            try await till.posting("/v1/reversals", Body.reversal("v-2", of: "a-1"))
            #expect(try await Self.available(till, bob) == 77)
        }
    }

    private static func available(_ till: Till, _ member: String) async throws -> Int64? {
        try await till.get("/v1/members/\(member)/balance").json["available"]?.integer
    }
}
