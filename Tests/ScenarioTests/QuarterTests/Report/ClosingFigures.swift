import Operations
import Partners
import Quantities
import Settlement

/// The quarter in figures, for people: what the tills said, what became of the points, what everybody stood at, and what
/// money is left where.
struct ClosingFigures {
    let quarter: Quarter

    init(_ quarter: Quarter) {
        self.quarter = quarter
    }

    func text() async throws -> String {
        var lines = ["January to March 2017, thirteen weekly cycles; money in RON", ""]
        lines += messages()
        lines += try await points()
        lines += try await partners()
        lines += try await payments()
        lines += defaults()
        lines += try await accounts()
        return lines.joined(separator: "\n") + "\n"
    }

    private func messages() -> [String] {
        var rows = [["messages", "posted", "refused", "why"]]
        for kind in Tills.Kind.allCases {
            guard let tally = quarter.tills.tallies[kind] else { continue }
            let why = tally.refused.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            rows.append([
                kind.rawValue, "\(tally.posted)", "\(tally.refused.values.reduce(0, +))", why.joined(separator: ", "),
            ])
        }
        return Self.table(rows)
    }

    private func points() async throws -> [String] {
        let report = try await quarter.ledger()
        var rows = [["points of", "issued", "reversed", "redeemed", "expired", "outstanding"]]
        var sums = [Int64](repeating: 0, count: 5)
        for issuer in report.issuers {
            let figures = [issuer.issued, issuer.reversed, issuer.redeemed, issuer.expired, issuer.outstanding]
            for index in figures.indices { sums[index] += figures[index] }
            rows.append([issuer.issuer] + figures.map { "\($0)" })
        }
        return Self.table(rows + [["all"] + sums.map { "\($0)" }])
            + ["\(report.messages) messages, \(report.postings) postings", ""]
    }

    /// Thirteen cycles added up: what each partner paid and received by terms, by counterparties, and in one payment.
    private func partners() async throws -> [String] {
        var sums: [PartnerID: (debit: Int64, credit: Int64, fee: Int64, net: Int64)] = [:]
        var (gross, bilateral, multilateral) = (Int128(0), Int128(0), Int128(0))
        var volumes: [PartnerID: (gross: Int128, bilateral: Int128, multilateral: Int128)] = [:]
        for cycle in StoryCalendar.weeks {
            guard let settlement = try await quarter.hub.settlement.show(cycle).settlement else { continue }
            let netting = Netting(settlement)
            (gross, bilateral) = (gross + netting.gross, bilateral + netting.bilateral)
            multilateral += netting.multilateral
            for party in netting.parties {
                var sum = sums[party.partner] ?? (0, 0, 0, 0)
                sum.debit += party.position.grossDebit
                sum.credit += party.position.grossCredit
                sum.fee += party.position.fee
                sum.net += party.position.net - party.position.carriedIn
                sums[party.partner] = sum
                var volume = volumes[party.partner] ?? (0, 0, 0)
                volume.gross += party.gross
                volume.bilateral += party.bilateralVolume
                volume.multilateral += Int128(party.multilateral.magnitude)
                volumes[party.partner] = volume
            }
        }
        var rows = [
            ["partner", "gross debit", "gross credit", "fees", "net", "gross volume", "bilateral", "multilateral"]
        ]
        for (partner, sum) in sums.sorted(by: { $0.key < $1.key }) {
            let volume = volumes[partner] ?? (0, 0, 0)
            rows.append(
                [partner.text] + [sum.debit, sum.credit, sum.fee, sum.net].map { Self.money($0) }
                    + [volume.gross, volume.bilateral, volume.multilateral].map { Self.money(Int64(clamping: $0)) })
        }
        let totals = [gross, bilateral, multilateral].map { Self.money(Int64(clamping: $0)) }
        let saved = gross == 0 ? 0 : (gross - multilateral) * 1000 / gross
        return Self.table(rows + [["all", "", "", "", ""] + totals])
            + ["netting saves \(saved / 10).\(saved % 10) % of the gross volume", ""]
    }

    private func payments() async throws -> [String] {
        let payments = try await quarter.hub.payments.payments()
        let paidIn = quarter.paidIn.values.flatMap(\.values)
        let interest = try await quarter.hub.adjustments.adjustments(of: nil).filter { $0.adjustment.kind == .interest }
        return [
            "payments out: \(quarter.bank.payouts.count), \(Self.money(quarter.bank.payouts.values.reduce(0) { $0 + $1.amount }))",
            "payments in: \(paidIn.count), \(Self.money(paidIn.reduce(0, +)))",
            "payments withdrawn with a version: \(payments.count { $0.state == .withdrawn })",
            "reminders: \(quarter.reminders), charges of interest: \(interest.count)",
            "bank files: "
                + quarter.bank.files.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.count)" }
                .joined(separator: ", "), "",
        ]
    }

    private func defaults() -> [String] {
        guard let report = quarter.defaultReport else { return [] }
        var rows = [["cycle 7", "net of version \(report.before)", "net of version \(report.after)", "difference"]]
        for row in report.comparison.rows {
            rows.append(
                [row.partner.text, Self.money(row.before?.net ?? 0), Self.money(row.after?.net ?? 0)]
                    + [Self.money(Int64(clamping: row.difference))])
        }
        return Self.table(rows)
            + report.comparison.allocations.map {
                "the default of \($0.defaulter): \($0.bearer.name) \(Self.money($0.amount))"
            } + [""]
    }

    private func accounts() async throws -> [String] {
        let balances = try await quarter.moneyBalances()
        return Self.table(
            [["account", "debit balance"]] + balances.sorted { $0.key < $1.key }.map { [$0.key, Self.money($0.value)] })
    }

    /// Minor units as lei and bani.
    private static func money(_ minorUnits: Int64) -> String {
        let bani = "\(minorUnits.magnitude % 100)"
        return "\(minorUnits < 0 ? "-" : "")\(minorUnits.magnitude / 100).\(bani.count < 2 ? "0" : "")\(bani)"
    }

    /// Columns side by side, the first from the left, the others from the right.
    private static func table(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).enumerated().map { index, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return index == 0 ? cell.0 + padding : padding + cell.0
            }.joined(separator: "  ")
        } + [""]
    }
}
