import Dispatch
import Foundation
import PartnerClient
import Signatures
import Synchronization
import Wire

/// Sends a file to `POST /v1/batches`, part by part, several at once.
///
/// The clock runs from the first part's signing to the last answer, whose digest and signature are checked within it; the
/// lines of the answers, with every receipt, are checked when it has stopped.
struct BatchClient: Sendable {
    /// Where batches are posted.
    static let path = "/v1/batches"
    private static let mediaType = "application/x-ndjson"
    /// How long a part may take, in milliseconds.
    private static let patienceMilliseconds: Int32 = 900_000

    private let plan: LoadPlan
    private let shape: LoadPlan.BatchShape
    private let senders: Senders
    private let file: BatchFile

    /// Makes the file, and fetches the hub's keys.
    init(_ plan: LoadPlan, _ shape: LoadPlan.BatchShape) throws {
        self.plan = plan
        self.shape = shape
        senders = try Senders(hub: plan.hub, plan.senders)
        let cards = try plan.membersPath.map { try CardList(path: $0) } ?? CardList()
        let source = MessageSource(
            plan.work, senders: plan.senders.count, name: plan.name, cards: cards, seed: plan.seed, isForBatch: true)
        file = try BatchFile(
            source, count: plan.count ?? max(1, cards.count), shape: shape, senders: plan.senders.count,
            now: SystemClock.seconds(), prefix: plan.resultPath)
    }

    /// What the threads share.
    private struct Work: Sendable {
        var next = 0
        var latencies = Latencies()
        var spans: [[Double]] = []
        var fault: String?
    }

    /// Sends all parts, then checks every line.
    func run() throws -> LoadResult {
        defer { file.remove() }
        let before = ProcessUsage.ownSeconds()
        let start = SteadyClock.nanoseconds()
        let work = Mutex(Work())
        DispatchQueue.concurrentPerform(iterations: min(shape.parallel, file.parts.count)) { _ in
            while let part = work.withLock({ work -> BatchFile.Part? in
                guard work.fault == nil, work.next < file.parts.count else { return nil }
                work.next += 1
                return file.parts[work.next - 1]
            }) {
                let from = SteadyClock.nanoseconds()
                var fault: String?
                do {
                    try send(part)
                } catch {
                    fault = "\(error)"
                }
                let to = SteadyClock.nanoseconds()
                work.withLock { work in
                    work.fault = work.fault ?? fault
                    work.latencies.add(nanoseconds: to - from)
                    work.spans.append([Double(from) / 1e9, Double(to) / 1e9])
                }
            }
        }
        let seconds = Double(SteadyClock.nanoseconds() - start) / 1e9
        let processorSeconds = ProcessUsage.ownSeconds() - before
        let done = work.withLock { $0 }
        if let fault = done.fault { throw BenchmarkFailure(fault) }
        let found = try findings()
        if let path = plan.cardsPath { try LoadResult.write(cards: found.cards, to: path) }
        let count = file.parts.reduce(0) { $0 + $1.kinds.count }
        return LoadResult(
            messages: count, seconds: seconds, answered: count, latency: done.latencies.figures,
            outcomes: found.outcomes, receipts: found.receipts, processorSeconds: processorSeconds,
            slowest: done.spans)
    }

    /// Signs and sends one part, and keeps the answer when digest and signature hold.
    private func send(_ part: BatchFile.Part) throws {
        guard let content = FileManager.default.contents(atPath: part.path) else {
            throw BenchmarkFailure("\(part.path) cannot be read.")
        }
        var plain = RequestMessage(method: "POST", address: senders.address, path: Self.path, body: Array(content))
        plain.fields.append("content-type", Self.mediaType)
        let request = try senders.signers[part.sender].sign(
            plain, created: SystemClock.seconds(), nonce: RandomName.make())
        let response = try Senders.exchange(
            request, at: senders.socketAddress, patienceMilliseconds: Self.patienceMilliseconds)
        let text = { String(decoding: response.body.prefix(500), as: UTF8.self) }
        guard response.status != 404 else {
            throw BenchmarkFailure("This hub takes no batches: POST \(Self.path) is answered with 404.")
        }
        guard response.status == 200 else {
            throw BenchmarkFailure("POST \(Self.path) was answered with \(response.status): \(text())")
        }
        do {
            try senders.verifier.verify(response, to: request, now: SystemClock.seconds())
        } catch {
            throw BenchmarkFailure("The hub's signature over a batch does not hold (\(error)): \(text())")
        }
        guard FileManager.default.createFile(atPath: part.answerPath, contents: Data(response.body)) else {
            throw BenchmarkFailure("\(part.answerPath) cannot be written.")
        }
    }

    private func findings() throws -> Findings {
        let check = AnswerCheck(hubKeys: senders.hubKeys)
        var all = Findings()
        for part in file.parts {
            let lines = try BatchLines(part)
            // Some slices for each processor, so that both have work to the end.
            let slices = 32
            let found = try Findings.gather(pieces: slices) { slice, findings in
                let range = (lines.count * slice / slices)..<(lines.count * (slice + 1) / slices)
                for line in range {
                    let (content, status, answer) = try lines.exchange(line)
                    findings.add(
                        try check.check(
                            partner: senders.partners[part.sender], kind: part.kinds[line], status: status,
                            content: content, answer: answer))
                }
            }
            all.outcomes.merge(found.outcomes, uniquingKeysWith: +)
            all.receipts += found.receipts
            all.cards += found.cards
        }
        return all
    }
}
