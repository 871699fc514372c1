import CoalitionTestKit
import Foundation
import Payments
import Testing

@testable import BankFiles

@Suite struct `Reading large files` {
    /// Writes a statement of about `megabytes` and answers how many entries it has; memory stays small.
    private static func write(_ megabytes: Int, to path: String) throws -> Int {
        let whole = bank.statement("LARGE", [.incoming(reference: "RF65000004GROCERY", 150)])
        let start = try #require(whole.range(of: "<Ntry>")), end = try #require(whole.range(of: "</Ntry>"))
        // Banks say much about each entry that we do not need.
        let filler = String(repeating: "<Prtry><Tp>NOTE</Tp><Ref>what only the bank needs</Ref></Prtry>", count: 10)
        let entry = whole[start.lowerBound..<end.upperBound].replacing(
            "<TxDtls>", with: "<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId>\(filler)</Refs>")
        let block = Data(String(repeating: entry + "\n", count: 1000).utf8)
        let blocks = megabytes * 1_000_000 / block.count + 1
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? file.close() }
        try file.write(contentsOf: Data(whole[..<start.lowerBound].utf8))
        for _ in 0..<blocks { try file.write(contentsOf: block) }
        try file.write(contentsOf: Data(whole[end.upperBound...].utf8))
        return blocks * 1000
    }

    /// In a process of its own, where no other test's memory counts.
    @Test func `a file of 100 MB is read in little memory`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "large.xml").path
        let written = try Self.write(100, to: path)
        await #expect(processExitsWith: .success) { [path = path as String, written = written as Int] in
            let before = try Self.ownMemory()
            var count = 0
            var total: Int64 = 0
            var peak = before
            try BankFileReader.read(path: path) { item in
                guard case .entry(let entry) = item else { return }
                count += 1
                total += entry.amount.minorUnits
                if count % 5000 == 0, let now = try? Self.ownMemory() { peak = max(peak, now) }
            }
            try #require(count == written)
            try #require(total == Int64(written) * 150)
            try #require(peak - before < 30_000_000, "memory grew by \(peak - before) bytes")
        }
        withExtendedLifetime(folder) {}
    }

    /// Bytes of this process that are in memory.
    private static func ownMemory() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * Int(getpagesize())
    }
}
