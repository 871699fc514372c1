import Partners
import Quantities
import Settlement

/// Where cycles, what was calculated for them and their folders are kept.
public protocol SettlementStore: Sendable {
    /// All cycles, newest first.
    func cycles() async throws(SettlementFailure) -> [CycleSummary]
    /// The facts of a cycle, from one consistent state of the ledger.
    func facts(of cycle: Int64) async throws(SettlementFailure) -> CycleFacts
    /// What the schedule has to know.
    func scheduleFacts() async throws(SettlementFailure) -> ScheduleFacts
    /// Issuers whose points do not add up, from one consistent state of the ledger.
    func conservationBreaks() async throws(SettlementFailure) -> [ConservationBreak]
    /// Closes the open cycle, alone at the gate, and opens the next: in one transaction the time-outs and expiries that
    /// are still due, the close, and the audit entry.
    ///
    /// Postings wait meanwhile, so it does nothing where much is due.
    ///
    /// - Parameters:
    ///   - expected: the cycle that must be open, or nothing happens.
    ///   - cutOff: the cut-off it is closed for, where the schedule closes it.
    /// - Returns: whether it closed; if not, what is due is to be posted beside other postings first.
    func close(expecting expected: Int64, cutOff: Instant?, by actor: String) async throws(SettlementFailure) -> Bool
    /// Locks a cycle's row, decides on its facts and writes the change with its audit entry, in one transaction.
    func change(
        _ cycle: Int64, by actor: String,
        _ decide: @escaping @Sendable (CycleFacts) throws(SettlementFailure) -> CycleChange
    ) async throws(SettlementFailure)
    /// Records that a partner does not pay, decides on the cycle's facts with that default among them, writes the change
    /// and suspends the partner, in one transaction, alone at the gate.
    ///
    /// - Parameter decide: what the default, as recorded, makes of the cycle.
    /// - Throws: ``SettlementFailure/defaultRefused(_:)``, and what `decide` throws.
    func declareDefault(
        _ cycle: Int64, partner: PartnerID, reason: String, by actor: String,
        _ decide: @escaping @Sendable (CycleFacts, PartnerDefault) throws(SettlementFailure) -> CycleChange
    ) async throws(SettlementFailure)
    /// The name of a settlement: SHA-256 of its canonical bytes, in hexadecimal.
    func digest(of settlement: Settlement) -> String
    /// Makes every data file of a dispatched version again, from postings and stored terms, and compares the bytes.
    ///
    /// - Parameter version: absent, the newest that was dispatched.
    func replay(_ cycle: Int64, version: Int64?) async throws(SettlementFailure) -> ReplayReport
    /// Adds the many small sums up that postings leave: a cycle's flows, and what the lots hold; safe beside postings.
    func fold(_ folding: Folding, of cycle: Int64) async throws(SettlementFailure)
    /// Every folder that was made, or those of one cycle; copies among them.
    func folders(of cycle: Int64?) async throws(SettlementFailure) -> [FolderKey]
    /// The files of a folder, in the order they are pushed: data files, a copy's marker, signature, manifest.
    func files(of folder: FolderKey) async throws(SettlementFailure) -> [FolderFile]
    /// The postings behind one pair of a cycle's matrix in the order of the ledger, at most ``PostingPage/size`` of
    /// them after a place; `settlement` says what each is worth.
    func postings(
        of cycle: Int64, issuer: PartnerID, redeemer: PartnerID, after: PostingPlace?, pricedBy settlement: Settlement
    ) async throws(SettlementFailure) -> PostingPage
}

/// How thoroughly sums are folded.
public enum Folding: Hashable, Sendable {
    /// When it is worth its while, and nobody else does it now.
    case worthwhile
    /// To one row a sum.
    case whole
}

/// Which folder: `<party>/<cycle>/v<version>`, or a copy of it, `<party>/<cycle>/v<version>-copy-<copy>`.
public struct FolderKey: Hashable, Sendable {
    /// A partner, or the operator.
    public let party: PartnerID
    /// The cycle.
    public let cycle: Int64
    /// The version of its settlement, from 1.
    public let version: Int64
    /// The number of the copy, from 1; 0 for the folder itself.
    public let copy: Int64

    /// A folder's key.
    public init(party: PartnerID, cycle: Int64, version: Int64, copy: Int64 = 0) {
        self.party = party
        self.cycle = cycle
        self.version = version
        self.copy = copy
    }

    /// The folder itself, of which this one may be a copy.
    public var original: FolderKey { FolderKey(party: party, cycle: cycle, version: version) }

    /// `<party>/<cycle>/v<version>` and, for a copy, `-copy-<copy>`; the cycle by its name.
    public var path: String {
        "\(party)/\(CycleName.text(cycle))/v\(version)" + (copy == 0 ? "" : "-copy-\(copy)")
    }
}

/// One file of a folder.
public struct FolderFile: Hashable, Sendable {
    /// The name inside the folder.
    public let name: String
    /// The content.
    public let bytes: [UInt8]

    /// A file of this name and content.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// How a replay compared.
public struct ReplayReport: Hashable, Sendable {
    /// The version that was made again.
    public let version: Int64
    /// Files compared.
    public let files: Int
    /// Paths of files whose bytes differ, or that are on one side only.
    public let differing: [String]

    /// A comparison of so many files.
    public init(version: Int64, files: Int, differing: [String]) {
        self.version = version
        self.files = files
        self.differing = differing
    }
}

/// Keeps folders in the data directory, as they were made.
public protocol FolderKeeper: Sendable {
    /// Whether the folder stands there whole.
    func isKept(_ folder: FolderKey) async -> Bool
    /// Writes a folder's files, the manifest last; files that stand there with the same bytes are left alone.
    ///
    /// - Throws: ``FolderKeepingError``.
    func keep(_ folder: FolderKey, files: [FolderFile]) async throws(FolderKeepingError)
}

/// Why a folder could not be written.
public struct FolderKeepingError: Error, Hashable, Sendable {
    /// The file at fault and the system's reason.
    public let reason: String

    /// A reason.
    public init(reason: String) {
        self.reason = reason
    }
}
