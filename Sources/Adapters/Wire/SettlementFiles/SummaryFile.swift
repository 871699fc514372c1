import Partners
import Quantities
import Settlement

/// `summary.json` (PROTOCOL.md section 8): one partner's position, when it is due, and how the banks name the payment.
///
/// Members: `currency`, `carried_in`, `gross_debit`, `gross_credit`, `fee`, `net`, `carried_out`, `value_date`,
/// `end_to_end_id`; money in minor units.
public struct SummaryFile: Hashable, Sendable {
    /// The currency of all amounts.
    public let currency: CurrencyCode
    /// The figures.
    public let position: Position
    /// The day the payment is due, as `YYYY-MM-DD`.
    public let valueDate: String
    /// Names the payment at the banks.
    public let endToEndID: String

    /// A summary of these facts.
    public init(currency: CurrencyCode, position: Position, valueDate: String, endToEndID: String) {
        self.currency = currency
        self.position = position
        self.valueDate = valueDate
        self.endToEndID = endToEndID
    }

    /// The file's bytes: members in the order above, one line.
    public var bytes: [UInt8] {
        JSONWriter.object { writer in
            writer.member("currency", currency.letters)
            writer.member("carried_in", position.carriedIn)
            writer.member("gross_debit", position.grossDebit)
            writer.member("gross_credit", position.grossCredit)
            writer.member("fee", position.fee)
            writer.member("net", position.net)
            writer.member("carried_out", position.carriedOut)
            writer.member("value_date", valueDate)
            writer.member("end_to_end_id", endToEndID)
        } + [0x0A]
    }

    /// Reads a summary, as `partner` received it.
    ///
    /// - Throws: ``SettlementFileError`` for wrong form.
    public init(_ bytes: [UInt8], partner: PartnerID) throws(SettlementFileError) {
        do throws(JSONError) {
            var reader = try JSONObjectReader(JSONReader.read(bytes))
            let letters = try reader.string("currency")
            guard let currency = try? CurrencyCode(letters) else { throw reader.invalid("currency") }
            let all = Int64.min...Int64.max
            let carriedIn = try reader.integer("carried_in", in: all)
            let grossDebit = try reader.integer("gross_debit", in: all)
            let grossCredit = try reader.integer("gross_credit", in: all)
            let fee = try reader.integer("fee", in: all)
            let net = try reader.integer("net", in: all)
            let carriedOut = try reader.integer("carried_out", in: all)
            self.currency = currency
            self.position = Position(
                partner: partner, grossDebit: grossDebit, grossCredit: grossCredit, fee: fee, carriedIn: carriedIn,
                net: net, carriedOut: carriedOut)
            self.valueDate = try reader.string("value_date", length: 10...10)
            self.endToEndID = try reader.string("end_to_end_id", length: 1...35)
            try reader.finish()
        } catch {
            throw SettlementFileError(SettlementFile.summary, error)
        }
    }
}
