import Operations
import Partners
import Postgres
import Quantities
import Wire

/// Reads the coalition's terms that bind.
enum TermsReading {
    /// Row: revision.
    static let revision = Statement("terms.revision", "select revision from configuration")

    /// Row: document.
    static let coalition = Statement(
        "terms.coalition", "select document from coalition_document order by revision desc limit 1")

    /// Row: document.
    static let partners = Statement(
        "terms.partners",
        "select distinct on (partner) document from partner_document order by partner, revision desc")

    /// The newest terms, or nothing before any were applied.
    static func read(_ connection: isolated PostgresConnection) throws -> CoalitionTerms? {
        let answers = try connection.pipeline([
            StatementCall(revision), StatementCall(coalition), StatementCall(partners),
        ])
        guard let document = answers[1].first else { return nil }
        let coalition = try PartnerDocument.coalition(document.text("document"))
        guard let zone = ZoneRules(iana: coalition.timeZone) else {
            throw StoreError.failed("the time zone \(coalition.timeZone) is not known to this system")
        }
        let partners = try answers[2].map { try PartnerDocument.partner($0.text("document")) }
        return CoalitionTerms(
            snapshot: CoalitionSnapshot(
                revision: try answers[0].only().int64("revision"), coalition: coalition,
                partners: Dictionary(partners.map { ($0.id, $0) }) { _, newer in newer }),
            zone: zone)
    }
}
