import Foundation
import Governance
import Operations
import Partners
import Quantities
import Reconciliation
import Signatures
import Storage
import Web
import Wire

extension Hub {
    /// Compares partners' days with the hub's.
    public var reconciliations: ReconciliationDesk {
        ReconciliationDesk(
            store: PostgresReconciliationStore(settings, pool: pool), directory: settings.directory,
            sha256: { MessageDigest.sha256Hexadecimal($0) })
    }
}

extension HubProgram {
    /// `reconcile`: compares a partner's day and keeps what came of it; fails when the day is not clean.
    public static func reconcile(
        _ options: HubOptions, partner: String, file: String, day: String, json: Bool
    ) async throws {
        guard let id = try? PartnerID(partner) else { throw CommandFailure("“\(partner)” is no partner's id.") }
        guard let local = LocalDay(iso8601: day) else {
            throw CommandFailure("“\(day)” is no day: write it as 2026-11-20.")
        }
        guard
            let content = file == "-"
                ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
        else { throw CommandFailure("\(file) cannot be read.") }
        let report = try await visit(options, needs: .reconcile) { hub, actor in
            try await hub.reconciliations.reconcile([UInt8](content), day: local, of: id, by: actor)
        }
        let document = ReconciliationDocument.json(report.record.head, report.comparison)
        let text = (try? JSONReader.read(document)).flatMap(ReconciliationAnswer.init)?.text(
            books: "\(partner)'s books")
        Console(json: json).say(text ?? "", document)
        guard report.record.isClean else {
            throw CommandFailure("\(partner)'s \(local) does not agree with the hub.")
        }
    }
}
