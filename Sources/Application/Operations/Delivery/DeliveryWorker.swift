import Delivery
import Logging
import Metrics
import Partners
import Telemetry

/// Pushes folders that are due, a few at a time, until it is told to stop; one on each node.
public struct DeliveryWorker: Sendable {
    private let store: any DeliveryStore
    private let pusher: any FolderPusher
    private let logger: Logger
    private let limits: DeliveryLimits

    /// A worker over a queue.
    public init(
        store: any DeliveryStore, pusher: any FolderPusher, logger: Logger, limits: DeliveryLimits = DeliveryLimits()
    ) {
        self.store = store
        self.pusher = pusher
        self.logger = logger
        self.limits = limits
    }

    /// Takes up what is due, at most so many as may run side by side, and pushes it.
    ///
    /// - Returns: how many pushes were attempted.
    /// - Throws: ``StoreError`` when the queue cannot be reached.
    @discardableResult
    public func step() async throws(StoreError) -> Int {
        let claims = try await store.claim(limits.parallelPushes, leaseSeconds: limits.leaseSeconds)
        await withTaskGroup(of: Void.self) { group in
            for claim in claims { group.addTask { await deliver(claim) } }
        }
        return claims.count
    }

    /// Pushes until the task is cancelled; pushes under way are then given up and recorded as failed.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            var underWay = 0
            while !Task.isCancelled {
                if underWay >= limits.parallelPushes {
                    await group.next()
                    underWay -= 1
                    continue
                }
                do throws(StoreError) {
                    let claims = try await store.claim(
                        limits.parallelPushes - underWay, leaseSeconds: limits.leaseSeconds)
                    for claim in claims {
                        underWay += 1
                        group.addTask { await deliver(claim) }
                    }
                    if !claims.isEmpty { continue }
                } catch {
                    logger.warning("the delivery queue cannot be read", metadata: [LogKey.error: "\(error)"])
                }
                // Places that came free meanwhile are counted when the next push needs one.
                try? await Task.sleep(for: limits.pollInterval)
            }
        }
    }

    /// Pushes one folder, its lease kept up meanwhile, and records how it went.
    private func deliver(_ claim: DeliveryClaim) async {
        let ending = await withTaskGroup(of: Ending.self) { group in
            group.addTask { .pushed(await attempt(claim)) }
            group.addTask { await keepLease(of: claim) }
            var ending = Ending.stopped
            // A push that is done, or a lease that is lost, ends it; a worker told to stop waits for its push to give
            // up.
            while case .stopped = ending, let next = await group.next() { ending = next }
            group.cancelAll()
            return ending
        }
        guard case .pushed(let outcome) = ending else { return }
        let metadata: Logger.Metadata = [
            LogKey.delivery: "\(claim.id)", LogKey.partner: "\(claim.folder.party)",
            LogKey.target: "\(claim.target?.url ?? "")", LogKey.count: "\(claim.attempt)",
        ]
        let name: String
        switch outcome {
        case .succeeded:
            name = "succeeded"
            logger.notice("a folder was delivered", metadata: metadata)
        case .failed(let detail):
            name = "failed"
            logger.warning(
                "a folder was not delivered", metadata: metadata.merging([LogKey.error: "\(detail)"]) { $1 })
        }
        Counter(label: MetricName.deliveryAttempts, dimensions: [("outcome", name)]).increment()
        do throws(StoreError) {
            _ = try await store.record(claim, outcome, random: UInt64.random(in: .min ... .max))
        } catch {
            // Its lease runs out, and it is pushed again: what stands there already is found the same.
            logger.warning("an attempt could not be recorded", metadata: metadata)
        }
    }

    private func attempt(_ claim: DeliveryClaim) async -> PushOutcome {
        guard let target = claim.target else { return .failed("the partner file names this place no more") }
        do throws(StoreError) {
            let files = try await store.files(of: claim)
            guard !files.isEmpty else { return .failed("the folder's files are missing in the database") }
            return await pusher.push(files, of: claim, to: target, deadline: .now + limits.longestPush)
        } catch {
            return .failed("the folder's files could not be read")
        }
    }

    /// How one of the two tasks of a delivery ended.
    private enum Ending: Sendable {
        case pushed(PushOutcome)
        case leaseLost
        case stopped
    }

    /// Renews the lease until cancelled; ends early only when somebody else has the delivery.
    private func keepLease(of claim: DeliveryClaim) async -> Ending {
        while true {
            do {
                try await Task.sleep(for: .seconds(limits.leaseSeconds) / 3)
            } catch {
                return .stopped
            }
            if (try? await store.renew(claim, leaseSeconds: limits.leaseSeconds)) == false { return .leaseLost }
        }
    }
}

/// How much a delivery worker does at a time, and how patiently.
public struct DeliveryLimits: Hashable, Sendable {
    /// Pushes side by side; above zero.
    public var parallelPushes = 4
    /// The pause between two looks at an empty queue.
    public var pollInterval: Duration = .milliseconds(250)
    /// Seconds after which a vanished node's delivery is taken over; renewed at each third of it; above zero.
    public var leaseSeconds: Int64 = 30
    /// The longest one push may take.
    public var longestPush: Duration = .seconds(1800)

    /// The limits above.
    public init() {}
}
