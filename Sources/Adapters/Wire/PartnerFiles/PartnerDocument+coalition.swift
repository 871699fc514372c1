import Partners
import Quantities

/// The stored form of ``Coalition``.
struct CoalitionDocument: Codable {
    let name: [String: String]
    let currency: String
    let timeZone: String
    let defaultRegion: String
    let cardPrefix: String
    let pointValue: String
    let expiryMonths: Int64
    let clawback: String
    let acceptDays: Int64
    let refundGraceDays: Int64
    let holdDays: Int64
    let settlement: CoalitionSettlementDocument
    let operatorAccount: AccountDocument?

    /// Absent when there are no lists of its own.
    let calendars: [String: HolidayDocument]?

    enum CodingKeys: String, CodingKey {
        case name, currency, clawback, settlement, calendars
        case timeZone = "time_zone"
        case defaultRegion = "default_region"
        case cardPrefix = "card_prefix"
        case pointValue = "point_value"
        case expiryMonths = "expiry_months"
        case acceptDays = "accept_days"
        case refundGraceDays = "refund_grace_days"
        case holdDays = "hold_days"
        case operatorAccount = "operator_account"
    }

    init(_ coalition: Coalition) {
        name = coalition.name
        currency = coalition.currency.letters
        timeZone = coalition.timeZone
        defaultRegion = coalition.defaultRegion
        cardPrefix = coalition.cardPrefix
        pointValue = coalition.pointValue.description
        expiryMonths = coalition.expiryMonths
        clawback = coalition.clawback.rawValue
        acceptDays = coalition.acceptDays
        refundGraceDays = coalition.refundGraceDays
        holdDays = coalition.holdDays
        settlement = CoalitionSettlementDocument(coalition.settlement)
        calendars = coalition.calendars.isEmpty ? nil : coalition.calendars.mapValues(HolidayDocument.init)
        operatorAccount = coalition.operatorAccount.map(AccountDocument.init)
    }

    func coalition() throws -> Coalition {
        Coalition(
            name: name, currency: try CurrencyCode(currency), timeZone: timeZone, defaultRegion: defaultRegion,
            cardPrefix: cardPrefix, pointValue: try Rate(pointValue), expiryMonths: expiryMonths,
            clawback: try .init(stored: clawback), acceptDays: acceptDays, refundGraceDays: refundGraceDays,
            holdDays: holdDays, settlement: try settlement.terms(), operatorAccount: operatorAccount?.account,
            calendars: try (calendars ?? [:]).mapValues { try $0.list() })
    }
}

/// The stored form of ``BankAccount``.
struct AccountDocument: Codable {
    let iban: String
    let bic: String
    let holder: String

    init(_ account: BankAccount) {
        iban = account.iban
        bic = account.bic
        holder = account.holder
    }

    var account: BankAccount { BankAccount(iban: iban, bic: bic, holder: holder) }
}

extension RawRepresentable where RawValue == String {
    /// The case that a stored text names.
    init(stored text: String) throws {
        guard let value = Self(rawValue: text) else { throw QuantityError.malformed(text) }
        self = value
    }
}
