import Partners
import Payments
import Quantities
import Settlement

/// Builders whose defaults let a test name only what matters.
enum Sample {
    static func partner(_ id: String) -> PartnerID {
        guard let partner = try? PartnerID(id) else { preconditionFailure("a test names a partner wrongly") }
        return partner
    }

    static let lei: CurrencyCode = {
        guard let code = try? CurrencyCode("RON") else { preconditionFailure("RON is a currency") }
        return code
    }()

    static func day(_ month: Int64, _ day: Int64, year: Int64 = 2026) -> LocalDay {
        LocalDay(year: year, month: month, day: day)
    }

    static func payment(
        _ direction: PaymentDirection = .outgoing, id: Int64 = 1, cycle: Int64 = 4, partner: String = "grocery",
        amount: Int64 = 1000, state: PaymentState = .pending, moved: Int64 = 0, byHand: Int64 = 0,
        instruction: String? = nil
    ) -> Payment {
        Payment(
            id: id, cycle: cycle, version: 1, partner: self.partner(partner), direction: direction,
            amount: Money(minorUnits: amount, currency: lei), endToEndID: "00000\(cycle)-1-\(partner)",
            valueDay: day(11, 20), state: state, moved: moved, byHand: byHand, instruction: instruction)
    }

    static func entry(
        _ amount: Int64 = 1000, _ side: EntrySide = .debit, id: String? = "000004-1-grocery", currency: String = "RON",
        references: [String] = [], remittance: String = "", isReversal: Bool = false, returned: String? = nil
    ) -> BankEntry {
        BankEntry(
            amount: Money(minorUnits: amount, currency: (try? CurrencyCode(currency)) ?? lei), side: side,
            bookingDay: day(11, 20), endToEndID: id, references: references, remittance: remittance,
            isReversal: isReversal, returnReasonCode: returned)
    }

    static func position(
        _ partner: String, debit: Int64 = 0, credit: Int64 = 0, fee: Int64 = 0, carriedIn: Int64 = 0,
        carriedOut: Int64 = 0
    ) -> Position {
        Position(
            partner: self.partner(partner), grossDebit: debit, grossCredit: credit, fee: fee, carriedIn: carriedIn,
            net: credit - debit - fee + carriedIn, carriedOut: carriedOut)
    }
}
