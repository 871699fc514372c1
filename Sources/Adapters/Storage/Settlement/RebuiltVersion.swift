import Operations
import Partners
import Postgres
import Quantities
import Settlement
import Wire

/// A version that was dispatched, worked out again from postings and stored terms.
struct RebuiltVersion {
    let cycle: Int64
    let number: Int64
    let supersedes: Int64?
    let calculated: CalculatedSettlement
    let closedAt: Instant

    /// Reads a version and works it out; nothing when it was never dispatched.
    ///
    /// - Parameter version: absent, the newest that was dispatched.
    static func read(
        _ cycle: Int64, version: Int64?, _ connection: isolated PostgresConnection
    ) throws -> RebuiltVersion? {
        let answers = try connection.pipeline([
            DeliveryStatements.dispatched(.int64(cycle), .orNull(version, PostgresValue.int64)),
            SettlementStatements.flows(.int64(cycle)), AdjustmentStatements.ofCycle(.int64(cycle)),
        ])
        guard let row = answers[0].first else { return nil }
        let basis = try SettlementBasisDocument.basis(of: row.text("terms"))
        let flows = try CycleRows.flows(answers[1])
        let adjustments = try AdjustmentRows.adjustments(answers[2])
        let settlement: Settlement
        do throws(SettlementError) {
            settlement = try Settlement.calculate(
                flows: flows, terms: basis.terms, adjustments: adjustments, closeDay: basis.closeDay)
        } catch {
            throw SettlementFailure.notCalculable(error)
        }
        return RebuiltVersion(
            cycle: cycle, number: try row.int64("version"), supersedes: try row.optionalInt64("supersedes"),
            calculated: CalculatedSettlement(basis: basis, settlement: settlement),
            closedAt: try row.instant("closed_at"))
    }

    /// Makes every folder again and holds it against the one that went out, one party at a time.
    func compare(
        _ settings: StoreSettings, _ sealing: FolderSealing, _ connection: isolated PostgresConnection
    ) throws -> ReplayReport {
        let making = FolderMaking(
            cycle: cycle, version: number, supersedes: supersedes, calculated: calculated, closedAt: closedAt,
            keeper: settings.keeper, sha256: sealing.sha256)
        var sequences: [PartnerID: Int64] = [:]
        for folder in try connection.execute(DeliveryStatements.folders, [.int64(cycle)])
        where try folder.int64("version") == number {
            sequences[try PartnerID(folder.text("party"))] = try folder.int64("sequence")
        }
        var compared = 0
        var differing: [String] = []
        for party in Set(making.parties).union(sequences.keys).sorted() {
            let key = FolderKey(party: party, cycle: cycle, version: number)
            let kept = try FolderRows.files(of: key, connection).filter { $0.name != SettlementFile.manifestSignature }
            let names = Set(kept.map(\.name))
            let further =
                party == .operator
                ? try VersionPayments.again(cycle: cycle, version: number, kept: names, connection) : []
            let made =
                try making.parties.contains(party)
                ? making.files(
                    of: party, sequence: sequences[party] ?? 0, further: further, kept: names, connection) : []
            let before = Dictionary(kept.map { ($0.name, $0.bytes) }) { first, _ in first }
            let after = Dictionary(made.map { ($0.name, $0.bytes) }) { first, _ in first }
            for name in Set(before.keys).union(after.keys).sorted() {
                compared += 1
                if before[name] != after[name] { differing.append("\(key.path)/\(name)") }
            }
        }
        return ReplayReport(version: number, files: compared, differing: differing)
    }
}
