import Foundation

/// The real accounting programs, `hledger` and `ledger`, over one journal file.
public struct AccountingPrograms {
    /// What a program answered.
    public struct Answer {
        /// Zero when it has nothing to complain of.
        public let status: Int32
        /// Both of its outputs.
        public let output: String
    }

    /// Writes the journal to a file of its own for as long as `body` runs.
    public static func with(_ journal: [UInt8], _ body: (AccountingPrograms) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "books-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "books.journal")
        try Data(journal).write(to: file)
        try body(AccountingPrograms(file: file.path))
    }

    private let file: String

    /// Runs `hledger` or `ledger` on the file; standard error is in the output.
    public func run(_ program: String, _ arguments: String...) throws -> Answer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/\(program)")
        process.arguments = ["-f", file] + arguments
        process.environment = ["LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return Answer(status: process.terminationStatus, output: output)
    }

    /// Every account's balance as `ledger` sees it: points, or whole units with decimals.
    public func balances() throws -> [String: String] {
        let answer = try run(
            "ledger", "balance", "--flat", "--no-total", "--empty", "--format",
            "%(account)|%(quantity(display_total))\n")
        return Dictionary(
            answer.output.split(separator: "\n").map { line in
                let parts = line.split(separator: "|", maxSplits: 1).map(String.init)
                return (parts[0], parts.count > 1 ? parts[1] : "0")
            }
        ) { _, last in last }
    }
}
