import Messages
import Quantities

/// Ids of messages, which partners make.
public enum MessageIDForm {
    /// Whether a text is 1 to 64 of `A-Za-z0-9._:-` (PROTOCOL.md section 2, "Exactly once").
    public static func accepts(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { unit in
                switch unit {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

/// Fields that several requests share (PROTOCOL.md, "Conventions").
extension JSONObjectReader {
    /// The most points one message may name.
    static let largestPoints: Int64 = 1_000_000_000
    /// The most minor units one message may name.
    static let largestAmount: Int64 = 1_000_000_000_000
    /// The most items a purchase may list.
    static let mostItems = 200

    /// Takes a required id of a message.
    mutating func messageID(_ name: String) throws(JSONError) -> String {
        let text = try string(name, length: 1...64)
        guard MessageIDForm.accepts(text) else { throw invalid(name) }
        return text
    }

    /// Takes a time of RFC 3339 in UTC; `nil` when absent.
    mutating func instant(_ name: String, isRequired: Bool) throws(JSONError) -> Instant? {
        guard let text = try optionalString(name, length: 1...40) else {
            if isRequired { throw invalid(name) }
            return nil
        }
        guard let instant = try? Instant(rfc3339: text) else { throw invalid(name) }
        return instant
    }

    /// Takes points, an exact integer from 1 to 1,000,000,000; `nil` when absent.
    mutating func optionalPoints(_ name: String) throws(JSONError) -> Points? {
        try optionalInteger(name, in: 1...Self.largestPoints).map { Points(clamping: $0) }
    }

    /// Takes required points.
    mutating func points(_ name: String) throws(JSONError) -> Points {
        guard let points = try optionalPoints(name) else { throw invalid(name) }
        return points
    }

    /// Takes money with the items it was paid for, whose sum may not exceed it; `nil` when absent.
    mutating func optionalPurchase(_ name: String) throws(JSONError) -> Purchase? {
        guard var purchase = try optionalObject(name) else { return nil }
        let amount = try purchase.integer("amount", in: 1...Self.largestAmount)
        let letters = try purchase.string("currency", length: 3...3)
        guard let currency = try? CurrencyCode(letters) else { throw purchase.invalid("currency") }
        var items: [Purchase.Item] = []
        for var item in try purchase.optionalObjects("items", count: 0...Self.mostItems) ?? [] {
            let category = try item.string("category", length: 1...64)
            items.append(
                Purchase.Item(category: category, amount: try item.integer("amount", in: 1...Self.largestAmount)))
        }
        // At most 200 amounts of at most 10^12 stay far below 64 bits.
        guard items.reduce(0, { $0 + $1.amount }) <= amount else { throw purchase.invalid("items") }
        return Purchase(amount: Money(minorUnits: amount, currency: currency), items: items)
    }

    /// Takes a choice among the cases of an enumeration; `nil` when absent.
    mutating func optionalChoice<Choice: RawRepresentable<String>>(
        _ name: String
    ) throws(JSONError) -> Choice? {
        guard let text = try optionalString(name, length: 1...64) else { return nil }
        guard let choice = Choice(rawValue: text) else { throw invalid(name) }
        return choice
    }
}
