/// The way of one file through the hub, part by part.
///
/// While a part is under way the next is prepared; while its results are checked and written, the next is under way. Parts of
/// nothing but accruals may be under way side by side. Any other waits for those before it, and those behind it wait for it:
/// its lines may need what earlier ones did, and the hub's refusals are kept.
struct BatchJourney: Sendable {
    let options: BatchOptions
    let file: InputFile
    let checked: CheckedFile
    let results: ResultsFile
    let senders: [PartSender]
    let check: PartCheck
    let started: ContinuousClock.Instant
    let report: @Sendable (BatchReport) -> Void

    private struct Flight {
        let part: BatchPart
        let answer: Task<Result<[ResultLine], BatchError>, Never>
    }

    /// Sends what is left.
    ///
    /// - Parameter progress: where to go on; at any end, what is on the disk.
    /// - Throws: ``BatchError``.
    func travel(_ progress: inout BatchProgress) async throws(BatchError) {
        var runway = Runway(
            PartSource(
                RecordReader(file, format: options.format, from: progress.offset, line: progress.line),
                checked.maker(defaultType: options.type, longestMessage: options.longestMessage),
                partBytes: options.partBytes))
        let earlierMilliseconds = progress.milliseconds
        var flights: [Flight] = []
        defer { for flight in flights { flight.answer.cancel() } }
        while true {
            try await launch(&runway, &flights)
            guard let flight = flights.first else { break }
            let answered = try await flight.answer.value.get()
            flights.removeFirst()
            guard try file.state() == checked.state else { throw .changed(path: file.path) }
            // What may fly now flies while this part is checked.
            try await launch(&runway, &flights)
            try await land(flight.part, answered, &progress, earlierMilliseconds)
        }
        try finish(&progress)
    }

    private func launch(_ runway: inout Runway, _ flights: inout [Flight]) async throws(BatchError) {
        while flights.count < options.parallel, let part = try await runway.first() {
            let isFree = options.ignoresOrder || part.isFreeOfOrder && flights.allSatisfy(\.part.isFreeOfOrder)
            guard flights.isEmpty || isFree else { return }
            let sender = senders[part.number % senders.count]
            let answer = Task { await Result(of: { () throws(BatchError) in try await sender.send(part) }) }
            flights.append(Flight(part: part, answer: answer))
            runway.clear()
        }
    }

    /// Checks the results, keeps them, and only then notes that the part is done.
    private func land(
        _ part: BatchPart, _ answered: [ResultLine], _ progress: inout BatchProgress, _ earlierMilliseconds: Int64
    ) async throws(BatchError) {
        guard let last = part.lines.last else { return }
        let landed = try await check.check(part, answered)
        try results.append(landed.results)
        var next = progress
        next.offset = last.nextOffset
        next.line = last.nextLine
        next.resultsBytes += landed.results.reduce(0) { $0 + Int64($1.count) }
        next.tally.add(landed.tally)
        let passed = (ContinuousClock.now - started).components
        next.milliseconds = earlierMilliseconds + passed.seconds * 1000 + passed.attoseconds / 1_000_000_000_000_000
        try DurableFile.replace(options.progressPath, with: next.json)
        progress = next
        if !landed.notices.isEmpty { report(.notices(landed.notices)) }
        let rate = Double(progress.tally.messages) * 1000 / Double(max(1, progress.milliseconds))
        report(.sent(progress.tally, of: progress.messages, perSecond: rate))
    }

    private func finish(_ progress: inout BatchProgress) throws(BatchError) {
        try results.finish()
        progress.offset = progress.size
        progress.isFinished = true
        try DurableFile.replace(options.progressPath, with: progress.json)
    }
}

/// The parts of a file in their order, one of them prepared ahead.
private struct Runway {
    private let source: PartSource
    private var preparation: Task<Result<BatchPart?, BatchError>, Never>
    private var part: BatchPart?

    init(_ source: PartSource) {
        self.source = source
        preparation = Self.prepare(source)
    }

    /// The part whose turn it is; `nil` when there is none left.
    mutating func first() async throws(BatchError) -> BatchPart? {
        if part == nil { part = try await preparation.value.get() }
        return part
    }

    /// Takes it away, and has the next one prepared.
    mutating func clear() {
        part = nil
        preparation = Self.prepare(source)
    }

    private static func prepare(_ source: PartSource) -> Task<Result<BatchPart?, BatchError>, Never> {
        Task { await Result(of: { () throws(BatchError) in try await source.next() }) }
    }
}

extension Result {
    /// What an asynchronous function returns or throws.
    fileprivate init(of body: () async throws(Failure) -> Success) async {
        do throws(Failure) {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
