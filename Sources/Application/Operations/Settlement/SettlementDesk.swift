import Logging
import Metrics
import Partners
import Quantities
import Settlement
import Telemetry

/// The settlement cycle by hand and by schedule (PROTOCOL.md section 7, `cycle`): each call is one step of
/// ``SettlementCycle``, in one transaction with its audit entry.
public struct SettlementDesk: Sendable {
    let store: any SettlementStore
    private let maintenance: MaintenanceRun
    private let keeper: any FolderKeeper
    let logger: Logger
    /// How often a close goes round while more and more becomes due.
    private static let mostRounds = 100

    /// A desk over these stores; `keeper` writes the folders of a dispatch to the data directory.
    public init(
        store: any SettlementStore, maintenance: MaintenanceRun, keeper: any FolderKeeper, logger: Logger
    ) {
        self.store = store
        self.maintenance = maintenance
        self.keeper = keeper
        self.logger = logger
    }

    /// Closes the open cycle and opens the next.
    ///
    /// Time-outs and expiries that are due are posted first, most of them beside other postings. That points are
    /// conserved is checked on one consistent state just before the close, so that tills do not wait for the check. Should
    /// much become due in between, as at the end of a day, it goes round again.
    ///
    /// - Parameters:
    ///   - actor: who closes.
    ///   - expected: the cycle that must be open; absent, whichever is open now.
    ///   - cutOff: the cut-off it is closed for, where the schedule closes it.
    /// - Returns: the cycle it closed.
    /// - Throws: ``SettlementFailure/notOpen(expected:open:)`` when somebody else closed it meanwhile, or
    ///   ``SettlementFailure/unbalanced(_:)``.
    public func close(
        by actor: String, expecting expected: Int64? = nil, cutOff: Instant? = nil
    ) async throws(SettlementFailure) -> CycleSummary {
        let open = try await store.scheduleFacts().open
        if let expected, expected != open { throw .notOpen(expected: expected, open: open) }
        var rounds = 0
        repeat {
            // Only a clock that runs faster than points can be posted as expired gets this far.
            guard rounds < Self.mostRounds else { throw .store(.unavailable) }
            rounds += 1
            do {
                _ = try await maintenance.run()
            } catch {
                throw .store(error)
            }
            let breaks = try await store.conservationBreaks()
            guard breaks.isEmpty else {
                logger.error(
                    "points do not add up", metadata: [LogKey.cycle: "\(open)", LogKey.count: "\(breaks.count)"])
                throw .unbalanced(breaks)
            }
        } while try await !store.close(expecting: open, cutOff: cutOff, by: actor)
        Counter(label: MetricName.cyclesClosed).increment()
        logger.notice("a cycle closed", metadata: [LogKey.cycle: "\(open)"])
        try? await store.fold(.whole, of: open)
        return try await summary(of: open)
    }

    /// Works a closed cycle out; see ``CycleReport`` for the figures.
    ///
    /// - Throws: ``SettlementFailure/earlierNotCalculated(_:)``, ``SettlementFailure/refused(_:)`` and others.
    public func calculate(_ cycle: Int64, by actor: String) async throws(SettlementFailure) -> CycleReport {
        try await change(cycle, by: actor) { decisions throws(SettlementFailure) in
            try decisions.calculate(by: actor)
        }
    }

    /// Agrees to a calculated cycle; the last approval that the coalition asks for makes it `approved`.
    ///
    /// - Parameters:
    ///   - person: who agrees; only different people count.
    ///   - digest: names the figures the person saw; absent, those in force.
    public func approve(
        _ cycle: Int64, by person: String, digest: String? = nil
    ) async throws(SettlementFailure) -> CycleReport {
        try await change(cycle, by: person) { decisions throws(SettlementFailure) in
            try decisions.approve(by: person, digest: digest)
        }
    }

    /// Makes and signs every folder, queues their deliveries and keeps them in the data directory.
    ///
    /// - Throws: ``SettlementFailure/folderNotKept(_:reason:)`` when all is done but a folder could not be written
    ///   here, which ``keepFolders(of:)`` mends.
    public func dispatch(_ cycle: Int64, by actor: String) async throws(SettlementFailure) -> CycleReport {
        let report: CycleReport
        do throws(SettlementFailure) {
            report = try await change(cycle, by: actor) { decisions throws(SettlementFailure) in
                try decisions.dispatch()
            }
        } catch {
            // Whoever died after the dispatch, and asks again, gets the folders at least.
            if case .refused(.notNow(.dispatched, _)) = error { try await keepFolders(of: cycle) }
            throw error
        }
        try await keepFolders(of: cycle)
        return report
    }

