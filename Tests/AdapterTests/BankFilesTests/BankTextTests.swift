import Payments
import Testing

@testable import BankFiles

@Suite struct `The banks' characters` {
    @Test(arguments: [
        ("Băcănia Țara Șoimilor", "Bacania Tara Soimilor"), ("Ţărână şi ţipar", "Tarana si tipar"),
        ("Щука и Ёж", "SHCHuka i Ezh"), ("Объект №5", "Obieekt No5"), ("Žluťoučký", "Zlutoucky"),
        ("A\u{030A}B", "AB"), ("Straße", "Strase"), ("a & b", "a + b"), ("=SUM(A1)", ".SUM(A1)"),
        ("  two\tlines\r\nhere ", "two lines here"), ("日本", ".."), ("„x” – «y»", "'x' - 'y'"), ("\u{0}\u{7F}x", "x"),
        ("", "NOTPROVIDED"), ("\u{200B}", "NOTPROVIDED"), ("€5", "EUR5"), ("😀", "."),
    ])
    func `text becomes what every bank takes`(text: String, expected: String) {
        #expect(BankText.free(text, limit: 140) == expected)
    }

    @Test func `the length is cut after transliteration, never leaving a space at the end`() {
        #expect(BankText.free("ЩЩ", limit: 5) == "SHCHS")
        #expect(BankText.free("abcd efgh", limit: 5) == "abcd")
    }

    @Test(arguments: [
        ("539007547034", "RF18539007547034"), ("CLR-000004", "RF84CLR000004"), ("a", "RF25A"),
    ])
    func `a creditor reference has its check digits`(text: String, expected: String) throws {
        let reference = try #require(CreditorReference(over: text))
        #expect(reference.description == expected)
        #expect(CreditorReference(reading: expected) == reference)
        #expect(Self.remainder(expected) == 1)
    }

    @Test(arguments: ["", "---", "1234567890123456789012", "Ș1", "a+b"])
    func `what is not 1 to 21 letters and digits has none`(text: String) {
        #expect(CreditorReference(over: text) == nil)
    }

    @Test(arguments: ["RF19539007547034", "RF18", "RF1", "539007547034", "RF1853900754703A", "RF18-539007547034"])
    func `a reference with wrong check digits or form is none`(text: String) {
        #expect(CreditorReference(reading: text) == nil)
    }

    @Test func `a reference is read with spaces and in small letters`() {
        #expect(CreditorReference(reading: "rf18 5390 0754 7034")?.body == "539007547034")
    }

    /// The whole reference by another way: the first four to the end, letters as numbers, remainder digit by digit.
    private static func remainder(_ text: String) -> Int {
        let turned = text.dropFirst(4) + text.prefix(4)
        let digits = turned.map { $0.isNumber ? String($0) : String(Int($0.asciiValue ?? 0) - 55) }.joined()
        return digits.reduce(0) { ($0 * 10 + ($1.wholeNumberValue ?? 0)) % 97 }
    }
}
