import Partners
import Quantities
import Settlement

/// How a cycle's figures come about, as JSON: amounts in minor units, but rates and amounts of single postings as decimal
/// strings in whole currency units, unrounded.
public enum ExplanationDocument {
    /// One partner's own part.
    public static func json(
        cycle: String, version: Int64, currency: CurrencyCode, matrix: [MatrixRow], party: PartyNetting
    ) -> [UInt8] {
        JSONWriter.object(capacity: 2048) { writer in
            writer.member("id", cycle)
            writer.member("version", version)
            writer.member("currency", currency.letters)
            write(matrix, to: &writer)
            write(party, to: &writer)
        }
    }

    /// A cycle's whole, or one partner's part of it.
    ///
    /// - Parameter partner: tells this one's part only.
    public static func json(
        cycle: String, state: String, version: Int64, settlement: Settlement, netting: Netting, partner: PartnerID?
    ) -> [UInt8] {
        JSONWriter.object(capacity: 4096) { writer in
            writer.member("id", cycle)
            writer.member("state", state)
            writer.member("version", version)
            writer.member("model", settlement.model.rawValue)
            writer.member("currency", settlement.currency.letters)
            write(
                settlement.matrix.filter { partner == nil || $0.issuer == partner || $0.redeemer == partner },
                to: &writer)
            writer.array("parties") { list in
                for party in netting.parties where partner == nil || party.partner == partner {
                    list.elementObject { write(party, to: &$0) }
                }
            }
            guard partner == nil else { return }
            writer.object("totals") { totals in
                // Sums of 128 bits are written as they are: JSON numbers have no limit.
                totals.member("gross", encoded: Array("\(netting.gross)".utf8))
                totals.member("bilateral", encoded: Array("\(netting.bilateral)".utf8))
                totals.member("multilateral", encoded: Array("\(netting.multilateral)".utf8))
                totals.member("bilateral_compression", ifPresent: netting.bilateralCompression?.description)
                totals.member("multilateral_compression", ifPresent: netting.multilateralCompression?.description)
            }
        }
    }

    /// Some postings; `next` is what `after` takes for those behind them.
    public static func json(_ page: PostingPage, cycle: String) -> [UInt8] {
        JSONWriter.object(capacity: 256 + page.postings.count * 512) { writer in
            writer.member("id", cycle)
            writer.array("postings") { list in
                for posting in page.postings { list.elementObject { write(posting, to: &$0) } }
            }
            writer.member("next", page.next.map { .string($0.description) } ?? .null)
        }
    }

    private static func write(_ matrix: [MatrixRow], to writer: inout JSONWriter) {
        writer.array("matrix") { list in
            for row in matrix { list.elementObject { SettlementFiles.matrixRow(row, to: &$0) } }
        }
    }

    private static func write(_ party: PartyNetting, to writer: inout JSONWriter) {
        writer.member("partner", party.partner.text)
        writer.member("gross", encoded: Array("\(party.gross)".utf8))
        writer.array("bilateral") { list in
            for bilateral in party.bilaterals {
                list.elementObject { entry in
                    entry.member("counterparty", bilateral.counterparty.text)
                    entry.member("pays", bilateral.pays)
                    entry.member("receives", bilateral.receives)
                    entry.member("net", bilateral.net)
                }
            }
        }
        writer.array("besides_points") { list in
            for line in party.besidesPoints {
                list.elementObject { entry in
                    entry.member("kind", line.kind.rawValue)
                    entry.member("message_id", ifPresent: line.messageID)
                    entry.member("transaction_id", ifPresent: line.transactionID)
                    entry.member("amount", line.amount.description)
                }
            }
        }
        writer.member("multilateral_net", party.multilateral)
        writer.member("compression", ifPresent: party.compression?.description)
        writer.object("position") { SettlementFiles.position(party.position, to: &$0) }
    }

    private static func write(_ posting: ExplainedPosting, to writer: inout JSONWriter) {
        writer.member("place", posting.place.description)
        writer.member("occurred_at", posting.occurredAt.description)
        writer.member("sender", ifPresent: posting.sender?.text)
        writer.member("message_id", ifPresent: posting.messageID)
        writer.member("transaction_id", posting.place.transaction.description)
        writer.member("kind", posting.kind.rawValue)
        writer.member("issuer", posting.issuer.text)
        writer.member("redeemer", ifPresent: posting.redeemer?.text)
        writer.member("points", posting.points.count)
        writer.member("debit_rate", ifPresent: posting.debit?.rate.description)
        writer.member("debit_amount", ifPresent: posting.debit?.amount.description)
        writer.member("credit_rate", ifPresent: posting.credit?.rate.description)
        writer.member("credit_amount", ifPresent: posting.credit?.amount.description)
        writer.member("receipt", ifPresent: posting.receipt)
    }
}
