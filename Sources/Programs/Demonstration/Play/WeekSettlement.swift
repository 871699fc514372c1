import Foundation
import Operations
import PartnerClient
import Partners
import Settlement
import Composition

/// Closes a week's cycle, agrees to it, sends it out, and has every partner check what it received.
struct WeekSettlement: Sendable {
    /// The hub, as the operator's own program uses it.
    let desk: SettlementDesk
    /// The partners.
    let booths: [PartnerBooth]
    /// What they believe.
    let trust: PartnerTrust
    /// People who may approve.
    static let approvers = ["Ana Popescu", "Mihai Ionescu", "Elena Rusu", "Ion Ceban", "Maria Stan"]
    private static let patienceSeconds = 60

    /// What came of a week.
    struct Outcome: Sendable {
        /// The cycle with its figures.
        let cycle: CycleReport
        /// What each partner found in its inbox, by partner.
        let findings: [PartnerID: SettlementReport]
    }

    /// Closes, calculates, approves and dispatches.
    ///
    /// - Throws: `SettlementFailure`.
    func settle() async throws -> CycleReport {
        let actor = "demonstration"
        let closed = try await desk.close(by: actor)
        var report = try await desk.calculate(closed.id, by: actor)
        for person in Self.approvers.prefix(Int(clamping: report.approvalsNeeded)) {
            report = try await desk.approve(closed.id, by: person, digest: report.digest)
        }
        return try await desk.dispatch(closed.id, by: actor)
    }

    /// Waits until every partner has the cycle's folder; the manifest comes last, so it stands for all of it.
    ///
    /// - Throws: ``DemonstrationFailure/notDelivered(partner:cycle:seconds:)``.
    func receive(_ cycle: CycleReport) async throws {
        let name = CycleName.text(cycle.summary.id)
        let limit = ContinuousClock.now + .seconds(Self.patienceSeconds)
        for booth in booths {
            let manifest = "\(booth.delivery.inbox)/\(booth.partner)/\(name)/v\(cycle.summary.version)/manifest.json"
            while !FileManager.default.fileExists(atPath: manifest) {
                guard ContinuousClock.now < limit else {
                    throw DemonstrationFailure.notDelivered(
                        partner: booth.partner.text, cycle: name, seconds: Self.patienceSeconds)
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// Has every partner check all that it received so far, as `partner verify-settlement` does.
    ///
    /// - Throws: `HubTrustError`, `SettlementTreeError`.
    func verify() async throws -> [PartnerID: SettlementReport] {
        let trust = try HubTrust(files: trust.files)
        var reports: [PartnerID: SettlementReport] = [:]
        for booth in booths {
            reports[booth.partner] = try SettlementVerification.check(
                "\(booth.delivery.inbox)/\(booth.partner)", trust: trust, at: Date())
            try Task.checkCancellation()
        }
        return reports
    }
}
