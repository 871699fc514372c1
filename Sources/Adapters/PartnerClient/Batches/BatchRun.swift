import CCurl
import Foundation

/// Which file to send, and how.
public struct BatchOptions: Hashable, Sendable {
    /// The most bytes a batch may have (PROTOCOL.md, "Conventions").
    public static let mostPartBytes = 64 << 20
    /// The most bytes a message may have.
    public static let mostMessageBytes = 1 << 20

    /// The file.
    public var file: String
    /// How it is written.
    public var format: BatchFormat
    /// The type of records that name none.
    public var type: BatchType?
    /// Where the results go; `FILE.results.ndjson` unless given.
    public var results: String
    /// The most bytes of one batch; 1 to ``mostPartBytes``.
    public var partBytes = 8 << 20
    /// How many parts may be under way at once; 1 or more.
    public var parallel = 2
    /// Whether parts that hold other messages than accruals may be under way beside others too.
    public var ignoresOrder = false
    /// Whether each receipt is checked against the hub's keys and the message it is for.
    public var checksReceipts = true
    /// Whether to begin anew where progress was kept.
    public var restarts = false

    /// The usual way to send a file.
    public init(file: String, format: BatchFormat) {
        self.file = file
        self.format = format
        results = file + ".results.ndjson"
    }

    /// Where progress is kept.
    public var progressPath: String { file + ".progress.json" }

    var longestMessage: Int { min(Self.mostMessageBytes, partBytes) }
}

/// What a run tells while it is at work.
public enum BatchReport: Hashable, Sendable {
    /// The file is being read for mistakes: so many bytes of so many.
    case checking(bytes: Int64, of: Int64)
    /// An earlier run is being continued after so many messages.
    case resuming(messages: Int64)
    /// Results of another part are on the disk.
    case sent(BatchTally, of: Int64, perSecond: Double)
    /// Lines the hub refused for their form, and receipts that do not hold.
    case notices([BatchMistake])
}

/// How a run ended.
public struct BatchOutcome: Hashable, Sendable {
    /// What became of all messages with a result, those of earlier runs too.
    public let tally: BatchTally
    /// How many messages the file holds.
    public let messages: Int64
    /// How long all runs took, in seconds.
    public let seconds: Double
    /// Where the results are: under their name when the file is finished.
    public let results: String
    /// Why it did not come to the end; `nil` when it did.
    public let failure: BatchError?

    /// Whether every message has a result.
    public var isFinished: Bool { failure == nil }
    /// Whether every message was accepted and every receipt holds.
    public var isClean: Bool { isFinished && tally.refusals == 0 && tally.receiptsRefused == 0 }
    /// Messages a second.
    public var perSecond: Double { seconds > 0 ? Double(tally.messages) / seconds : 0 }
}

/// Sends a back-office file of any size, in bounded memory, so that it can be cut off anywhere and go on.
public struct BatchRun: Sendable {
    private let options: BatchOptions
    private let access: HubAccess
    private let report: @Sendable (BatchReport) -> Void

    /// A run over one file.
    ///
    /// - Parameter report: told what goes on; called from any thread, one call after the other.
    public init(_ options: BatchOptions, to access: HubAccess, report: @escaping @Sendable (BatchReport) -> Void) {
        self.options = options
        self.access = access
        self.report = report
    }

    /// Checks the file, then sends it, or what is left of it.
    ///
    /// - Returns: the outcome, also when it was cut off after something was sent.
    /// - Throws: ``BatchError`` when nothing was sent.
    public func run() async throws(BatchError) -> BatchOutcome {
        // A run makes and drops parts and answers of many megabytes.
        ccurl_return_large_contents()
        let started = ContinuousClock.now
        let file = try InputFile(options.file)
        let results = try ResultsFile(options.results)
        let check = FileCheck(
            file: file, format: options.format, defaultType: options.type, longestMessage: options.longestMessage,
            width: Self.width)
        let (checked, kept): (CheckedFile, BatchProgress?)
        let journey: BatchJourney
        do throws(BatchError) {
            (checked, kept) = try await begin(check, results)
            if let kept, kept.isFinished {
                results.discard()
                return outcome(kept, nil)
            }
            journey = try await self.journey(file, checked, results, started)
        } catch {
            if results.size == 0 { results.discard() }
            throw error
        }
        var progress = if let kept { kept } else { try anew(checked, results) }
        do throws(BatchError) {
            try await journey.travel(&progress)
        } catch {
            return outcome(progress, error)
        }
        return outcome(progress, nil)
    }

