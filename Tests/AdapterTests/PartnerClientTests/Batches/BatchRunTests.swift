import Foundation
@testable import PartnerClient
import Testing
import Wire

@Suite struct `Sending a back-office file` {
    @Test func `each message gets its result, in the file's order, with a receipt that was checked`() async throws {
        let (bench, hub) = (try Workbench(), try BatchHub(HubDouble()))
        var text = Self.accruals(1...300)
        text += #"{"type":"accrual","message_id":"bad","points":13}"# + "\n"
        text += #"{"type":"redemption","message_id":"r1","member":"card:0","points":5}"# + "\n\n"
        text += #"{"type":"capture","message_id":"c1","original_message_id":"m1"}"# + "\n" + Self.accruals(300...300)
        let outcome = try await Self.send(text, bench, hub)
        #expect(outcome.failure == nil && !outcome.isClean)
        #expect((outcome.tally.posted, outcome.tally.replayed) == (301, 1))
        #expect(outcome.tally.refused == ["invalid_field": 1, "member_unknown": 1])
        #expect((outcome.tally.receipts, outcome.tally.receiptsRefused) == (303, 0))
        let results = try Self.results(bench)
        #expect(results.map { $0["line"]?.integer } == Array(1...302).map(Int64.init) + [304, 305])
        #expect(results[0]["answer"]?["message_id"]?.string == "m1")
        #expect(results[300]["answer"]?["field"]?.string == "points")
        #expect(results[303]["replay"] == .bool(true))
        #expect(hub.postings.count == 301 && hub.postings.values.allSatisfy { $0 == 1 })
        #expect(hub.batches.allSatisfy { $0.count <= 4096 } && hub.batches.count > 5)
        #expect(!FileManager.default.fileExists(atPath: bench.path("sales.ndjson.results.ndjson.unfinished")))
    }

    /// What goes wrong, by the number of the batch.
    enum Weather: CaseIterable {
        case cutBefore, lostAnswers, unavailable, slowDown, unavailableLines, everything

        @Sendable func fault(_ number: Int) -> BatchHub.Fault? {
            switch self {
            case .cutBefore: number == 3 ? .cutBefore : nil
            case .lostAnswers: number == 2 || number == 4 ? .cutAfter : nil
            case .unavailable: (2...4).contains(number) ? .status(503) : nil
            case .slowDown: number == 1 ? .status(429) : nil
            case .unavailableLines: (2...3).contains(number) ? .unavailable(from: 4) : nil
            case .everything: number % 4 == 0 ? .unavailable(from: 2) : number % 2 == 0 ? .cutAfter : nil
            }
        }
    }

    @Test(arguments: Weather.allCases) func `nothing is lost and nothing counts twice`(weather: Weather) async throws {
        let (bench, double) = (try Workbench(), try HubDouble())
        let (hub, calm) = (try BatchHub(double, fault: weather.fault), try BatchHub(double))
        let outcome = try await Self.send(Self.accruals(101...220), bench, hub)
        #expect(outcome.isClean)
        #expect(outcome.tally.messages == 120)
        #expect(hub.postings.count == 120 && hub.postings.values.allSatisfy { $0 == 1 })
        let disturbed = try Self.results(bench)
        let peaceful = try Workbench()
        _ = try await Self.send(Self.accruals(101...220), peaceful, calm)
        #expect(disturbed.map(Self.withoutReplay) == (try Self.results(peaceful)).map(Self.withoutReplay))
    }

    /// What no patience helps against.
    enum Failure: CaseIterable {
        case refused, short, unavailable

        @Sendable func fault(_ number: Int) -> BatchHub.Fault? {
            guard number > 2 else { return nil }
            return switch self {
            case .refused: .status(401)
            case .short: .short
            case .unavailable: .unavailable(from: 0)
            }
        }

        var error: BatchError {
            switch self {
            case .refused: .refused(status: 401, code: "no_luck")
            case .short: .results(count: 19, lines: 20)
            case .unavailable: .unavailable(lines: 20)
            }
        }
    }

