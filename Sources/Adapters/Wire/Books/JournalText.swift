import Books
import Partners
import Quantities

/// The books as a plain-text journal that `ledger` and `hledger check --strict` both accept.
///
/// Every account and commodity is declared. Debits stand above zero, so what issuers owe members is a liability below
/// zero, and of each issuer the equity account `Issued` less everything else is nothing: the law of conservation.
/// A month begins with the balances of everything before it and ends with assertions of what it leads to.
public enum JournalText {
    /// The commodity of points.
    public static let points = "POINTS"

    /// Declarations and the opening balances.
    public static func head(_ head: JournalHead) -> [UInt8] {
        var text = "; The books of the clearinghouse, \(head.month.map { "month \($0)" } ?? "from the beginning").\n"
        text +=
            "; Debits are above zero. Of each issuer Issued + Outstanding + Held + Redeemed + Reversed + Expired = 0.\n"
        text += "\ntag cycle\n\ncommodity \(points)\n"
        let digits = head.currency.minorUnitDigits
        text += "commodity \(head.currency)\n"
        if digits > 0 { text += "  format 1000.\(String(repeating: "0", count: digits)) \(head.currency)\n" }
        text += "\n"
        for balance in head.balances { text += "account \(name(of: balance.account))\n" }
        text += "\n"
        let opening = head.balances.filter { $0.opening != 0 }
        if !opening.isEmpty {
            text += "\(head.firstDay) * (opening) opening balances\n"
            for balance in opening {
                text +=
                    "    \(name(of: balance.account))  \(amount(balance.opening, of: balance.account, head.currency))\n"
            }
            text += "\n"
        }
        return Array(text.utf8)
    }

    /// Some transactions.
    public static func entries(_ entries: [JournalEntry], currency: CurrencyCode) -> [UInt8] {
        var text = ""
        for entry in entries {
            text += "\(entry.day) * (\(plain(entry.code))) \(plain(entry.description))\n"
            if let cycle = entry.cycle { text += "    ; cycle: \(cycleName(cycle))\n" }
            for line in entry.lines {
                text += "    \(name(of: line.account))  \(amount(line.amount, of: line.account, currency))\n"
            }
            text += "\n"
        }
        return Array(text.utf8)
    }

    /// Assertions of the closing balances.
    public static func end(_ head: JournalHead) -> [UInt8] {
        guard !head.balances.isEmpty else { return [] }
        var text = "\(head.lastDay) * (closing) closing balances\n"
        for balance in head.balances {
            let zero = amount(0, of: balance.account, head.currency)
            let closing = amount(balance.closing, of: balance.account, head.currency)
            text += "    \(name(of: balance.account))  \(zero) = \(closing)\n"
        }
        return Array(text.utf8)
    }

    /// The name of an account in the journal.
    public static func name(of account: JournalAccount) -> String {
        switch account {
        case .points(let issuer, .issued): "Equity:Points:\(issuer):Issued"
        case .points(let issuer, .outstanding): "Liabilities:Points:\(issuer):Outstanding"
        case .points(let issuer, .held): "Liabilities:Points:\(issuer):Held"
        case .points(let issuer, .redeemed(let redeemer)): "Equity:Points:\(issuer):Redeemed:\(redeemer)"
        case .points(let issuer, .reversed): "Equity:Points:\(issuer):Reversed"
        case .points(let issuer, .expired): "Equity:Points:\(issuer):Expired"
        case .money(.bank): "Assets:Bank"
        case .money(.partner(let partner)): "Assets:Partners:\(partner)"
        case .money(.collateral(let partner)): "Liabilities:Collateral:\(partner)"
        case .money(.reserve(let partner)): "Liabilities:Reserve:\(partner)"
        case .money(.clearing): "Equity:Clearing"
        case .money(.fees): "Income:Fees"
        case .money(.interest): "Income:Interest"
        case .money(.losses): "Expenses:Losses"
        case .money(.suspense): "Liabilities:Suspense"
        }
    }

    private static func amount(_ amount: Int64, of account: JournalAccount, _ currency: CurrencyCode) -> String {
        switch account {
        case .points: "\(amount) \(points)"
        case .money: "\(decimal(amount, digits: currency.minorUnitDigits)) \(currency)"
        }
    }

    /// A cycle as it is named everywhere: at least six digits.
    private static func cycleName(_ cycle: Int64) -> String {
        let digits = String(cycle)
        return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }

    /// Minor units as whole units with all decimals, such as `-12.50`.
    static func decimal(_ minorUnits: Int64, digits: Int) -> String {
        let magnitude = String(minorUnits.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - magnitude.utf8.count)) + magnitude
        return (minorUnits < 0 ? "-" : "") + padded.dropLast(digits) + (digits > 0 ? "." + padded.suffix(digits) : "")
    }

    /// A code or description in which nothing has a meaning to the programs that read it: ASCII letters, digits and
    /// `. _ : - /` stay, runs of anything else become one space.
    static func plain(_ text: String) -> String {
        var kept: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x3A, 0x5F: kept.append(byte)
            default: if let last = kept.last, last != 0x20 { kept.append(0x20) }
            }
        }
        if kept.last == 0x20 { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self)
    }
}
