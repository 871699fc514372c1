import Ledger
import Operations
import Partners
import Postgres
import Quantities
import Settlement
import Wire

/// Reads postings with what they are worth and the receipts of their messages.
struct ExplanationRows {
    /// Says what each posting is worth.
    let settlement: Settlement
    /// Who reads: one partner its own side and the receipts of its own messages; the operator both sides and all.
    let viewer: PartnerID?

    /// The place after which a page begins, and one posting more than a page holds.
    static func parameters(_ after: PostingPlace?) -> [PostgresValue] {
        let place = after ?? PostingPlace(transaction: UniqueID(high: 0, low: 0), index: 0)
        return [.uuid(place.transaction.column), .int4(place.index), .int64(PostingPage.size + 1)]
    }

    func page(_ rows: Rows) throws -> PostingPage {
        var postings: [ExplainedPosting] = []
        var last: PostingPlace?
        for row in rows.prefix(Int(PostingPage.size)) {
            let place = PostingPlace(transaction: try row.identity("transaction_id"), index: try row.int4("place"))
            postings += try explained(row, at: place)
            last = place
        }
        return PostingPage(postings: postings, next: rows.count > Int(PostingPage.size) ? last : nil)
    }

    private func explained(_ row: Row, at place: PostingPlace) throws -> [ExplainedPosting] {
        guard let kind = PostingKind(rawValue: try row.text("kind")) else {
            throw StoreError.failed("a posting is of no known kind")
        }
        let posting = Posting(
            kind: kind, lot: try row.identity("lot_id"), issuer: try PartnerID(row.text("issuer")),
            redeemer: try row.optionalText("redeemer").map { try PartnerID($0) }, points: try row.int64("points"),
            issuePrice: try Rate(millionths: row.int64("issue_price")),
            redemptionRate: try Rate(millionths: row.int64("redemption_rate")))
        let sender = try row.optionalText("partner").map { try PartnerID($0) }
        let messageID = try row.optionalText("message_id")
        let occurredAt = try row.instant("occurred_at")
        let receipt = viewer == nil || viewer == sender ? try Self.receipt(row) : nil
        var explained: [ExplainedPosting] = []
        for flow in posting.flows {
            let piece = StatementPosting(
                occurredAt: occurredAt, messageID: messageID, transactionID: place.transaction.description,
                key: flow.key, points: PointsDelta(flow.points), member: nil)
            var kind: StatementKind?
            var (debit, credit) = (Side?.none, Side?.none)
            for party in viewer.map({ [$0] }) ?? Set([flow.key.issuer, flow.key.redeemer]).sorted() {
                guard let line = try settlement.line(of: piece, for: party), let rate = line.rate else { continue }
                kind = line.kind
                switch line.side(for: party) {
                case .debit: debit = Side(rate: rate, amount: line.amount.negated)
                case .credit: credit = Side(rate: rate, amount: line.amount)
                }
            }
            guard let kind else { continue }
            explained.append(
                ExplainedPosting(
                    place: place, occurredAt: occurredAt, sender: sender, messageID: messageID, kind: kind,
                    issuer: flow.key.issuer, redeemer: flow.key.kind == .redeemed ? flow.key.redeemer : nil,
                    points: PointsDelta(flow.points), debit: debit, credit: credit, receipt: receipt))
        }
        return explained
    }

    private typealias Side = ExplainedPosting.PricedSide

    /// The receipt in a stored answer; none in one without.
    private static func receipt(_ row: Row) throws -> String? {
        guard try !row.isNull("record"),
            case .string(let text)? = try? JSONReader.read(RecordCodec().record(row).answer)["receipt"]
        else { return nil }
        return text
    }
}
