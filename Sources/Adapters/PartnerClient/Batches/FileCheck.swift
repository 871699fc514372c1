import Signatures

/// A back-office file that was read once from end to end and found to be in order.
struct CheckedFile: Sendable {
    /// SHA-256, in lower-case hexadecimal.
    let digest: String
    /// How many messages it holds.
    let messages: Int64
    /// Its columns; `nil` for NDJSON.
    let header: CSVHeader?
    /// As it was when it was read.
    let state: InputFile.State

    /// What turns its records into messages.
    func maker(defaultType: BatchType?, longestMessage: Int) -> MessageMaker {
        MessageMaker(
            header: header, defaultType: defaultType, fileDigest: String(digest.prefix(32)),
            longestMessage: longestMessage)
    }
}

/// Reads a whole file before anything of it is sent, so that a mistake in its last line is known before its first is posted.
struct FileCheck: Sendable {
    /// How many mistakes are told; the rest are counted.
    static let mostMistakes = 100

    let file: InputFile
    let format: BatchFormat
    let defaultType: BatchType?
    let longestMessage: Int
    /// How many blocks are looked at side by side.
    let width: Int

    /// The digest of the file.
    ///
    /// - Throws: ``BatchError/unreadable(path:code:)``.
    func digest() throws(BatchError) -> String {
        do {
            return MessageDigest.hexadecimal(try MessageDigest.sha256(ofFile: file.path))
        } catch {
            // It was opened a moment ago; what failed is the device.
            throw .unreadable(path: file.path, code: 5)
        }
    }

    /// The header row; `nil` for NDJSON.
    ///
    /// - Throws: ``BatchError``.
    func header() throws(BatchError) -> CSVHeader? {
        guard format == .csv else { return nil }
        var reader = RecordReader(file, format: format)
        return try CSVHeader(try reader.next(), defaultType: defaultType)
    }

    /// Reads every record.
    ///
    /// - Parameter report: told how many bytes were looked at.
    /// - Throws: ``BatchError``; ``BatchError/mistakes(_:count:)`` in the order of lines.
    func run(report: @escaping @Sendable (Int64) -> Void) async throws(BatchError) -> CheckedFile {
        let state = try file.state()
        let header = try header()
        // Digests and ids that are derived are all of one length, so any serves to find mistakes.
        let maker = MessageMaker(
            header: header, defaultType: defaultType, fileDigest: String(repeating: "0", count: 32),
            longestMessage: longestMessage)
        async let digest = Result { () throws(BatchError) in try self.digest() }
        var found = await read(maker, report)
        let digestFound = try await digest.get()
        if let failure = found.failure {
            guard case .mistakes(let more, let count) = failure else { throw failure }
            found.add(more, count: count)
        }
        guard found.count == 0 else { throw .mistakes(found.firstMistakes(), count: found.count) }
        guard try file.state() == state else { throw .changed(path: file.path) }
        return CheckedFile(digest: digestFound, messages: found.messages, header: header, state: state)
    }

    private func read(_ maker: MessageMaker, _ report: @Sendable (Int64) -> Void) async -> Findings {
        await withTaskGroup(of: Findings.self) { group in
            var reader = RecordReader(file, format: format)
            var (findings, running) = (Findings(), 0)
            while true {
                let block: RecordBlock?
                do throws(BatchError) { block = try reader.next() } catch {
                    findings.failure = error
                    break
                }
                guard let block else { break }
                if running == width, let one = await group.next() {
                    findings.add(one)
                    running -= 1
                }
                group.addTask {
                    let made = maker.messages(of: block)
                    var one = Findings()
                    one.messages = Int64(made.lines.count)
                    one.add(made.mistakes, count: made.mistakes.count)
                    return one
                }
                running += 1
                report(block.offset + Int64(block.bytes.count))
            }
            for await one in group { findings.add(one) }
            return findings
        }
    }
}

/// What was found in some blocks.
private struct Findings: Sendable {
    var messages: Int64 = 0
    private(set) var count = 0
    var failure: BatchError?
    private var mistakes: [BatchMistake] = []

    mutating func add(_ other: Findings) {
        messages += other.messages
        add(other.mistakes, count: other.count)
    }

    mutating func add(_ more: [BatchMistake], count: Int) {
        self.count += count
        mistakes += more
        // Blocks come in any order: the first lines of all are kept.
        if mistakes.count > 10 * FileCheck.mostMistakes { mistakes = firstMistakes() }
    }

    func firstMistakes() -> [BatchMistake] {
        Array(mistakes.sorted { $0.line < $1.line }.prefix(FileCheck.mostMistakes))
    }
}
