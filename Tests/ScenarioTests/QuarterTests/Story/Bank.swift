import CoalitionTestKit
import Foundation
import Quantities
import ScenarioKit

/// The operator's bank: it carries out the files it is given, books what others pay, and tells of both in files of its own.
final class Bank {
    /// The operator's account there.
    let account: String
    /// Every file that went in or out, by kind: `pain.002.001.10` and so on.
    private(set) var files: [String: [[UInt8]]] = [:]
    /// How often each end-to-end id was paid out, and how much in all.
    private(set) var payouts: [String: (times: Int, amount: Int64)] = [:]
    /// Minor units in the account.
    private(set) var balance: Int64 = 0

    private let folder: String
    private var told: Int64 = 0
    private var number = 0
    private var today: [BankMovement] = []
    private var untold: [BankMovement] = []
    private var answered: Set<String> = []

    /// A bank that keeps `account` and leaves its files in `folder`.
    init(account: String, folder: String) throws {
        self.account = account
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Somebody pays into the account.
    func receive(_ amount: Int64, reference: String? = nil, remittance: String? = nil) {
        var movement = BankMovement.incoming(reference: reference ?? "\(remittance ?? "")-\(number)", amount)
        if reference == nil { movement.reference = nil }
        movement.remittance = remittance
        book(movement)
        untold.append(movement)
    }

    /// Pays out what the operator gives back of a fund. The hub has booked it when it was released, so the bank's files
    /// leave it out.
    func giveBack(_ amount: Int64) {
        balance -= amount
        told -= amount
    }

    /// Takes up the files that lie in `outbox` since it was looked into last: payments in `refused` are not carried out,
    /// the others at once.
    ///
    /// - Returns: the bank's answers, one for each file.
    func carryOut(outbox: String, on day: LocalDay, refusing refused: Set<String> = []) throws -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: outbox)) ?? []
        var answers: [String] = []
        for name in names.sorted() where name.hasSuffix(".xml") && answered.insert(name).inserted {
            guard let data = FileManager.default.contents(atPath: "\(outbox)/\(name)") else { continue }
            files["pain.001.001.09", default: []].append([UInt8](data))
            let text = String(decoding: data, as: UTF8.self)
            guard let message = Self.values("MsgId", in: text).first else { throw StoryBroken("\(name) has no MsgId") }
            let ids = Self.values("EndToEndId", in: text)
            let amounts = Self.values("InstdAmt", in: text).compactMap { Self.minorUnits($0) }
            guard !ids.isEmpty, ids.count == amounts.count else { throw StoryBroken("\(name) is no message") }
            var outcomes: [BankAnswerSamples.Outcome] = []
            for (id, amount) in zip(ids, amounts) {
                if refused.contains(id) {
                    outcomes.append((id, "RJCT", "AC04"))
                } else {
                    outcomes.append((id, "ACSP", nil))
                    payouts[id, default: (0, 0)].times += 1
                    payouts[id, default: (0, 0)].amount += amount
                    book(.paid(id, amount))
                }
            }
            let samples = BankAnswerSamples(account: account, currency: .ron, day: day)
            answers.append(
                try write("pain.002.001.10", samples.statusReport(next("S"), of: message, outcomes: outcomes)))
        }
        return answers
    }

    /// Tells at once of what came in since it was told last.
    func notification(on day: LocalDay) throws -> String? {
        guard !untold.isEmpty else { return nil }
        let samples = BankAnswerSamples(account: account, currency: .ron, day: day)
        defer { untold = [] }
        return try write("camt.054.001.08", samples.notification(next("N"), untold))
    }

    /// The day's statement, when anything moved; it tells of what came in once more.
    func statement(of day: LocalDay) throws -> String? {
        guard !today.isEmpty else { return nil }
        let samples = BankAnswerSamples(account: account, currency: .ron, day: day)
        let path = try write("camt.053.001.08", samples.statement(next("D"), today, opening: told))
        (today, told) = ([], balance)
        return path
    }

    private func book(_ movement: BankMovement) {
        balance += movement.amount
        today.append(movement)
    }

    private func next(_ kind: String) -> String {
        number += 1
        return "BANK-\(kind)-\(number)"
    }

    private func write(_ kind: String, _ text: String) throws -> String {
        files[kind, default: []].append(Array(text.utf8))
        let path = "\(folder)/\(number)-\(kind).xml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// The texts of elements of a name, attributes aside.
    private static func values(_ element: String, in text: String) -> [String] {
        text.split(separator: "<\(element)").dropFirst().compactMap { part in
            guard let start = part.firstIndex(of: ">"), part.first == ">" || part.first == " ",
                let end = part[start...].firstIndex(of: "<")
            else { return nil }
            return String(part[part.index(after: start)..<end])
        }
    }

    private static func minorUnits(_ decimal: String) -> Int64? {
        let parts = decimal.split(separator: ".")
        guard parts.count <= 2, let whole = Int64(parts[0]) else { return nil }
        let digits = parts.count > 1 ? String((parts[1] + "00").prefix(2)) : "00"
        return Int64(digits).map { whole * 100 + $0 }
    }
}