    @Test(arguments: Failure.allCases)
    func `a run that fails keeps what it has, and the next one goes on`(failure: Failure) async throws {
        let (bench, double) = (try Workbench(), try HubDouble())
        let text = Self.accruals(101...220)
        let first = try await Self.send(text, bench, try BatchHub(double, fault: failure.fault)) { $0.parallel = 1 }
        #expect(first.failure == failure.error)
        #expect(first.tally.messages == 40)
        #expect(try Self.results(bench, suffix: ".unfinished").count == 40)
        #expect(!FileManager.default.fileExists(atPath: bench.path("sales.ndjson.results.ndjson")))
        // Half a result that no progress knows of is dropped.
        let unfinished = try FileHandle(forWritingTo: URL(fileURLWithPath: first.results))
        try unfinished.seekToEnd()
        try unfinished.write(contentsOf: Data(#"{"line":41,"sta"#.utf8))
        try unfinished.close()
        let hub = try BatchHub(double)
        let second = try await Self.send(text, bench, hub)
        #expect(second.isClean && second.tally.messages == 120)
        #expect(hub.postings.count == 80)
        #expect(try Self.results(bench).map { $0["line"]?.integer } == (1...120).map(Int64.init))
        let third = try await Self.send(text, bench, hub)
        #expect(third == second && hub.batches.count == 4)
    }

    @Test func `a file that was changed is not taken for the one that was begun`() async throws {
        let (bench, hub) = (try Workbench(), try BatchHub(HubDouble()))
        _ = try await Self.send(Self.accruals(1...5), bench, hub)
        await #expect {
            try await Self.send(Self.accruals(1...6), bench, hub)
        } throws: {
            if case .progress? = $0 as? BatchError { true } else { false }
        }
        #expect(hub.batches.count == 1)
        let anew = try await Self.send(Self.accruals(1...6), bench, hub) { $0.restarts = true }
        #expect((anew.tally.posted, anew.tally.replayed) == (1, 5))
        #expect(try Self.results(bench).count == 6)
    }

    @Test func `a receipt somebody else signed is told, and no success`() async throws {
        let (bench, hub) = (try Workbench(), try BatchHub(HubDouble()) { _ in .forged })
        let notices = Notes<BatchReport>()
        let outcome = try await Self.send(Self.accruals(1...3), bench, hub, report: { notices.add($0) })
        #expect(outcome.isFinished && !outcome.isClean && outcome.tally.receiptsRefused == 3)
        #expect(try Self.results(bench).allSatisfy { $0["receipt_refusal"] != nil })
        #expect(notices.all.contains { if case .notices(let found) = $0 { found.count == 3 } else { false } })
    }

    @Test func `a mistake in the last line keeps the first from being sent`() async throws {
        let (bench, hub) = (try Workbench(), try BatchHub(HubDouble()))
        await #expect(
            throws: BatchError.mistakes(
                [BatchMistake(line: 1501, field: "type", "missing: add it, or give --type")], count: 1)
        ) {
            try await Self.send(Self.accruals(1...1500) + #"{"message_id":"m0"}"#, bench, hub)
        }
        #expect(hub.batches.isEmpty)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: bench.directory).sorted() == [
                "key.pem", "sales.ndjson",
            ])
    }

    @Test(arguments: [("accrual", false, true), ("redemption", false, false), ("redemption", true, true)])
    func `only what needs no order is under way side by side`(type: String, ignores: Bool, isSideBySide: Bool)
        async throws
    {
        let (bench, hub) = (
            try Workbench(), try BatchHub(HubDouble()) { _ in isSideBySide ? .besideAnother : .slow(milliseconds: 40) }
        )
        let outcome = try await Self.send(Self.accruals(1...120, type: type), bench, hub) {
            $0.parallel = 3
            $0.ignoresOrder = ignores
        }
        #expect(outcome.isClean)
        #expect((hub.mostAtOnce > 1) == isSideBySide)
        #expect(try Self.results(bench).map { $0["line"]?.integer } == (1...120).map(Int64.init))
    }
}

extension `Sending a back-office file` {
    /// Accruals a line, about 210 bytes each.
    static func accruals(_ numbers: ClosedRange<Int>, type: String = "accrual") -> String {
        numbers.map { number in
            #"{"type":"\#(type)","message_id":"m\#(number)","occurred_at":"2026-11-20T10:15:00Z","#
                + #""member":"card:9990123456789018","terminal":"\#(String(repeating: "x", count: 64))","points":5}"#
                + "\n"
        }.joined()
    }

    static func send(
        _ text: String, _ bench: Workbench, _ hub: BatchHub, options change: (inout BatchOptions) -> Void = { _ in },
        report: @escaping @Sendable (BatchReport) -> Void = { _ in }
    ) async throws -> BatchOutcome {
        try bench.write("sales.ndjson", Array(text.utf8))
        var options = BatchOptions(file: bench.path("sales.ndjson"), format: .ndjson)
        options.partBytes = 4096
        change(&options)
        return try await BatchRun(options, to: try hub.access(bench), report: report).run()
    }

    static func results(_ bench: Workbench, suffix: String = "") throws -> [JSONValue] {
        let data = try Data(contentsOf: URL(fileURLWithPath: bench.path("sales.ndjson.results.ndjson" + suffix)))
        return try [UInt8](data).split(separator: 0x0A).map { try JSONReader.read(Array($0)) }
    }

    static func withoutReplay(_ result: JSONValue) -> JSONValue {
        guard case .object(let members) = result else { return result }
        return .object(members.filter { $0.name != "replay" })
    }
}
