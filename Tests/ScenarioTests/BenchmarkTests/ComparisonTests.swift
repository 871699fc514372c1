import Foundation
import Testing
import Wire

@Suite struct `A small comparison` {
    /// The program beside this test's own bundle.
    private static let program: String? = {
        let own = URL(fileURLWithPath: CommandLine.arguments[0])
        let places = [own, Bundle.main.bundleURL, Bundle.main.executableURL].compactMap { $0 }
        for place in places {
            var folder = place.deletingLastPathComponent()
            for _ in 0..<4 {
                let path = folder.path + "/clearinghouse-bench"
                if FileManager.default.isExecutableFile(atPath: path) { return path }
                folder.deleteLastPathComponent()
            }
        }
        return nil
    }()

    @Test func `compare runs from end to end and prints its ratios`() async throws {
        let folder = NSTemporaryDirectory() + "compare-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = [
            "compare", "--json", "--rounds", "1", "--seconds", "1", "--members", "200", "--connections", "8",
            "--keys", "mixed", "--pgbench-scale", "1", "--batch-messages", "500", "--batch-part-bytes", "40000",
            "--close-postings", "2000", "--close-rate", "50", "--folder", folder,
        ]
        let program = try #require(Self.program, "clearinghouse-bench is not built")
        let (status, out, complaints) = try await run(program, arguments, notes: folder)
        try #require(status == 0, "\(complaints)")
        let report = try JSONReader.read(text: out)
        for part in ["single", "batch"] {
            let rates = try #require(report[part])
            #expect(number(rates["ratio"]) > 0)
            guard case .array(let rounds)? = rates["rounds"], let round = rounds.first else {
                Issue.record("no round of \(part)")
                continue
            }
            // Every answer was a decision, and every decision had a receipt that holds.
            #expect(number(round["receipts"]) > 0)
            #expect(number(round["outcomes"]?["posted"]) > 0)
        }
        let close = try #require(report["close"])
        #expect(number(close["seconds"]) > 0 && number(close["longest_stall_ms"]) >= 0)
        #expect(number(close["postings"]) == 2000)
        #expect(number(report["hub_mebibytes"]) > 0)
        // Nothing is left behind.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { $0.hasPrefix("notes") })
    }

    private func number(_ value: JSONValue?) -> Double {
        guard case .number(let number)? = value else { return -1 }
        return number.double
    }

    /// Runs the program on a thread of its own, its output in files.
    private func run(
        _ program: String, _ arguments: [String], notes: String
    ) async throws -> (status: Int32, out: String, complaints: String) {
        try await withCheckedThrowingContinuation { continuation in
            Thread {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
                process.arguments = ["--pdeathsig", "TERM", "--", program] + arguments
                for name in ["out", "err"] {
                    _ = FileManager.default.createFile(atPath: "\(notes)/notes.\(name)", contents: nil)
                }
                process.standardOutput = FileHandle(forWritingAtPath: "\(notes)/notes.out")
                process.standardError = FileHandle(forWritingAtPath: "\(notes)/notes.err")
                do {
                    try process.run()
                    process.waitUntilExit()
                    let text = { (name: String) in
                        (try? String(contentsOfFile: "\(notes)/notes.\(name)", encoding: .utf8)) ?? ""
                    }
                    continuation.resume(returning: (process.terminationStatus, text("out"), text("err")))
                } catch {
                    continuation.resume(throwing: error)
                }
            }.start()
        }
    }
}
