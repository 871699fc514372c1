import Operations
import PartnerClient
import Settlement
import Testing
import Wire

@testable import Demonstration

@Suite struct `Showing the demonstration` {
    /// The households that redeem most often, with all they bought.
    private static func purchases() throws -> [RecordedPurchase] {
        let all = try Recording.purchases.get()
        let redemptions = Dictionary(grouping: all.filter { $0.redeemed > 0 }, by: \.household).mapValues(\.count)
        return all.filter { (redemptions[$0.household] ?? 0) >= 5 }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a thousand purchases are played, settled, delivered, verified and audited, twice over`() async throws {
        let parent = try TemporaryFolder()
        let stage = Stage(
            data: parent.path + "/d", partners: TemporaryFolder.repositoryPartners, purchases: try Self.purchases(),
            once: true, json: true, output: { _ in })
        let first = try await Demonstration.show(stage)
        #expect(first.faults == [])
        #expect(first.members == 38)
        #expect(first.weeks.count == 4)
        #expect(first.findings.count == 8)
        #expect(first.findings.values.allSatisfy { $0.folders.count == 4 && $0.isSound })
        #expect(first.score.repeated > 0)
        #expect(first.score.repeatedAlike == first.score.repeated)
        #expect(first.score.receipts == first.score.answered)
        let refusals = Set(first.score.outcomes.keys.map(\.code)).subtracting([ScoreBoard.Outcome.accepted])
        #expect(refusals == ["insufficient_points"])
        for week in first.weeks {
            let settlement = try #require(week.cycle.settlement)
            #expect(week.cycle.summary.state == .dispatched)
            #expect(settlement.positions.reduce(settlement.operatorPosition.net) { $0 + $1.net } == 0)
        }
        let text = ReportText(report: first).text
        #expect(text.contains("Every check passed."))
        let document = try JSONReader.read(ReportDocument(report: first).bytes)
        #expect(document["ok"] == .bool(true))

        // The same purchases give the same figures, in the same folder made anew.
        let second = try await Demonstration.show(stage)
        #expect(second.score.outcomes == first.score.outcomes)
        #expect(second.weeks.map(\.cycle.settlement) == first.weeks.map(\.cycle.settlement))
    }
}
