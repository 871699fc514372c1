import Operations
import Partners
import Quantities
import Settlement
import Wire

/// What a settlement was worked out from, as one JSON document in the order of its members.
enum SettlementBasisDocument {
    /// The document of a basis; equal ones give equal texts.
    static func text(of basis: SettlementBasis) -> String {
        let terms = basis.terms
        let bytes = JSONWriter.object(capacity: 1024) { writer in
            writer.member("coalition", basis.coalition)
            writer.member("close_day", basis.closeDay.dayNumber)
            writer.member("model", terms.model.rawValue)
            writer.member("currency", terms.currency.letters)
            writer.member("minimum_payment", terms.minimumPayment)
            writer.member("settlement_days", terms.settlementDays)
            writer.member("calendar", terms.calendar.rawValue)
            writer.array("partners") { list in
                for (partner, own) in terms.partners.sorted(by: { $0.key < $1.key }) {
                    list.elementObject { entry in
                        entry.member("partner", partner.text)
                        entry.member("service_fee_basis_points", own.serviceFee.count)
                        entry.member("minimum_fee", own.minimumFee)
                        entry.member("breakage_share", own.breakageShare.description)
                        entry.member("carried_in", own.carriedIn)
                    }
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The basis in a document.
    ///
    /// - Throws: ``JSONError`` or ``QuantityError`` for a document that is none of ours.
    static func basis(of text: String) throws -> SettlementBasis {
        var reader = try JSONObjectReader(JSONReader.read(text: text))
        let all = Int64.min...Int64.max
        let coalition = try reader.string("coalition", length: 0...1024)
        let closeDay = LocalDay(dayNumber: try reader.integer("close_day", in: all))
        guard let model = SettlementModel(rawValue: try reader.string("model")) else { throw reader.invalid("model") }
        let currency = try CurrencyCode(reader.string("currency"))
        let minimumPayment = try reader.integer("minimum_payment", in: all)
        let settlementDays = try reader.integer("settlement_days", in: all)
        guard let calendar = BusinessCalendar(rawValue: try reader.string("calendar")) else {
            throw reader.invalid("calendar")
        }
        var partners: [PartnerID: PartnerTerms] = [:]
        for entry in try reader.optionalObjects("partners", count: 0...1_000_000) ?? [] {
            var own = entry
            let partner = try PartnerID(own.string("partner"))
            partners[partner] = PartnerTerms(
                serviceFee: try BasisPoints(own.integer("service_fee_basis_points", in: all)),
                minimumFee: try own.integer("minimum_fee", in: all),
                breakageShare: try Rate(own.string("breakage_share")), carriedIn: try own.integer("carried_in", in: all)
            )
            try own.finish()
        }
        try reader.finish()
        return SettlementBasis(
            coalition: coalition, closeDay: closeDay,
            terms: SettlementTerms(
                model: model, currency: currency, minimumPayment: minimumPayment, settlementDays: settlementDays,
                calendar: calendar, partners: partners))
    }
}
