import Ledger
import Operations
import Partners
import Postgres
import Quantities
import Settlement
import Wire

extension PostgresSettlementStore {
    /// See ``SettlementStore/folders(of:)``.
    public func folders(of cycle: Int64?) async throws(SettlementFailure) -> [FolderKey] {
        try await reading { connection in
            try connection.execute(DeliveryStatements.folders, [.orNull(cycle, PostgresValue.int64)]).map {
                FolderKey(
                    party: try PartnerID($0.text("party")), cycle: try $0.int64("cycle"),
                    version: try $0.int64("version"))
            }
        }
    }

    /// See ``SettlementStore/files(of:)``.
    public func files(of folder: FolderKey) async throws(SettlementFailure) -> [FolderFile] {
        try await reading { try FolderRows.files(of: folder, $0) }
    }

    /// See ``SettlementStore/replay(_:version:)``.
    public func replay(_ cycle: Int64, version: Int64?) async throws(SettlementFailure) -> ReplayReport {
        let (settings, sealing) = (settings, sealing)
        return try await reading { connection in
            let answers = try connection.pipeline([
                DeliveryStatements.dispatched(.int64(cycle), .orNull(version, PostgresValue.int64)),
                SettlementStatements.flows(.int64(cycle)), DeliveryStatements.folders(.int64(cycle)),
            ])
            guard let row = answers[0].first else { throw SettlementFailure.notCalculated(cycle) }
            let number = try row.int64("version")
            let basis = try SettlementBasisDocument.basis(of: row.text("terms"))
            let flows = try CycleRows.flows(answers[1])
            let settlement: Settlement
            do throws(SettlementError) {
                settlement = try Settlement.calculate(flows: flows, terms: basis.terms, closeDay: basis.closeDay)
            } catch {
                throw SettlementFailure.notCalculable(error)
            }
            let making = FolderMaking(
                cycle: cycle, version: number, supersedes: try row.optionalInt64("supersedes"),
                calculated: CalculatedSettlement(basis: basis, settlement: settlement), keeper: settings.keeper,
                sha256: sealing.sha256)
            var sequences: [PartnerID: Int64] = [:]
            for folder in answers[2] where try folder.int64("version") == number {
                sequences[try PartnerID(folder.text("party"))] = try folder.int64("sequence")
            }
            return try FolderComparison(making: making, sequences: sequences).report(connection)
        }
    }
}

/// Makes a version's folders again and holds them against those that went out, one party at a time.
private struct FolderComparison {
    let making: FolderMaking
    let sequences: [PartnerID: Int64]

    func report(_ connection: isolated PostgresConnection) throws -> ReplayReport {
        var compared = 0
        var differing: [String] = []
        for party in Set(making.parties).union(sequences.keys).sorted() {
            let key = FolderKey(party: party, cycle: making.cycle, version: making.version)
            let kept = try FolderRows.files(of: key, connection).filter { $0.name != SettlementFile.manifestSignature }
            let made =
                try making.parties.contains(party)
                ? making.files(of: party, sequence: sequences[party] ?? 0, connection) : []
            let before = Dictionary(kept.map { ($0.name, $0.bytes) }) { first, _ in first }
            let after = Dictionary(made.map { ($0.name, $0.bytes) }) { first, _ in first }
            for name in Set(before.keys).union(after.keys).sorted() {
                compared += 1
                if before[name] != after[name] { differing.append("\(key.path)/\(name)") }
            }
        }
        return ReplayReport(version: making.version, files: compared, differing: differing)
    }
}
