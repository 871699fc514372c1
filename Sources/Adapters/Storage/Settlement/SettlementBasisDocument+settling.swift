import Partners
import Quantities
import Settlement
import Wire

extension SettlementBasisDocument {
    /// Writes `run_off` of a partner that leaves, and nothing for any other, so that documents without leavers are what they
    /// were before there could be any.
    static func runOff(_ runOff: RunOff, to writer: inout JSONWriter) {
        switch runOff {
        case .none: break
        case .departed: writer.member("run_off", "departed")
        case .final(let outstanding, let price):
            writer.member("run_off", "final")
            writer.member("outstanding", outstanding.count)
            writer.member("issue_price", price.description)
        }
    }

    static func runOff(_ reader: inout JSONObjectReader) throws -> RunOff {
        switch try reader.optionalString("run_off") {
        case nil: return .none
        case "departed": return .departed
        case "final":
            return .final(
                outstanding: try Points(reader.integer("outstanding", in: 0...Int64.max)),
                price: try Rate(reader.string("issue_price")))
        default: throw reader.invalid("run_off")
        }
    }

    /// Writes `defaults` and `operator_share` where somebody does not pay, else nothing.
    static func defaults(of terms: SettlementTerms, to writer: inout JSONWriter) {
        guard !terms.defaults.isEmpty else { return }
        writer.array("defaults") { list in
            for (partner, funds) in terms.defaults.sorted(by: { $0.key < $1.key }) {
                list.elementObject { entry in
                    entry.member("partner", partner.text)
                    entry.member("collateral", funds.collateral)
                    entry.member("reserve", funds.reserve)
                    entry.member("received", funds.received)
                }
            }
        }
        writer.member("operator_share", terms.operatorShare)
    }

    static func defaults(_ reader: inout JSONObjectReader) throws -> [PartnerID: DefaultFunds] {
        var defaults: [PartnerID: DefaultFunds] = [:]
        for entry in try reader.optionalObjects("defaults", count: 0...1_000_000) ?? [] {
            var own = entry
            let all = 0...Int64.max
            defaults[try PartnerID(own.string("partner"))] = DefaultFunds(
                collateral: try own.integer("collateral", in: all), reserve: try own.integer("reserve", in: all),
                received: try own.integer("received", in: all))
            try own.finish()
        }
        return defaults
    }
}
