import Delivery
import Partners
import Quantities

/// The queue of folders to push, shared by all nodes.
///
/// Its clock is the database's own, never moved by hand: delays and deadlines are about real servers.
public protocol DeliveryStore: Sendable {
    /// Takes up to `limit` due deliveries up, each under a lease, as ``DeliveryTurn`` decides. One whose lease ran out,
    /// because its node vanished, is due too: its cut-off attempt is recorded as abandoned first.
    ///
    /// Two nodes never hold one delivery's lease at a time.
    func claim(_ limit: Int, leaseSeconds: Int64) async throws(StoreError) -> [DeliveryClaim]
    /// Lengthens the lease; false when somebody else has taken the delivery over.
    func renew(_ claim: DeliveryClaim, leaseSeconds: Int64) async throws(StoreError) -> Bool
    /// The files to push, in order: data files, signature, manifest.
    func files(of claim: DeliveryClaim) async throws(StoreError) -> [FolderFile]
    /// Records how an attempt went, and what becomes of the delivery; nothing when somebody else has taken it over.
    ///
    /// - Parameters:
    ///   - detail: one line for people, without any secret.
    ///   - random: 64 bits drawn evenly, for the delay after a failure.
    /// - Returns: where the delivery stands; none when it was taken over.
    func record(
        _ claim: DeliveryClaim, _ outcome: PushOutcome, random: UInt64
    ) async throws(StoreError) -> DeliveryState?
    /// Deliveries of a cycle, or all, newest first, at most 1000.
    func deliveries(of cycle: Int64?) async throws(StoreError) -> [DeliveryReport]
}

/// A delivery that this node is to push now.
public struct DeliveryClaim: Hashable, Sendable {
    /// The delivery.
    public let id: Int64
    /// Which folder.
    public let folder: FolderKey
    /// The number of this attempt, from 1.
    public let attempt: Int64
    /// Where to, as the partner file says now; none when it names the place no more.
    public let target: DeliveryTarget?

    /// A claim of these facts.
    public init(id: Int64, folder: FolderKey, attempt: Int64, target: DeliveryTarget?) {
        self.id = id
        self.folder = folder
        self.attempt = attempt
        self.target = target
    }
}

/// How a push went; the text is one line for people, without any secret.
public enum PushOutcome: Hashable, Sendable {
    /// Everything stands under its final name.
    case succeeded(String)
    /// It does not, and is tried again.
    case failed(String)

    /// The line for people.
    public var detail: String {
        switch self {
        case .succeeded(let text), .failed(let text): text
        }
    }
}

/// A delivery as people see it.
public struct DeliveryReport: Hashable, Sendable {
    /// The delivery.
    public let id: Int64
    /// Which folder.
    public let folder: FolderKey
    /// Where to, as a URL.
    public let target: String
    /// Where it stands.
    public let state: DeliveryState
    /// When it was queued.
    public let queuedAt: Instant
    /// How the newest attempt went; none before the first.
    public let lastDetail: String?

    /// A report of these facts.
    public init(
        id: Int64, folder: FolderKey, target: String, state: DeliveryState, queuedAt: Instant, lastDetail: String?
    ) {
        self.id = id
        self.folder = folder
        self.target = target
        self.state = state
        self.queuedAt = queuedAt
        self.lastDetail = lastDetail
    }
}

/// Pushes one folder to one place.
public protocol FolderPusher: Sendable {
    /// Publishes the files in the order given, the manifest last, before `deadline`. Pushing again completes what an
    /// earlier attempt began.
    func push(
        _ files: [FolderFile], of claim: DeliveryClaim, to target: DeliveryTarget, deadline: ContinuousClock.Instant
    ) async -> PushOutcome
}
