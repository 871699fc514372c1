import Foundation
import Operations
import PartnerClient
import Partners
import Quantities
import ScenarioKit
import Wire

/// What a partner does with what the hub delivers: it reads its own folders and nothing else.
struct Inbox {
    let partner: PartnerID
    /// Where the hub delivers.
    let path: String
    /// The private key, in a file of the partner's own.
    let keyFile: String
    /// What it holds to be the hub's.
    let trust: HubTrust

    /// The newest version of a cycle that has arrived.
    func version(of cycle: Int64) -> Int64? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place(cycle))) ?? []
        return names.compactMap { $0.first == "v" ? Int64($0.dropFirst()) : nil }.max()
    }

    /// What the newest version asks for or promises, and the reference to pay under.
    func summary(of cycle: Int64) throws -> SummaryFile {
        try SummaryFile(try bytes(SettlementFile.summary, of: cycle), partner: partner)
    }

    /// The statement's rows by column, the trailer left out.
    func rows(of cycle: Int64) throws -> [[String: String]] {
        let table = try CSVTable(try bytes(SettlementFile.statement, of: cycle))
        return table.rows.dropLast().map { row in
            Dictionary(zip(table.header, row.map { CSVTable.text(of: $0) ?? $0 })) { first, _ in first }
        }
    }

    /// Checks the newest version as `partner verify-settlement` does, and leaves a signed word about it in its folder.
    func acknowledge(_ cycle: Int64, _ draft: AcknowledgementDraft, at instant: Instant) throws {
        _ = try SignedAcknowledgement.write(
            draft, in: try folder(cycle), cycle: CycleName.text(cycle), version: nil, trust: trust, keyFile: keyFile,
            keyID: "\(partner)-2017", at: Date(timeIntervalSince1970: Double(instant.seconds)))
    }

    private func bytes(_ file: String, of cycle: Int64) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: "\(try folder(cycle))/\(file)") else {
            throw StoryBroken("\(partner) has no \(file) of cycle \(cycle)")
        }
        return [UInt8](data)
    }

    private func folder(_ cycle: Int64) throws -> String {
        guard let version = version(of: cycle) else { throw StoryBroken("\(partner) has nothing of cycle \(cycle)") }
        return "\(place(cycle))/v\(version)"
    }

    private func place(_ cycle: Int64) -> String { "\(path)/\(partner)/\(CycleName.text(cycle))" }
}
