import Logging
import Quantities
import Settlement
import Telemetry

/// The part of settlement that runs by itself: `serve` calls ``step()`` every second, on every node.
///
/// Several nodes may run one each: the store lets one close, calculate and dispatch, and the others see it done.
public actor ScheduleWorker {
    /// Who the audit trail says it was.
    public static let actor = "schedule"

    private let desk: SettlementDesk
    private let store: any SettlementStore
    private let maintenance: MaintenanceRun
    private let logger: Logger
    private let clock = ContinuousClock()
    private var nextMaintenance: ContinuousClock.Instant?
    private var nextKeeping: ContinuousClock.Instant?
    private var hasReportedSchedule = false
    /// The most cut-offs that one step catches up; the next step goes on.
    static let mostCloses = 10

    /// A worker over the same stores as `desk`.
    public init(desk: SettlementDesk, store: any SettlementStore, maintenance: MaintenanceRun, logger: Logger) {
        self.desk = desk
        self.store = store
        self.maintenance = maintenance
        self.logger = logger
    }

    /// Does what is due: the folding of the sums that postings leave, time-outs and expiries each minute, missing folders
    /// each hour, and the schedule itself.
    ///
    /// - Throws: ``SettlementFailure`` of the store; what others did meanwhile is no failure. Call it again later.
    public func step() async throws(SettlementFailure) {
        var facts = try await store.scheduleFacts()
        try await store.fold(.worthwhile, of: facts.open)
        if isDue(&nextMaintenance, every: .seconds(60)), facts.terms != nil {
            do {
                let members = try await maintenance.run()
                if members > 0 { logger.notice("points and holds ran out", metadata: [LogKey.count: "\(members)"]) }
            } catch {
                throw .store(error)
            }
        }
        if isDue(&nextKeeping, every: .seconds(3600)) { try await desk.keepFolders() }
        for _ in 0..<Self.mostCloses {
            let closed = try await perform(ScheduleDecision.decide(facts))
            guard closed else { return }
            facts = try await store.scheduleFacts()
        }
    }

    /// Performs decisions in order; one that fails keeps no other from being tried.
    ///
    /// - Returns: whether a close was tried, so that another may be due.
    private func perform(_ decisions: [ScheduleDecision]) async throws(SettlementFailure) -> Bool {
        var (isClosing, failure) = (false, SettlementFailure?.none)
        for decision in decisions {
            if case .close = decision { isClosing = true }
            do throws(SettlementFailure) {
                try await perform(decision)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return isClosing
    }

    private func perform(_ decision: ScheduleDecision) async throws(SettlementFailure) {
        do {
            switch decision {
            case .close(let cycle, let cutOff):
                _ = try await desk.close(by: Self.actor, expecting: cycle, cutOff: cutOff)
            case .calculate(let cycle): _ = try await desk.calculate(cycle, by: Self.actor)
            case .dispatch(let cycle): _ = try await desk.dispatch(cycle, by: Self.actor)
            case .malformed:
                guard !hasReportedSchedule else { return }
                hasReportedSchedule = true
                logger.error("the coalition's cut-off cannot be read")
            }
        } catch .notOpen, .refused {
            // Another node, or a person, was first.
            return
        } catch .earlierNotCalculated(let cycle) {
            // An earlier cycle is in people's hands.
            logger.debug("a cycle waits for an earlier one", metadata: [LogKey.cycle: "\(cycle)"])
        }
    }

    private func isDue(_ next: inout ContinuousClock.Instant?, every period: Duration) -> Bool {
        if let next, clock.now < next { return false }
        next = clock.now + period
        return true
    }
}
