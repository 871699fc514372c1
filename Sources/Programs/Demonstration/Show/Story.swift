import Composition
import Foundation
import Operations
import PartnerClient
import Partners
import Quantities
import Signatures
import Wire

/// The demonstration's story on a hub that serves: partners are applied, members enrolled, weeks played and settled.
struct Story: Sendable {
    let stage: Stage
    let folder: DemonstrationFolder
    let source: PartnerSource
    let hub: Hub
    let servers: FileServers
    let progress: Progress

    /// Tells it from beginning to end.
    ///
    /// - Parameter address: where the hub can be reached.
    /// - Throws: the first thing that made going on useless; faults that were found stand in the report.
    func tell(hubAt address: HubAddress) async throws -> DemonstrationReport {
        let now = Self.now()
        let (booths, terms) = try await progress.phase("Applying the partners") { try await applyPartners(now) }
        let script = DemonstrationScript(
            WeekShift(last: stage.purchases.last?.occurredAt ?? now, now: now, zone: terms.zone)
                .moved(stage.purchases), zone: terms.zone)
        let (board, memory) = (ScoreBoard(), TillMemory())
        guard let hubAddress = PublicAddress(url: address.url) else { throw DemonstrationFailure.hubEnded(address.url) }
        let keys = try await HubClient.fetchKeys(over: try HTTPConnection(to: hubAddress))
        let currency = terms.snapshot.coalition.currency
        var tills: [PartnerID: [Till]] = [:]
        for booth in booths {
            tills[booth.partner] = try booth.tills(
                stage.connections, hub: hubAddress, keys: keys, memory: memory, board: board, currency: currency)
        }
        let play = Play(tills: tills)
        let trust = try PartnerTrust(hub.directory.certificates, keySet: keys, in: folder)
        let settlement = WeekSettlement(desk: hub.settlement, booths: booths, trust: trust)
        var report = DemonstrationReport()
        report.hubURL = address.url
        report.deliveries = booths.map {
            .init(partner: $0.partner, url: $0.delivery.url, folder: "\($0.delivery.inbox)/\($0.partner)")
        }
        try await perform(script.enrolments, "Enrolling the households", play, board)
        report.members = memory.households
        for (number, week) in script.weeks.enumerated() {
            let name = "Week \(number + 1) of \(script.weeks.count)"
            try await perform(week.steps, "\(name), from \(week.monday)", play, board)
            let cycle = try await progress.phase("\(name), settlement closed, approved and dispatched") {
                try await settlement.settle()
            }
            report.findings = try await progress.phase("\(name), settlement received and verified") {
                try await settlement.receive(cycle)
                return try await settlement.verify()
            }
            report.weeks.append(DemonstrationReport.Week(monday: week.monday, cycle: cycle))
        }
        report.audit = try await progress.phase("Audit") { try await hub.audit() }
        report.score = board.now
        report.phases = progress.phases
        return report
    }

    private func perform(_ steps: [ScriptStep], _ name: String, _ play: Play, _ board: ScoreBoard) async throws {
        let before = board.done
        try await progress.phase(name, total: steps.count, done: { board.done - before }) {
            try await play.perform(steps)
        }
    }

    /// Copies the partner files, gives every partner a key and a server, and applies them.
    private func applyPartners(_ now: Instant) async throws -> ([PartnerBooth], CoalitionTerms) {
        let coalition = try DemonstrationFolder.text(of: source.folder + "/coalition.yaml")
        try DemonstrationFolder.write(coalition, to: folder.partners + "/coalition.yaml")
        // A key is valid from a little earlier, for a clock that is set back meanwhile.
        let validFrom = now.advanced(bySeconds: -3600)
        let booths = try source.partners.enumerated().map { number, partner in
            try PartnerBooth(
                partner, from: source.folder, in: folder, delivery: servers.delivery(number: number), now: validFrom)
        }
        _ = try await hub.applyPartners(folder: folder.partners, by: "demonstration")
        guard let terms = try await hub.refreshTerms() else {
            throw DemonstrationFailure.hubEnded("no coalition binds after applying one")
        }
        return (booths, terms)
    }

    private static func now() -> Instant {
        Instant(seconds: Int64(Date().timeIntervalSince1970))
    }
}