    /// Marks a dispatched cycle as paid.
    public func settle(_ cycle: Int64, by actor: String) async throws(SettlementFailure) -> CycleReport {
        try await change(cycle, by: actor) { decisions throws(SettlementFailure) in try decisions.settle() }
    }

    /// Gives the version in force up; the cycle stands closed again, for a new version that names what it supersedes.
    public func abort(_ cycle: Int64, by actor: String) async throws(SettlementFailure) -> CycleReport {
        try await change(cycle, by: actor) { decisions throws(SettlementFailure) in try decisions.abort() }
    }

    /// All cycles, newest first.
    public func list() async throws(SettlementFailure) -> [CycleSummary] {
        try await store.cycles()
    }

    /// A cycle with its figures; those of an open or closed one are worked out from its flows so far.
    public func show(_ cycle: Int64) async throws(SettlementFailure) -> CycleReport {
        let facts = try await store.facts(of: cycle)
        let store = store
        let decisions = CycleDecisions(facts: facts) { store.digest(of: $0) }
        let summary = CycleSummary(
            id: facts.id, state: facts.state.name, version: facts.state.version?.number ?? 0, openedAt: facts.openedAt,
            closedAt: facts.closedAt)
        var settlement: Settlement?
        if facts.state.version != nil {
            settlement = try decisions.inForce().settlement
        } else if facts.terms != nil {
            settlement = try decisions.worksOut(requiringCarriedIn: false).settlement
        }
        return CycleReport(
            summary: summary, settlement: settlement, digest: facts.state.version?.digest, approvals: facts.approvals,
            approvalsNeeded: facts.terms?.snapshot.coalition.settlement.approvals ?? 0)
    }

    /// Sends a dispatched cycle's folders once more, as copies beside what went out, and keeps them in the data
    /// directory.
    ///
    /// - Throws: ``SettlementFailure/contentChanged(_:version:differing:)`` when the ledger no longer gives the very
    ///   bytes; what changed goes out as a new version.
    public func reissue(_ cycle: Int64, by actor: String) async throws(SettlementFailure) -> CycleReport {
        let report = try await change(cycle, by: actor) { decisions throws(SettlementFailure) in
            try decisions.reissue()
        }
        try await keepFolders(of: cycle)
        return report
    }

    /// Makes a dispatched cycle's data files again and compares them with those that went out.
    public func replay(
        _ cycle: Int64, version: Int64? = nil
    ) async throws(SettlementFailure) -> ReplayReport {
        try await store.replay(cycle, version: version)
    }

    /// Writes folders that are missing in the data directory: of one cycle, or of all.
    public func keepFolders(of cycle: Int64? = nil) async throws(SettlementFailure) {
        for folder in try await store.folders(of: cycle) where await !keeper.isKept(folder) {
            let files = try await store.files(of: folder)
            do {
                try await keeper.keep(folder, files: files)
            } catch {
                throw .folderNotKept(folder.path, reason: error.reason)
            }
        }
    }

    private func change(
        _ cycle: Int64, by actor: String,
        _ decide: @escaping @Sendable (CycleDecisions) throws(SettlementFailure) -> CycleChange
    ) async throws(SettlementFailure) -> CycleReport {
        let store = store
        try await store.change(cycle, by: actor) { facts throws(SettlementFailure) in
            try decide(CycleDecisions(facts: facts) { store.digest(of: $0) })
        }
        let report = try await show(cycle)
        logger.notice(
            "a cycle moved on",
            metadata: [LogKey.cycle: "\(cycle)", LogKey.version: "\(report.summary.version)"])
        return report
    }

    private func summary(of cycle: Int64) async throws(SettlementFailure) -> CycleSummary {
        guard let summary = try await store.cycles().first(where: { $0.id == cycle }) else {
            throw .unknownCycle(cycle)
        }
        return summary
    }
}
