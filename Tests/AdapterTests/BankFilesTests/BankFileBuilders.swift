import CoalitionTestKit
import Partners
import Payments
import Quantities

/// Initiations and statements whose texts try what names hold.
enum Sample {
    static let names = [
        "Băcănia \"Țara Șoimilor\" & Fiii", "ООО «Щука и Ёж»", "Žluťoučký kůň", "O'Brien <Sons>; 100%",
        "  two\tlines\r\nhere ",
        "日本の店", "Ångström\u{0301} — №5", "Émile/Zoë_(Co.)", "=SUM(A1)", String(repeating: "Щ", count: 90),
        "\u{1}\u{200B}", "",
    ]

    static let debtor = BankAccount(iban: "RO49AAAA1B31007593840000", bic: "AAAAROBUXXX", holder: "Coaliția")

    static let ron = certain { () throws(QuantityError) in try CurrencyCode("RON") }

    static func currency(_ letters: String) -> CurrencyCode {
        certain { () throws(QuantityError) in try CurrencyCode(letters) }
    }

    static func transfer(
        _ endToEndID: String = "C000004-grocery", amount: Int64 = 12_345, holder: String = "Green Grocer",
        reference: String = "000004-grocery", information: String = "Settlement 000004"
    ) -> CreditTransfer {
        CreditTransfer(
            endToEndID: endToEndID, amount: amount,
            creditor: BankAccount(iban: "DE89370400440532013000", bic: "COBADEFF", holder: holder),
            reference: reference,
            documentNumber: "000004-1", documentDay: LocalDay(year: 2026, month: 11, day: 20), information: information)
    }

    static func initiation(
        _ transfers: [CreditTransfer], currency: CurrencyCode = ron, messageID: String = "CLR-000004-1",
        debtor: BankAccount = debtor, initiatingParty: String = "Example Coalition"
    ) -> CreditTransferInitiation {
        CreditTransferInitiation(
            messageID: messageID, createdAt: Instant(microseconds: 1_795_000_000_123_456),
            initiatingParty: initiatingParty, debtor: debtor,
            executionDay: LocalDay(year: 2026, month: 11, day: 24), currency: currency, transfers: transfers)
    }

    static func statement(
        opening: Int64 = 0, _ entries: [AccountStatement.Entry], closing: Int64? = nil, currency: CurrencyCode = ron,
        holder: String = "Green Grocer", isCopy: Bool = false
    ) -> AccountStatement {
        let end = entries.reduce(opening) { $0 + ($1.side == .credit ? $1.amount : -$1.amount) }
        return AccountStatement(
            messageID: "grocery-000004-1", statementID: "grocery-000004-1", sequence: 7,
            createdAt: Instant(seconds: 1_795_000_000), coalition: "Example Coalition", holder: holder,
            accountID: "grocery", currency: currency, day: LocalDay(year: 2026, month: 11, day: 20), opening: opening,
            closing: closing ?? end, entries: entries, isCopy: isCopy)
    }

    /// An initiation of random texts and amounts.
    static func initiation(seed: UInt64) -> CreditTransferInitiation {
        var random = ModelRandom(seed: seed)
        func name() -> String { random.one(of: names) ?? "" }
        let currencies = ["RON", "EUR", "JPY", "KWD"]
        return initiation(
            (0..<random.number(1...12)).map { index in
                transfer(
                    "E\(seed)-\(index)", amount: Int64(random.number(1...999_999_999_999)), holder: name(),
                    reference: random.chance(50) ? "000004-p\(index)" : name(),
                    information: random.chance(20) ? "" : name())
            }, currency: currency(random.one(of: currencies) ?? "RON"), initiatingParty: name())
    }

    /// A statement of random texts and amounts.
    static func statement(seed: UInt64) -> AccountStatement {
        var random = ModelRandom(seed: seed)
        let entries = (0..<random.number(0...12)).map { index in
            AccountStatement.Entry(
                amount: Int64(random.number(0...99_999_999)), side: random.chance(50) ? .credit : .debit,
                reference: "\(index + 1)", information: random.one(of: names) ?? "",
                code: random.one(of: ["pair", "fee", "run_off"]) ?? "fee",
                endToEndID: random.chance(30) ? "E\(seed)-\(index)" : nil)
        }
        return statement(
            opening: Int64(random.number(-9_999_999...9_999_999)), entries,
            currency: currency(random.one(of: ["RON", "JPY", "KWD"]) ?? "RON"), holder: random.one(of: names) ?? "",
            isCopy: random.chance(30))
    }
}
