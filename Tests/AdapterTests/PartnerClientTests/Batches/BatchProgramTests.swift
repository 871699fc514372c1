import Foundation
import PartnerClient
import Testing
import Wire

@Suite struct `The command partner batch` {
    @Test func `killed anywhere and run again, it leaves the results of a run that nothing disturbed`() async throws {
        let (bench, double) = (try Workbench(), try HubDouble())
        let hub = try BatchHub(double) { _ in .slow(milliseconds: 15) }
        let calm = try BatchHub(double)
        let text = `Sending a back-office file`.accruals(1...200)
        try bench.write("sales.ndjson", Array(text.utf8))
        for batches in [2, 6] {
            let run = try Run(["sales.ndjson"], bench, hub)
            while hub.batches.count < batches, run.isRunning { usleep(2_000) }
            kill(run.identifier, SIGKILL)
            #expect(run.end().status == SIGKILL)
        }
        let last = try Run(["sales.ndjson", "--json"], bench, hub).end()
        #expect(last.status == 0, "\(last.error)")
        let summary = try JSONReader.read(text: last.output)
        #expect(summary["ok"] == .bool(true) && summary["messages"]?.integer == 200)
        #expect(hub.postings.count == 200 && hub.postings.values.allSatisfy { $0 == 1 })
        let peaceful = try Workbench()
        try peaceful.write("sales.ndjson", Array(text.utf8))
        #expect(try Run(["sales.ndjson"], peaceful, calm).end().status == 0)
        let (disturbed, undisturbed) = try (
            `Sending a back-office file`.results(bench), `Sending a back-office file`.results(peaceful)
        )
        #expect(disturbed.map { $0["line"]?.integer } == (1...200).map(Int64.init))
        #expect(
            disturbed.map(`Sending a back-office file`.withoutReplay)
                == undisturbed.map(`Sending a back-office file`.withoutReplay))
    }

    @Test func `mistakes are told as file, line and field, refusals are counted, and statuses tell them apart`() throws
    {
        let (bench, hub) = (try Workbench(), try BatchHub(HubDouble()))
        try bench.write("sales.csv", Array("type,message_id,member,points\nvoid,v1,c,\n".utf8))
        let wrong = try Run(["sales.csv"], bench, hub).end()
        #expect(wrong.status == 1 && wrong.output.isEmpty)
        #expect(wrong.error.contains("sales.csv:2:member: a void has none; leave the cell empty\n"))
        #expect(wrong.error.contains("sales.csv:2:original_message_id: missing: a void needs it\n"))
        #expect(wrong.error.contains("partner: 2 mistakes in the file; nothing was sent\n"))
        #expect(hub.batches.isEmpty)
        try bench.write(
            "sales.csv",
            Array(
                """
                occurred_at,member,points
                2026-11-20T10:15:00Z,card:0,5
                2026-11-20T10:15:00Z,card:1,13
                2026-11-20T10:15:00Z,card:1,14

                """.utf8))
        let refused = try Run(["sales.csv", "--type", "accrual", "--results", "out.ndjson"], bench, hub).end()
        #expect(refused.status == 1)
        #expect(refused.error == "sales.csv:3:points: refused, invalid_field\n")
        #expect(refused.output.contains("sales.csv: 3 messages, every one with a result\n  posted    1\n"))
        #expect(refused.output.contains("    invalid_field  1\n    member_unknown  1\n  receipts  2 checked\n"))
        #expect(FileManager.default.fileExists(atPath: bench.path("out.ndjson")))
        #expect(try Run(["sales.txt"], bench, hub).end().status == 64)
        let help = try Run(["--help"], bench, hub).end()
        #expect(help.status == 0 && help.output.contains("FILE.progress.json"))
    }

    /// The program of this package in a process of its own, ended with its owner.
    private final class Run {
        private let process = Process()
        private let bench: Workbench
        private let name = UUID().uuidString

        init(_ arguments: [String], _ bench: Workbench, _ hub: BatchHub) throws {
            self.bench = bench
            _ = try hub.access(bench)
            process.executableURL = URL(fileURLWithPath: Self.program)
            process.arguments =
                ["batch"] + arguments + [
                    "--hub", hub.address.url, "--key", "key.pem", "--key-id", "grocery-2026", "--partner", "grocery",
                    "--part-bytes", "4096",
                ]
            process.currentDirectoryURL = URL(fileURLWithPath: bench.directory)
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try Self.file(bench.path("\(name).out"))
            process.standardError = try Self.file(bench.path("\(name).err"))
            try process.run()
        }

        deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

        var identifier: pid_t { process.processIdentifier }
        var isRunning: Bool { process.isRunning }

        func end() -> (status: Int32, output: String, error: String) {
            process.waitUntilExit()
            func text(_ end: String) -> String {
                (try? String(contentsOfFile: bench.path("\(name).\(end)"), encoding: .utf8)) ?? ""
            }
            return (process.terminationStatus, text("out"), text("err"))
        }

        private static func file(_ path: String) throws -> FileHandle {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        }

        /// Whatever runs the tests, they lie somewhere below the folder of the products.
        private static let program: String = {
            let places = [
                Bundle.main.bundleURL, Bundle.main.executableURL?.deletingLastPathComponent(),
                URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
            ]
            for var folder in places.compactMap({ $0 }) {
                for _ in 0..<4 {
                    if FileManager.default.isExecutableFile(atPath: folder.path + "/partner") {
                        return folder.path + "/partner"
                    }
                    folder.deleteLastPathComponent()
                }
            }
            return "/nonexistent/partner"
        }()
    }
}
