import Foundation
import Quantities
import Wire

/// What a command says: people's text, or one JSON document.
public struct Console: Sendable {
    /// Whether one JSON document is printed instead of text.
    public let json: Bool

    /// A console for people, or for programs.
    public init(json: Bool) {
        self.json = json
    }

    /// Prints `text` for people, or `document` for programs.
    public func say(_ text: @autoclosure () -> String, _ document: @autoclosure () -> [UInt8]) {
        print(json ? String(decoding: document(), as: UTF8.self) : text())
    }

    /// A table of aligned columns; the first is left-aligned, the others right-aligned.
    public static func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            return cells.joined(separator: "  ").trimmingTrailingSpaces
        }.joined(separator: "\n")
    }

    /// An amount of minor units with a currency's decimals, such as `1,234.50`.
    public static func amount(_ minorUnits: Int64, digits: Int) -> String {
        let magnitude = String(minorUnits.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - magnitude.count)) + magnitude
        let whole = grouped(String(padded.dropLast(digits)))
        return (minorUnits < 0 ? "-" : "") + whole + (digits > 0 ? "." + padded.suffix(digits) : "")
    }

    /// An amount with its currency's decimals and its currency, such as `1,234.50 RON`.
    public static func money(_ minorUnits: Int64, _ currency: CurrencyCode) -> String {
        "\(amount(minorUnits, digits: currency.minorUnitDigits)) \(currency)"
    }

    /// A count with its thousands grouped.
    public static func count(_ number: Int64) -> String {
        (number < 0 ? "-" : "") + grouped(String(number.magnitude))
    }

    private static func grouped(_ digits: String) -> String {
        var groups: [Substring] = []
        var rest = Substring(digits)
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        return ([rest] + groups).joined(separator: ",")
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}

/// A command that was refused or failed; the text says why, in a sentence.
public struct CommandFailure: Error, CustomStringConvertible, LocalizedError {
    /// Why.
    public let description: String

    /// A failure for a reason.
    public init(_ description: String) {
        self.description = description
    }

    /// The same sentence, for those who print errors.
    public var errorDescription: String? { description }
}

/// Where a hub listens.
public struct ListenAddress: Hashable, Sendable {
    /// Name or number of the host.
    public let host: String
    /// 0 to 65535.
    public let port: Int

    /// Reads `host:port` or `[address]:port`; nothing for anything else.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { return nil }
        self.host = host
        self.port = port
    }
}
