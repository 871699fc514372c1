import Books
import Operations
import Partners
import Postgres
import Quantities

/// Rows of the books as values.
enum BookRows {
    static func partner(_ text: String) throws(StoreError) -> PartnerID {
        do {
            return try PartnerID(text)
        } catch {
            throw .failed("a row of the books names no partner")
        }
    }

    static func rate(_ millionths: Int64) throws(StoreError) -> Rate {
        do {
            return try Rate(millionths: millionths)
        } catch {
            throw .failed("a row of the books has no price")
        }
    }

    static func flow(_ row: Row) throws -> VintageFlow {
        guard let movement = VintageMovement(rawValue: try row.text("movement")) else {
            throw StoreError.failed("a row of the books has an unknown movement")
        }
        return VintageFlow(
            issuer: try partner(row.text("issuer")), vintage: CalendarMonth(of: try row.day("vintage")),
            month: CalendarMonth(of: try row.day("month")), movement: movement, points: try row.int64("points"),
            price: try rate(row.int64("price")))
    }

    static func balance(_ row: Row) throws -> JournalBalance {
        JournalBalance(
            account: try account(
                issuer: row.text("issuer"), name: row.text("account"), redeemer: row.text("redeemer")),
            opening: try row.int64("opening"), closing: try row.int64("closing"))
    }

    static func entry(_ row: Row) throws -> JournalEntry {
        let accounts = try row.textArray("accounts")
        let amounts = try row.int64Array("amounts")
        let isMoney = try row.isNull("issuers")
        let issuers = isMoney ? [] : try row.textArray("issuers")
        let redeemers = isMoney ? [] : try row.textArray("redeemers")
        let lines = try accounts.indices.map { index in
            JournalEntry.Line(
                account: try account(
                    issuer: isMoney ? "" : issuers[index] ?? "", name: accounts[index] ?? "",
                    redeemer: isMoney ? "" : redeemers[index] ?? ""),
                amount: amounts[index] ?? 0)
        }
        let partner = try row.optionalText("partner")
        let kinds = try row.textArray("kinds").compactMap { $0 }
        let what = isMoney ? kinds.joined() : pointsKind(Set(kinds), isMessage: partner != nil)
        let named = [what, partner, try row.optionalText("reference")].compactMap { $0 }
        return JournalEntry(
            day: try row.day("day"), code: try row.text("code"), description: named.joined(separator: " "),
            cycle: try row.optionalInt64("cycle"), lines: lines)
    }

    /// What a ledger transaction was, by the kinds of its postings.
    private static func pointsKind(_ kinds: Set<String>, isMessage: Bool) -> String {
        let order = [
            ("issue", "accrual"), ("capture", "capture"), ("redeem", "redemption"), ("hold", "hold"),
            ("return", "reversal"), ("reverse", "reversal"), ("reverse_expired", "reversal"),
            ("release", isMessage ? "void" : "time-out"), ("expire", "expiry"), ("arrears", "arrears"),
        ]
        return order.first { kinds.contains($0.0) }?.1 ?? "movement"
    }

    private static func account(
        issuer: String, name: String, redeemer: String
    ) throws(StoreError) -> JournalAccount {
        guard !issuer.isEmpty else {
            guard let account = MoneyAccount(name: name) else {
                throw .failed("a posting of money names an unknown account")
            }
            return .money(account)
        }
        let account: PointsAccount
        switch name {
        case "issued": account = .issued
        case "outstanding": account = .outstanding
        case "held": account = .held
        case "redeemed": account = .redeemed(try partner(redeemer))
        case "reversed": account = .reversed
        case "expired": account = .expired
        default: throw .failed("a posting of points names an unknown account")
        }
        return .points(issuer: try partner(issuer), account)
    }
}
