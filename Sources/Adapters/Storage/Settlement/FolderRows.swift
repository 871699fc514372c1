import Delivery
import Operations
import Partners
import Postgres
import Quantities
import Wire

/// Makes, signs and stores a version's folders and queues their deliveries, one party in memory at a time.
struct FolderRows {
    let making: FolderMaking
    let sealing: FolderSealing
    let now: Instant
    /// Files made elsewhere that go into a party's folder too.
    var further: [PartnerID: [SettlementFile]] = [:]

    func write(partners: [PartnerID: Partner], _ connection: isolated PostgresConnection) throws {
        try connection.execute(DeliveryStatements.numberAlone)
        for party in making.parties {
            let sequence = try connection.execute(DeliveryStatements.nextSequence, [.text(party.text)]).only()
                .int64("sequence")
            var files = try making.files(of: party, sequence: sequence, further: further[party] ?? [], connection)
            let manifest = files.removeLast()
            files.append(
                SettlementFile(name: SettlementFile.manifestSignature, bytes: try signature(of: manifest.bytes)))
            files.append(manifest)
            let folder: [PostgresValue] = [.int64(making.cycle), .int64(making.version), .text(party.text)]
            var calls = [
                StatementCall(DeliveryStatements.addFolder, folder + [.int64(sequence)]),
                StatementCall(
                    DeliveryStatements.addFiles,
                    folder + [
                        .int4Array((0..<Int32(files.count)).map { $0 }), .textArray(files.map(\.name)),
                        .bytesArray(files.map(\.bytes)),
                    ]),
            ]
            let targets = partners[party]?.settlement.deliveries ?? []
            if !targets.isEmpty {
                calls.append(
                    StatementCall(
                        DeliveryStatements.queue,
                        folder + [
                            .int4Array((0..<Int32(targets.count)).map { $0 }), .textArray(targets.map(\.url)),
                            .int64(RetryPolicy.delivery.deadlineSeconds),
                        ]))
            }
            try connection.pipeline(calls)
        }
    }

    private func signature(of manifest: [UInt8]) throws -> [UInt8] {
        do {
            return try sealing.sign(manifest, now)
        } catch {
            throw SettlementFailure.notSigned("\(error)")
        }
    }

    /// A folder's files in the order pushed.
    static func files(of folder: FolderKey, _ connection: isolated PostgresConnection) throws -> [FolderFile] {
        try connection.execute(
            DeliveryStatements.files, [.int64(folder.cycle), .int64(folder.version), .text(folder.party.text)]
        ).map { FolderFile(name: try $0.text("name"), bytes: try $0.bytes("content")) }
    }
}
