import Foundation
import Payments

@testable import BankFiles

/// A folder of one test, removed at its end.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "bank-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and answers its path.
    func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let file = url.appending(path: name)
        try Data(bytes).write(to: file)
        return file.path
    }
}

/// Everything a bank's file says.
struct ReadFile {
    let header: BankFileHeader
    var items: [BankItem] = []

    /// Reads `text` from a file of its own.
    init(_ text: String) throws {
        try self.init(bytes: Array(text.utf8))
    }

    /// Reads bytes from a file of its own.
    init(bytes: [UInt8]) throws {
        let folder = try TemporaryFolder()
        var reader = try BankFileReader(path: folder.file("answer.xml", bytes))
        header = reader.header
        while let item = try reader.next() { items.append(item) }
    }

    var entries: [BankEntry] {
        items.compactMap { if case .entry(let entry) = $0 { entry } else { nil } }
    }

    var statuses: [PaymentStatus] {
        items.compactMap { if case .status(let status) = $0 { status } else { nil } }
    }
}
