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
            write(terms.calendar, terms.roll, to: &writer)
            writer.array("partners") { list in
                for (partner, own) in terms.partners.sorted(by: { $0.key < $1.key }) {
                    list.elementObject { entry in
                        entry.member("partner", partner.text)
                        entry.member("service_fee_basis_points", own.serviceFee.count)
                        entry.member("minimum_fee", own.minimumFee)
                        entry.member("breakage_share", own.breakageShare.description)
                        entry.member("carried_in", own.carriedIn)
                        runOff(own.runOff, to: &entry)
                    }
                }
            }
            defaults(of: terms, to: &writer)
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
        let (calendar, roll) = try calendar(from: &reader)
        var partners: [PartnerID: PartnerTerms] = [:]
        for entry in try reader.optionalObjects("partners", count: 0...1_000_000) ?? [] {
            var own = entry
            let partner = try PartnerID(own.string("partner"))
            partners[partner] = PartnerTerms(
                serviceFee: try BasisPoints(own.integer("service_fee_basis_points", in: all)),
                minimumFee: try own.integer("minimum_fee", in: all),
                breakageShare: try Rate(own.string("breakage_share")),
                carriedIn: try own.integer("carried_in", in: all), runOff: try runOff(&own))
            try own.finish()
        }
        let defaults = try defaults(&reader)
        let operatorShare = try reader.optionalInteger("operator_share", in: all) ?? 0
        try reader.finish()
        return SettlementBasis(
            coalition: coalition, closeDay: closeDay,
            terms: SettlementTerms(
                model: model, currency: currency, minimumPayment: minimumPayment, settlementDays: settlementDays,
                calendar: calendar, roll: roll, partners: partners, defaults: defaults, operatorShare: operatorShare))
    }
}

/// The calendar's part: what a basis of a plain rule and the usual roll has always been written as stays so.
extension SettlementBasisDocument {
    private static func write(_ calendar: BusinessCalendar, _ roll: DayRoll, to writer: inout JSONWriter) {
        writer.member("calendar", calendar.name)
        if !calendar.isPlain {
            writer.member("calendar_base", calendar.base.rawValue)
            writer.array("holidays") { list in for day in calendar.holidays { list.element(day.description) } }
        }
        if roll != .following { writer.member("roll", roll.rawValue) }
    }

    private static func calendar(from reader: inout JSONObjectReader) throws -> (BusinessCalendar, DayRoll) {
        let name = try reader.string("calendar")
        guard let base = BusinessCalendar.Base(rawValue: try reader.optionalString("calendar_base") ?? name) else {
            throw reader.invalid("calendar")
        }
        let holidays = try reader.optionalStrings("holidays", count: 0...100_000) ?? []
        let days = holidays.compactMap { LocalDay(iso8601: $0) }
        guard days.count == holidays.count else { throw reader.invalid("holidays") }
        guard let roll = DayRoll(rawValue: try reader.optionalString("roll") ?? DayRoll.following.rawValue) else {
            throw reader.invalid("roll")
        }
        return (BusinessCalendar(name: name, base: base, holidays: days), roll)
    }
}
