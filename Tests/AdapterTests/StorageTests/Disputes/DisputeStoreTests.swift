import CoalitionTestKit
import Disputes
import Operations
import Partners
import Quantities
import Settlement
import Storage
import Testing

@Suite struct `Disputing lines of a statement` {
    static let withCredit = DisputeTerms(days: 30, answerDays: 10, provisionalCredit: true)
    static let without = DisputeTerms(days: 30, answerDays: 10)

    static func raise(_ world: DisputeWorld, _ claim: DisputeClaim = DisputeWorld.claim) async throws -> Dispute {
        try await world.say(DisputeWorld.word(.disputed([claim]), content: "\(claim)"))
        let standing = try #require(try await world.acknowledgements.standing(cycle: 1, partner: .grocery))
        return try #require(standing.disputes.last)
    }

    static func code(_ body: () async throws -> Void) async throws -> String? {
        do {
            try await body()
            return nil
        } catch DisputeFailure.refused(let code) {
            return code.rawValue
        }
    }

    /// Each path, with and without provisional credit: what it posts, and what that nets to.
    @Test(arguments: [
        (true, "uphold", ["provisional m-3", "dispute m-3"], ["grocery": Int64(400), "cafe": -380, "operator": -20]),
        (true, "reject", ["provisional m-3", "provisional_reversal m-3"], [:]),
        (true, "withdraw", ["provisional m-3", "provisional_reversal m-3"], [:]),
        (false, "uphold", ["dispute m-3"], ["grocery": 400, "cafe": -380, "operator": -20]),
        (false, "reject", [], [:]), (false, "withdraw", [], [:]),
    ])
    func `each path nets to exactly the right amount`(
        _ isCredited: Bool, _ path: String, _ posted: [String], _ totals: [String: Int64]
    ) async throws {
        try await DisputeWorld.with(disputes: isCredited ? Self.withCredit : Self.without) { world in
            let raised = try await Self.raise(world)
            #expect(raised.state == .raised && raised.amount == 400 && raised.counterparty == .cafe)
            #expect(raised.legs == [.grocery: 400, .cafe: -380, .operator: -20])
            #expect(raised.provisional == (isCredited ? [.grocery: 400, .operator: -400] : [:]))
            #expect(try await world.totals() == (isCredited ? ["grocery": 400, "operator": -400] : [:]))
            #expect(
                try await Self.code { _ = try await world.disputes.decide(1, .uphold, reason: "x", by: "ion") }
                    == "answer_pending")
            let answer = DisputeAnswer(stance: .contested, comment: "the member was here")
            let answered = try await world.disputes.answer(1, answer, by: .partner(.cafe))
            #expect(answered.state == .answered && answered.answer == answer)
            #expect(try await world.disputes.answer(1, answer, by: .partner(.cafe)) == answered)
            let ended =
                switch path {
                case "uphold": try await world.disputes.decide(1, .uphold, reason: "slip seen", by: "ion")
                case "reject": try await world.disputes.decide(1, .reject, reason: "slip seen", by: "ion")
                default: try await world.disputes.withdraw(cycle: 1, number: 1, reason: "found it", partner: .grocery)
                }
            #expect(!ended.state.isOpen && ended.decision != nil && ended.adjustments.count == posted.count)
            #expect(try await world.posted() == posted)
            #expect(try await world.totals() == totals)
            // Decided is decided.
            #expect(
                try await Self.code { _ = try await world.disputes.decide(1, .reject, reason: "x", by: "ana") }
                    == "dispute_closed")
            #expect(try await world.totals() == totals)
            // The points stay where they are, and the closed cycle makes the same bytes again.
            #expect(try await world.settlement.store.conservationBreaks().isEmpty)
            let replay = try await world.settlement.desk.replay(1)
            #expect(replay.files > 0 && replay.differing.isEmpty)
        }
    }

    @Test func `an upheld dispute is an adjustment in the open cycle that names what it corrects`() async throws {
        try await DisputeWorld.with(disputes: Self.withCredit) { world in
            let settlement = world.settlement
            let disputes = PostgresDisputeStore(settlement.settings, pool: settlement.pool)
            _ = try await disputes.raise([DisputeWorld.claim], cycle: 1, partner: .grocery, by: "user:ana")
            _ = try await disputes.answer(1, DisputeAnswer(stance: .accepted), by: .partner(.cafe))
            _ = try await disputes.decide(1, .uphold, reason: "both agree", by: "user:ion")
            let posted = "select count(*) from adjustment where cycle = 2 and dispute = 1 and corrects = '{m-3}'"
            #expect(try await settlement.scalar(posted) == 2)
            #expect(try await settlement.desk.replay(1).differing.isEmpty)
            _ = try await settlement.desk.close(by: "ana")
            let next = try await settlement.desk.calculate(2, by: "ana")
            #expect(next.settlement?.positions.map(\.net) == [-380, 400])
            #expect(next.settlement?.operatorPosition.net == -20)
            #expect(try await settlement.desk.replay(1).differing.isEmpty)
        }
    }

    @Test func `a line is disputed once, by whichever party`() async throws {
        try await DisputeWorld.with(disputes: Self.without) { world in
            _ = try await Self.raise(world)
            let twice = DisputeWorld.word(.disputed([DisputeWorld.claim]), content: "again")
            #expect(try await world.say(twice) == "already_disputed")
            let mirrored = DisputeWorld.word(.disputed([DisputeWorld.claim]), from: .cafe)
            #expect(try await world.say(mirrored) == "already_disputed")
            let within = DisputeWorld.word(
                .disputed([DisputeClaim(reason: .late, lines: [1]), DisputeClaim(reason: .duplicate, lines: [1, 3])]))
            #expect(try await world.say(within) == "already_disputed")
            for claim in [
                DisputeClaim(reason: .late, messageIDs: ["m-99"]), DisputeClaim(reason: .late, lines: [99]),
                // The rounding line has a number, but no posting.
                DisputeClaim(reason: .late, lines: [4]),
            ] {
                #expect(
                    try await world.say(DisputeWorld.word(.disputed([claim]), content: "\(claim)"))
                        == "dispute_line_unknown")
            }
            // What was refused left nothing behind.
            #expect(try await world.settlement.scalar("select count(*) from dispute") == 1)
            #expect(try await world.say(DisputeWorld.word(.accepted)) == "acknowledgement_contradicted")
        }
    }

    @Test func `one claim against two parties makes two disputes, numbered on`() async throws {
        try await DisputeWorld.with(disputes: Self.withCredit) { world in
            let claim = DisputeClaim(reason: .wrongAmount, messageIDs: ["m-3", "m-4"])
            _ = try await Self.raise(world, claim)
            let disputes = try await world.disputes.disputes(DisputeQuery(party: .grocery))
            #expect(disputes.map(\.number) == [2, 1] && disputes.map(\.counterparty) == [.operator, .cafe])
            #expect(disputes.map(\.claim.messageIDs) == [["m-4"], ["m-3"]])
            // Its own points at its own till: no money moved, so none moves back.
            #expect(disputes[0].legs.isEmpty && disputes[0].adjustments.isEmpty)
            #expect(try await world.disputes.disputes(DisputeQuery(party: .cafe)).map(\.id) == [1])
            #expect(try await world.disputes.dispute(2, party: .cafe) == nil)
            // The operator is not waited for.
            #expect(try await world.disputes.decide(2, .uphold, reason: "seen", by: "ion").state == .upheld)
        }
    }

    @Test func `deadlines bind both sides`() async throws {
        try await DisputeWorld.with(disputes: Self.without) { world in
            _ = try await world.acknowledgements.advance(limit: 10)
            world.settlement.pass(days: 30)
            let dispute = try await Self.raise(world)
            #expect(dispute.answerBy != nil)
            #expect(try await world.acknowledgements.advance(limit: 10) >= 0)
            world.settlement.pass(days: 1)
            let late = DisputeWorld.word(.disputed([DisputeClaim(reason: .late, messageIDs: ["m-4"])]))
            #expect(try await world.say(late) == "dispute_too_late")
            world.settlement.pass(days: 10)
            #expect(
                try await Self.code {
                    _ = try await world.disputes.answer(1, DisputeAnswer(stance: .accepted), by: .partner(.cafe))
                } == "dispute_too_late")
            let alerts = "select count(*) from alert where kind = 'dispute_unanswered' and partner = 'cafe'"
            _ = try await world.acknowledgements.advance(limit: 10)
            _ = try await world.acknowledgements.advance(limit: 10)
            #expect(try await world.settlement.scalar(alerts) == 1)
            #expect(try await world.disputes.decide(1, .uphold, reason: "no answer", by: "ion").state == .upheld)
        }
    }

    @Test func `who raised or answered by command does not uphold`() async throws {
        try await DisputeWorld.with(disputes: Self.without) { world in
            let raised = try await world.disputes.raise(
                [DisputeClaim(reason: .wrongRate, lines: [2])], cycle: 1, partner: .grocery, by: "user:ana")
            #expect(raised.count == 1)
            _ = try await world.disputes.answer(1, DisputeAnswer(stance: .contested), by: .person("user:ion"))
            for name in ["user:ana", "user:ion"] {
                #expect(
                    try await Self.code { _ = try await world.disputes.decide(1, .uphold, reason: "x", by: name) }
                        == "same_hand")
            }
            #expect(try await world.disputes.decide(1, .uphold, reason: "x", by: "user:eva").state == .upheld)
        }
    }

    @Test func `only its own parties take steps, each its own`() async throws {
        try await DisputeWorld.with(disputes: Self.without) { world in
            _ = try await Self.raise(world)
            let answer = DisputeAnswer(stance: .accepted)
            #expect(
                try await Self.code { _ = try await world.disputes.answer(1, answer, by: .partner(.grocery)) }
                    == "not_found")
            #expect(
                try await Self.code { _ = try await world.disputes.withdraw(1, reason: "x", by: .partner(.cafe)) }
                    == "not_found")
            #expect(
                try await Self.code {
                    _ = try await world.disputes.withdraw(cycle: 1, number: 1, reason: "x", partner: .cafe)
                } == "not_found")
            #expect(
                try await Self.code { _ = try await world.disputes.answer(9, answer, by: .person("ana")) }
                    == "not_found")
        }
    }
}
