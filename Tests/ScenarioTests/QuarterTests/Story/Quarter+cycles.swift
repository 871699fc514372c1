import Disputes
import Foundation
import Operations
import PartnerClient
import Partners
import Quantities
import ScenarioKit
import Settlement
import Testing

/// From the cut-off to the folders in the partners' hands, and what the partners say to them.
extension Quarter {
    /// Monday at midnight: the schedule closes the week that has ended and works it out.
    func cutOff(_ week: Int64) async throws {
        try await at(StoryCalendar.day(.monday, week + 1), 0)
        // The server of the tests does not look after its statistics by itself.
        try await hub.world.pool.withConnection { try $0.simple("analyze", name: "story.analyze") }
        try await hub.schedule.step()
        try await hub.schedule.step()
        let report = try await hub.settlement.show(week)
        guard report.summary.state == .calculated else { throw StoryBroken("cycle \(week) is \(report.summary.state)") }
    }

    /// Two people look at the figures and agree; neither can agree twice.
    func approve(_ cycle: Int64, by people: [String]) async throws {
        let digest = try await hub.settlement.show(cycle).digest
        for person in people {
            _ = try await hub.settlement.approve(cycle, by: person, digest: digest)
            await #expect(throws: SettlementFailure.self) {
                _ = try await self.hub.settlement.approve(cycle, by: person, digest: digest)
            }
        }
    }

    /// The folders go out, and arrive.
    func dispatch(_ cycle: Int64, by person: String) async throws {
        _ = try await hub.settlement.dispatch(cycle, by: person)
        while try await hub.delivery.step() > 0 {}
        for partner in partners {
            guard inboxes[partner]?.version(of: cycle) != nil else {
                throw StoryBroken("\(partner) did not get cycle \(cycle)")
            }
        }
    }

    /// Partners check their folders and leave a signed word in them; the hub fetches it.
    func acknowledge(_ cycle: Int64, silent: Set<PartnerID> = []) async throws {
        let now = hub.zone.instant(of: today, secondOfDay: 10 * 3600)
        let accepted = try AcknowledgementDraft(.accepted)
        for partner in partners where !silent.contains(partner) {
            try inbox(of: partner).acknowledge(cycle, accepted, at: now)
        }
        try await hearPartners()
    }

    /// The hub looks into the delivered folders, reminds and takes silence for an answer.
    func hearPartners() async throws {
        try await hub.answers.step()
    }

    /// A partner disputes what its members spent of its points at another's tills: the first lines of its statement.
    ///
    /// - Returns: the dispute as the hub has it.
    func dispute(
        _ cycle: Int64, by partner: PartnerID, against other: PartnerID, lines count: Int, reason: DisputeReason
    ) async throws -> Dispute {
        let rows = try inbox(of: partner).rows(of: cycle)
        let lines = rows.filter {
            $0["kind"] == StatementKind.redemption.rawValue && $0["issuer"] == partner.text
                && $0["redeemer"] == other.text
        }.prefix(count).compactMap { $0["line"].flatMap { Int64($0) } }
        guard lines.count == count else {
            throw StoryBroken(
                "\(partner) has \(lines.count) lines with \(other): \(Set(rows.map { $0["kind"] ?? "" }))")
        }
        let claim = AcknowledgementDraft.Claim(
            reason: reason.rawValue, lines: lines, comment: "these members were not at our tills")
        let now = hub.zone.instant(of: today, secondOfDay: 10 * 3600)
        try inbox(of: partner).acknowledge(cycle, AcknowledgementDraft(.disputed, claim: claim), at: now)
        try await hearPartners()
        guard let dispute = try await hub.disputes.disputes(DisputeQuery(party: partner, cycle: cycle)).first else {
            throw StoryBroken("the dispute of \(partner) was not heard")
        }
        return dispute
    }
}
