import Operations
import Partners
import Payments
import Postgres
import Quantities

/// The taking in of one bank file, batch by batch, in one transaction that holds the payments' lock.
struct BankImport {
    /// Facts decided and written together; what bounds the memory an import takes.
    static let batchSize = 256

    let digest: [UInt8]
    let name: String
    let actor: String
    let now: Instant
    let terms: CoalitionTerms
    let sha256: @Sendable ([UInt8]) -> [UInt8]

    private(set) var header: BankFileHeader?
    private var batch: [BankItem] = []
    private var counts = (
        items: Int64(0), matched: Int64(0), partly: Int64(0), unmatched: Int64(0), duplicates: Int64(0)
    )
    private var moved: Set<Int64> = []
    /// How often entries without a bank's reference have come with the same facts in this file.
    private var occurrences: [[UInt8]: Int] = [:]

    init(
        digest: [UInt8], name: String, actor: String, now: Instant, terms: CoalitionTerms,
        sha256: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.digest = digest
        self.name = name
        self.actor = actor
        self.now = now
        self.terms = terms
        self.sha256 = sha256
    }

    /// Remembers the file.
    mutating func begin(_ header: BankFileHeader, _ connection: isolated PostgresConnection) throws {
        guard self.header == nil else { throw PaymentFailure.unreadable("it has two headers") }
        self.header = header
        try connection.execute(
            BankStatements.addFile,
            [
                .bytes(digest), .text(String(name.prefix(255))), .text(header.kind.rawValue),
                .text(String(header.messageID.prefix(35))), .text(String(header.createdAt.prefix(40))), .instant(now),
                .text(actor),
            ])
    }

    /// Takes a fact; it may wait for the batch to be full.
    mutating func add(_ item: BankItem, _ connection: isolated PostgresConnection) throws {
        guard header != nil else { throw PaymentFailure.unreadable("facts come before the header") }
        batch.append(item)
        if batch.count >= Self.batchSize { try flush(connection) }
    }

    /// Writes what waits, the counts and the audit entry.
    mutating func finish(_ connection: isolated PostgresConnection) throws -> BankImportReport {
        guard let header else { throw PaymentFailure.unreadable("it has no header") }
        try flush(connection)
        try connection.pipeline([
            BankStatements.countFile(
                .bytes(digest), .int64(counts.items), .int64(counts.matched), .int64(counts.partly),
                .int64(counts.unmatched), .int64(counts.duplicates), .int64(Int64(moved.count))),
            AuditStatements.add(
                actor: actor, action: "bank.import", subject: "file \(String(header.messageID.prefix(35)))",
                detail:
                    "\(header.kind.rawValue): \(counts.items) items, \(counts.matched) matched, \(counts.partly) partly, "
                    + "\(counts.unmatched) unmatched, \(counts.duplicates) known", at: now),
        ])
        return BankImportReport(
            messageID: header.messageID, kind: header.kind, isRepeat: false, items: counts.items,
            matched: counts.matched, partlyMatched: counts.partly, unmatched: counts.unmatched,
            duplicates: counts.duplicates, paymentsMoved: Int64(moved.count))
    }

    private mutating func flush(_ connection: isolated PostgresConnection) throws {
        guard let header, !batch.isEmpty else { return }
        let identities = batch.map { identity(of: $0) }
        var decisions = try BankDecisions(
            items: batch, identities: identities, kind: header.kind, operatorIBAN: operatorIBAN,
            currency: terms.snapshot.coalition.currency, today: terms.zone.day(of: now), connection)
        decisions.decide()
        try decisions.write(file: digest, by: actor, at: now, connection)
        counts.items += Int64(batch.count)
        counts.matched += decisions.matched
        counts.partly += decisions.partlyMatched
        counts.unmatched += decisions.unmatched
        counts.duplicates += decisions.nothingNew
        moved.formUnion(decisions.moves.filter(\.isChange).map(\.before.id))
        batch.removeAll(keepingCapacity: true)
    }

    private var operatorIBAN: String? { terms.snapshot.coalition.operatorAccount?.iban }

    private mutating func identity(of item: BankItem) -> String {
        switch item {
        case .status(let status):
            let parts = [status.originalMessageID, status.endToEndID ?? "", status.code, status.reasonCode ?? ""]
            return "status:" + Self.text(sha256(Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8)))
        case .entry(let entry):
            let digest = sha256(Array(entry.identityText.utf8))
            guard entry.servicerReference == nil else { return "entry:" + Self.text(digest) }
            // Nothing but its facts tells it from its like: the second in one file is another.
            let occurrence = occurrences[digest, default: 0] + 1
            occurrences[digest] = occurrence
            return "entry:\(Self.text(digest)):\(occurrence)"
        }
    }

    private static func text(_ digest: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
