import Books
import CoalitionTestKit
import Foundation
import Operations
import Partners
import Quantities
import ScenarioKit
import Synchronization
import Testing
import Wire

/// The journals of January, February and March: accepted by both accounting programs, each opening with what the one
/// before closed with, and closing with what the hub has.
struct JournalLaws {
    let quarter: Quarter

    init(_ quarter: Quarter) {
        self.quarter = quarter
    }

    func check() async throws {
        var before: [String: Int64] = [:]
        for name in ["2017-01", "2017-02", "2017-03", "2017-04"] {
            let (text, head) = try await journal(of: try CalendarMonth(name))
            let opening = Self.figures(head.balances.map { ($0.account, $0.opening) })
            #expect(opening == before, "\(name) opens with something else than the month before closed with")
            before = Self.figures(head.balances.map { ($0.account, $0.closing) })
            try AccountingPrograms.with(text) { programs in
                let hledger = try programs.run("hledger", "check", "--strict", "ordereddates")
                #expect(hledger.status == 0, "\(name): \(hledger.output.prefix(500))")
                let ledger = try programs.run("ledger", "--pedantic", "--explicit", "balance")
                #expect(ledger.status == 0, "\(name): \(ledger.output.prefix(500))")
            }
        }
        // April holds the last payments of the quarter; what it closes with is what the hub has now.
        var money: [String: Int64] = [:]
        for (account, balance) in try await quarter.moneyBalances() where balance != 0 {
            guard let known = MoneyAccount(name: account) else { throw StoryBroken("\(account) is no account") }
            money[JournalText.name(of: .money(known))] = balance
        }
        #expect(before.filter { !$0.key.contains(":Points:") } == money)
        for issuer in try await quarter.ledger().issuers {
            let name = "Points:\(issuer.issuer)"
            #expect(before["Liabilities:\(name):Outstanding"] ?? 0 == -issuer.outstanding, "\(name)")
            #expect(before["Equity:\(name):Issued"] ?? 0 == issuer.issued, "\(name)")
            #expect(before["Equity:\(name):Reversed"] ?? 0 == -issuer.reversed, "\(name)")
        }
    }

    private func journal(of month: CalendarMonth) async throws -> (text: [UInt8], head: JournalHead) {
        let collected = Collected()
        let summary = try await quarter.hub.books.journal(of: month) { collected.take($0) }
        return (collected.bytes, summary.head)
    }

    private static func figures(_ balances: [(JournalAccount, Int64)]) -> [String: Int64] {
        Dictionary(balances.filter { $0.1 != 0 }.map { (JournalText.name(of: $0.0), $0.1) }) { first, _ in first }
    }

    /// A journal's parts as text.
    private final class Collected: Sendable {
        private let state = Mutex<(bytes: [UInt8], currency: CurrencyCode)>(([], .ron))
        var bytes: [UInt8] { state.withLock { $0.bytes } }

        func take(_ part: JournalPart) {
            state.withLock { state in
                switch part {
                case .head(let head): state.bytes += JournalText.head(head)
                case .entries(let entries): state.bytes += JournalText.entries(entries, currency: state.currency)
                case .end(let head): state.bytes += JournalText.end(head)
                }
            }
        }
    }
}
