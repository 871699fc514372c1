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
            let one = PostgresValue.orNull(cycle, PostgresValue.int64)
            let answers = try connection.pipeline([DeliveryStatements.folders(one), CopyStatements.folders(one)])
            return try answers[0].map { try Self.folder($0) } + answers[1].map { try Self.folder($0, isCopy: true) }
        }
    }

    private static func folder(_ row: Row, isCopy: Bool = false) throws -> FolderKey {
        FolderKey(
            party: try PartnerID(row.text("party")), cycle: try row.int64("cycle"), version: try row.int64("version"),
            copy: isCopy ? try row.int64("copy") : 0)
    }

    /// See ``SettlementStore/files(of:)``.
    public func files(of folder: FolderKey) async throws(SettlementFailure) -> [FolderFile] {
        try await reading { try CopyRows.files(of: folder, $0) }
    }

    /// See ``SettlementStore/replay(_:version:)``.
    public func replay(_ cycle: Int64, version: Int64?) async throws(SettlementFailure) -> ReplayReport {
        let (settings, sealing) = (settings, sealing)
        return try await reading { connection in
            guard let dispatched = try RebuiltVersion.read(cycle, version: version, connection) else {
                throw SettlementFailure.notDispatched(cycle, version: version)
            }
            return try dispatched.compare(settings, sealing, connection)
        }
    }

    /// See ``SettlementStore/postings(of:issuer:redeemer:after:pricedBy:)``.
    public func postings(
        of cycle: Int64, issuer: PartnerID, redeemer: PartnerID, after: PostingPlace?, pricedBy settlement: Settlement
    ) async throws(SettlementFailure) -> PostingPage {
        try await reading { connection in
            let rows = try connection.execute(
                ExplanationStatements.pair,
                [.int64(cycle), .text(issuer.text), .text(redeemer.text)] + ExplanationRows.parameters(after))
            return try ExplanationRows(settlement: settlement, viewer: nil).page(rows)
        }
    }
}
