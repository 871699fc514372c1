import Delivery
import Operations
import Partners
import Postgres
import Quantities
import Wire

/// Sends a dispatched version's folders once more, as they stand, under the same sequence numbers.
struct CopyRows {
    /// The file that tells a copy from what it is a copy of; no manifest names it.
    static let marker = "copy.json"

    let cycle: Int64
    let version: Int64
    let actor: String
    let now: Instant
    let partners: [PartnerID: Partner]

    /// Makes every data file again and, when all are as they went out, queues a copy of each folder.
    ///
    /// - Throws: ``SettlementFailure/contentChanged(_:version:differing:)``.
    func write(
        _ settings: StoreSettings, _ sealing: FolderSealing, _ connection: isolated PostgresConnection
    ) throws {
        guard let dispatched = try RebuiltVersion.read(cycle, version: version, connection) else {
            throw SettlementFailure.notDispatched(cycle, version: version)
        }
        let report = try dispatched.compare(settings, sealing, connection)
        guard report.differing.isEmpty else {
            throw SettlementFailure.contentChanged(cycle, version: version, differing: report.differing)
        }
        let copy = try connection.execute(
            CopyStatements.add, [.int64(cycle), .int64(version), .instant(now), .text(actor)]
        ).only().int64("copy")
        var calls: [StatementCall] = []
        for folder in try connection.execute(DeliveryStatements.folders, [.int64(cycle)])
        where try folder.int64("version") == version {
            let party = try PartnerID(folder.text("party"))
            let targets = partners[party]?.settlement.deliveries ?? []
            guard !targets.isEmpty else { continue }
            calls.append(
                StatementCall(
                    CopyStatements.queue,
                    [
                        .int64(cycle), .int64(version), .text(party.text), .int64(copy),
                        .int4Array((0..<Int32(targets.count)).map { $0 }), .textArray(targets.map(\.url)),
                        .int64(RetryPolicy.delivery.deadlineSeconds),
                    ]))
        }
        try connection.pipeline(calls)
    }

    /// A folder's files in the order pushed; a copy's are those of its original and, before the signature, its marker.
    static func files(of folder: FolderKey, _ connection: isolated PostgresConnection) throws -> [FolderFile] {
        var files = try FolderRows.files(of: folder.original, connection)
        guard folder.copy > 0 else { return files }
        let row = try connection.execute(
            CopyStatements.one, [.int64(folder.cycle), .int64(folder.version), .int64(folder.copy)]
        ).only()
        let madeAt = try row.instant("made_at")
        let content = JSONWriter.object { writer in
            writer.member("copy_of", folder.original.path)
            writer.member("copy", folder.copy)
            writer.member("made_at", madeAt.description)
        }
        let place = files.firstIndex { $0.name == SettlementFile.manifestSignature } ?? files.count
        files.insert(FolderFile(name: marker, bytes: content), at: place)
        return files
    }
}