    private func journey(
        _ file: InputFile, _ checked: CheckedFile, _ results: ResultsFile, _ started: ContinuousClock.Instant
    ) async throws(BatchError) -> BatchJourney {
        var access = access
        // An answer has a receipt a line: about five times the part.
        access.settings.limitBytes = max(access.settings.limitBytes, 16 * options.partBytes + 16 << 20)
        var senders: [PartSender] = []
        var keys: ReceiptVerifier?
        do throws(HubAccessError) {
            // A connection each, since one carries a request at a time.
            for _ in 0..<options.parallel {
                let client = try await access.client()
                keys = client.receipts
                senders.append(PartSender(client: client, retries: access.retries))
            }
        } catch {
            throw .access(error)
        }
        return BatchJourney(
            options: options, file: file, checked: checked, results: results, senders: senders,
            check: PartCheck(
                receipts: options.checksReceipts ? keys : nil, partner: access.partner, width: Self.width),
            started: started, report: report)
    }

    /// How many cores there are to check receipts on.
    private static var width: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    private func outcome(_ progress: BatchProgress, _ failure: BatchError?) -> BatchOutcome {
        BatchOutcome(
            tally: progress.tally, messages: progress.messages, seconds: Double(progress.milliseconds) / 1000,
            results: progress.isFinished ? options.results : options.results + ".unfinished", failure: failure)
    }

    /// The file in order, and where to go on in it; `nil` for its beginning.
    private func begin(
        _ check: FileCheck, _ results: ResultsFile
    ) async throws(BatchError) -> (CheckedFile, BatchProgress?) {
        if !options.restarts, let kept = try BatchProgress(contentsOf: options.progressPath) {
            let state = try check.file.state()
            let digest = try check.digest()
            if let reason = kept.obstacle(digest: digest, type: options.type, results: options.results) {
                throw .progress(path: options.progressPath, reason: reason)
            }
            return (
                CheckedFile(digest: digest, messages: kept.messages, header: try check.header(), state: state),
                try resumed(kept, results)
            )
        }
        if !options.restarts, FileManager.default.fileExists(atPath: options.results) {
            throw .progress(
                path: options.results,
                reason: "holds results already, and no progress is beside the input; --restart replaces it")
        }
        let size = try check.file.state().size
        return (try await check.run { bytes in report(.checking(bytes: bytes, of: size)) }, nil)
    }

    private func anew(_ checked: CheckedFile, _ results: ResultsFile) throws(BatchError) -> BatchProgress {
        let progress = BatchProgress(
            digest: checked.digest, size: checked.state.size, messages: checked.messages, type: options.type,
            results: options.results)
        // The progress goes first: results without one would be taken for those of another run.
        try DurableFile.replace(options.progressPath, with: progress.json)
        try results.truncate(to: 0)
        return progress
    }

    private func resumed(_ kept: BatchProgress, _ results: ResultsFile) throws(BatchError) -> BatchProgress {
        var kept = kept
        if kept.isFinished { return kept }
        if results.size >= kept.resultsBytes {
            try results.truncate(to: kept.resultsBytes)
            report(.resuming(messages: kept.tally.messages))
            return kept
        }
        // The run was cut off between giving the results their name and noting it.
        let size = try? FileManager.default.attributesOfItem(atPath: options.results)[.size] as? Int64
        guard kept.tally.messages == kept.messages, size == kept.resultsBytes else {
            throw .progress(path: results.unfinishedPath, reason: "has lost results; --restart begins anew")
        }
        kept.isFinished = true
        try DurableFile.replace(options.progressPath, with: kept.json)
        return kept
    }
}
