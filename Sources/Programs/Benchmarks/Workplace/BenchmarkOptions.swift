/// The keys that partners sign with.
public enum PartnerKeys: String, Sendable, CaseIterable {
    /// Ed25519 for all.
    case ed25519
    /// ECDSA on P-256 for all.
    case p256
    /// One half each.
    case mixed
}

/// What `compare` measures beside pgbench.
public enum ComparedPart: String, Sendable, CaseIterable {
    /// One message a request.
    case single
    /// Files of messages.
    case batch
    /// Closing and calculating a cycle.
    case close
}

/// How a benchmark is run; the defaults are those of the published figures.
public struct BenchmarkOptions: Sendable {
    /// What `compare` measures.
    public var parts = ComparedPart.allCases
    /// Rounds; each figure is the median over them.
    public var rounds = 3
    /// Seconds that a yardstick or a load is measured in each round.
    public var seconds = 10.0
    /// Members of the coalition.
    public var members = 100_000
    /// Partners that send.
    public var partners = 8
    /// What they sign with.
    public var keys = PartnerKeys.ed25519
    /// Connections of the closed loop.
    public var connections = 64
    /// The scale of pgbench's tables.
    public var pgbenchScale = 50
    /// pgbench's clients.
    public var pgbenchClients = 16
    /// Messages of a batch file.
    public var batchMessages = 100_000
    /// The most bytes of one part of a batch file.
    public var batchPartBytes = 16 << 20
    /// Parts of a batch file under way at once.
    public var batchParallel = 2
    /// Postings written into the cycle that is closed.
    public var closePostings = 5_000_000
    /// Messages a second while a cycle is closed; nothing for half of what *single* reached.
    public var closeMessagesPerSecond: Double?
    /// Ledger transactions of the hub under way at once; nothing for the hub's default.
    public var lanes: Int?
    /// Where everything is made; a new folder under it for each run, removed at the end.
    public var folder = "/var/tmp"
    /// Whether the folder is left when the run has ended.
    public var keepsFolder = false
    /// Members of the growth runs.
    public var growthMembers = [10_000, 1_000_000, 5_000_000]
    /// Where a report is written.
    public var output = "var/bench"

    /// The defaults.
    public init() {}
}
