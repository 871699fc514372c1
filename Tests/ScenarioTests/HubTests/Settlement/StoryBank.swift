import CoalitionTestKit
import Foundation
import Payments
import Quantities
import ScenarioKit
import Synchronization

/// The operator's bank, which carries out what lies in the hub's outbox, once a message, and writes statements.
final class StoryBank: Sendable {
    private struct Books {
        /// Messages taken in, with their bytes.
        var messages: [String: Data] = [:]
        /// How often each end-to-end id was paid out, and how much in all.
        var payouts: [String: (times: Int, amount: Int64)] = [:]
        var statements = 0
    }

    private let account: String
    private let folder: String
    private let books = Mutex(Books())

    /// A bank that leaves its files in a folder.
    init(account: String, folder: String) throws {
        self.account = account
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// What was paid out so far, by end-to-end id.
    var payouts: [String: (times: Int, amount: Int64)] { books.withLock { $0.payouts } }

    /// Takes in what lies in the outbox; a message seen before is not carried out again, and must be the same.
    ///
    /// - Returns: the transfers carried out now.
    @discardableResult
    func carryOut(outbox: String) throws -> [BankMovement] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: outbox)) ?? []
        return try books.withLock { books in
            var movements: [BankMovement] = []
            for name in names.sorted() where name.hasSuffix(".xml") {
                guard let data = FileManager.default.contents(atPath: "\(outbox)/\(name)") else { continue }
                if let known = books.messages[name] {
                    guard known == data else { throw StoryBroken("\(name) changed after the bank took it") }
                    continue
                }
                books.messages[name] = data
                let text = String(decoding: data, as: UTF8.self)
                let ids = Self.values("EndToEndId", in: text)
                let amounts = Self.values("InstdAmt", in: text).compactMap { Self.minorUnits($0) }
                guard !ids.isEmpty, ids.count == amounts.count else { throw StoryBroken("\(name) is no message") }
                for (id, amount) in zip(ids, amounts) {
                    books.payouts[id, default: (0, 0)].times += 1
                    books.payouts[id, default: (0, 0)].amount += amount
                    movements.append(.paid(id, amount))
                }
            }
            return movements
        }
    }

    /// A statement of these movements, as a file.
    func statement(_ movements: [BankMovement], day: LocalDay) throws -> String {
        let number = books.withLock { books in
            books.statements += 1
            return books.statements
        }
        let samples = BankAnswerSamples(account: account, currency: .ron, day: day)
        let path = "\(folder)/camt-\(number).xml"
        try Data(samples.statement("BANK-\(number)", movements).utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// A status report on a message, as a file.
    func report(on message: String, _ outcomes: [BankAnswerSamples.Outcome], day: LocalDay) throws -> String {
        let samples = BankAnswerSamples(account: account, currency: .ron, day: day)
        let path = "\(folder)/pain-\(message).xml"
        try Data(samples.statusReport("STATUS-\(message)", of: message, outcomes: outcomes).utf8)
            .write(to: URL(fileURLWithPath: path))
        return path
    }

    /// The texts of elements of a name, attributes aside.
    static func values(_ element: String, in text: String) -> [String] {
        text.split(separator: "<\(element)").dropFirst().compactMap { part in
            guard let start = part.firstIndex(of: ">"), part.first == ">" || part.first == " ",
                let end = part[start...].firstIndex(of: "<")
            else { return nil }
            return String(part[part.index(after: start)..<end])
        }
    }

    private static func minorUnits(_ decimal: String) -> Int64? {
        let parts = decimal.split(separator: ".")
        guard let whole = parts.first.flatMap({ Int64($0) }), parts.count <= 2 else { return nil }
        let digits = parts.count > 1 ? String((parts[1] + "00").prefix(2)) : "00"
        return Int64(digits).map { whole * 100 + $0 }
    }
}
