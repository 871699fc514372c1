import Payments
import Quantities

/// Texts of XML documents as values.
enum XMLText {
    /// The text without white space at its ends, and one space for each run of white space within.
    static func collapsed(_ bytes: [UInt8]) -> String {
        // Nearly all values come as they are; a look spares them the copy.
        var previousIsSpace = true
        var isClean = true
        for byte in bytes {
            let isSpace = byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
            if isSpace && (previousIsSpace || byte != 0x20) {
                isClean = false
                break
            }
            previousIsSpace = isSpace
        }
        if isClean && (bytes.isEmpty || !previousIsSpace) { return String(decoding: bytes, as: UTF8.self) }
        let words = bytes.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return String(decoding: Array(words.joined(separator: [0x20])), as: UTF8.self)
    }

    /// The day of an ISODate or ISODateTime, as written there: an offset does not move it.
    static func day(_ text: String) -> LocalDay? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            (1...12).contains(month), (1...LocalDay.daysInMonth(year: year, month: month)).contains(day),
            bytes.count == 10 || "TZ+-".utf8.contains(bytes[10])
        else { return nil }
        return LocalDay(year: year, month: month, day: day)
    }

    /// A decimal amount in whole currency units as minor units; zeros beyond the currency's digits are no further decimals.
    static func amount(_ text: String, currency: String?, line: Int) throws(BankFileError) -> Money {
        guard let letters = currency, let code = try? CurrencyCode(letters) else {
            throw .invalid(line: line, element: "Ccy")
        }
        let bytes = Array(text.utf8)
        let point = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
        let whole = bytes[..<point]
        var fraction = bytes[point...].dropFirst()
        guard !(whole.isEmpty && fraction.isEmpty), (whole + fraction).allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .invalid(line: line, element: "Amt") }
        while fraction.count > code.minorUnitDigits, fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        guard fraction.count <= code.minorUnitDigits else { throw .decimals(line: line, currency: code) }
        fraction += [UInt8](repeating: UInt8(ascii: "0"), count: code.minorUnitDigits - fraction.count)
        var value: Int64 = 0
        for byte in whole + fraction {
            let (product, isLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLarge) = product.addingReportingOverflow(Int64(byte - 0x30))
            guard !isLarge, !isTooLarge else { throw .amountTooLarge(line: line) }
            value = sum
        }
        return Money(minorUnits: value, currency: code)
    }

    /// `CRDT` or `DBIT`.
    static func side(_ text: String, line: Int) throws(BankFileError) -> EntrySide {
        switch text {
        case "CRDT": .credit
        case "DBIT": .debit
        default: throw .invalid(line: line, element: "CdtDbtInd")
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
        bytes.reduce(Int64?(0)) { value, byte in
            guard let value, (0x30...0x39).contains(byte) else { return nil }
            return value * 10 + Int64(byte - 0x30)
        }
    }
}
