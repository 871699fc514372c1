import Partners
import Quantities
import Reconciliation

/// Why a day was not compared.
public enum ReconciliationFailure: Error, Hashable, Sendable {
    /// No coalition has been applied, so no time zone says when a day begins.
    case noCoalition
    /// No partner file names this partner.
    case unknownPartner(PartnerID)
    /// The file cannot be read as a partner's day.
    case file(DayFileError)
    /// The store did not do it.
    case store(StoreError)
}

extension ReconciliationFailure: CustomStringConvertible {
    /// One English sentence.
    public var description: String {
        switch self {
        case .noCoalition: "No coalition has been applied yet; run `clearinghouse partners apply`."
        case .unknownPartner(let id): "There is no partner \(id.text)."
        case .file(let error): "The day cannot be compared: \(error)."
        case .store(let error): "The ledger cannot be read: \(error)."
        }
    }
}

/// A compared day: what was kept, and everything that was found.
public struct ReconciliationReport: Hashable, Sendable {
    /// What is kept of it.
    public let record: ReconciliationRecord
    /// Everything found.
    public let comparison: DayComparison

    /// A report of these parts.
    public init(record: ReconciliationRecord, comparison: DayComparison) {
        self.record = record
        self.comparison = comparison
    }
}

/// Compares partners' days with the hub's.
public struct ReconciliationDesk: Sendable {
    /// The most days a list shows.
    public static let mostDays = 400

    private let store: any ReconciliationStore
    private let directory: CoalitionDirectory
    private let sha256: @Sendable ([UInt8]) -> String

    /// A desk.
    ///
    /// - Parameters:
    ///   - directory: knows the partners and the coalition's time zone.
    ///   - sha256: SHA-256 in lower-case hexadecimal.
    public init(
        store: any ReconciliationStore, directory: CoalitionDirectory, sha256: @escaping @Sendable ([UInt8]) -> String
    ) {
        self.store = store
        self.directory = directory
        self.sha256 = sha256
    }

    /// Compares a day and keeps what came of it in the place of an earlier comparison of the same day.
    ///
    /// A message belongs to the local day of its `occurred_at` in the coalition's time zone, whenever it arrived; refused
    /// messages belong to no day. Points and, where both sides have one, amounts must be equal.
    ///
    /// - Parameter file: CSV, as ``DayFile`` has it.
    public func reconcile(
        _ file: [UInt8], day: LocalDay, of partner: PartnerID, by actor: String
    ) async throws(ReconciliationFailure) -> ReconciliationReport {
        guard let terms = directory.current else { throw .noCoalition }
        guard terms.snapshot.partners[partner] != nil else { throw .unknownPartner(partner) }
        let read: DayFile
        do throws(DayFileError) { read = try DayFile.read(file) } catch { throw .file(error) }
        do throws(StoreError) {
            let hub = try await store.hubDay(
                day, in: terms.zone, of: partner, listed: read.rows.map(\.entry.messageID))
            let comparison = DayComparison(read, with: hub.booked, elsewhere: hub.elsewhere)
            let counts = ReconciliationCounts(comparison, rows: read.rows.count, messages: hub.booked.count)
            let record = try await store.keep(
                counts, isClean: comparison.isClean, fileSHA256: sha256(file), of: partner, day: day, by: actor)
            return ReconciliationReport(record: record, comparison: comparison)
        } catch {
            throw .store(error)
        }
    }

    /// The days a partner has compared, newest first, at most ``mostDays``.
    public func days(of partner: PartnerID) async throws(ReconciliationFailure) -> [ReconciliationRecord] {
        do throws(StoreError) {
            return try await store.records(of: partner, most: Self.mostDays)
        } catch {
            throw .store(error)
        }
    }
}
