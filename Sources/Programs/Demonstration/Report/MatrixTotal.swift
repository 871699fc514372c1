import Operations
import Partners
import Quantities
import Settlement

/// The matrices of several cycles added up: who took whose points, and what that costs.
struct MatrixTotal: Hashable, Sendable {
    /// One cell.
    struct Cell: Hashable, Sendable {
        /// Taken less returned.
        var points: Int64 = 0
        /// What the issuer pays, in minor units.
        var debit: Int64 = 0
        /// What the redeemer receives, in minor units.
        var credit: Int64 = 0
    }

    /// Issuers, by id.
    let issuers: [PartnerID]
    /// Redeemers, by id.
    let redeemers: [PartnerID]
    private let cells: [PartnerID: [PartnerID: Cell]]

    /// Adds the matrices up.
    init(_ settlements: [Settlement]) {
        var cells: [PartnerID: [PartnerID: Cell]] = [:]
        for row in settlements.flatMap(\.matrix) {
            cells[row.issuer, default: [:]][row.redeemer, default: Cell()].points += row.points.count
            cells[row.issuer, default: [:]][row.redeemer, default: Cell()].debit += row.debitAmount
            cells[row.issuer, default: [:]][row.redeemer, default: Cell()].credit += row.creditAmount
        }
        self.cells = cells
        issuers = cells.keys.sorted()
        redeemers = Set(cells.values.flatMap(\.keys)).sorted()
    }

    /// A cell; zeros where nothing was taken.
    func cell(_ issuer: PartnerID, _ redeemer: PartnerID) -> Cell {
        cells[issuer]?[redeemer] ?? Cell()
    }

    /// A table with a row an issuer and a column a redeemer, totals last, as text.
    func rows(_ figure: KeyPath<Cell, Int64>, _ show: (Int64) -> String) -> [[String]] {
        var rows = [["issuer \\ redeemer"] + redeemers.map(\.text) + ["total"]]
        for issuer in issuers {
            let figures = redeemers.map { cell(issuer, $0)[keyPath: figure] }
            rows.append([issuer.text] + (figures + [figures.reduce(0, +)]).map { $0 == 0 ? "·" : show($0) })
        }
        let sums = redeemers.map { redeemer in issuers.reduce(0) { $0 + cell($1, redeemer)[keyPath: figure] } }
        rows.append(["total"] + (sums + [sums.reduce(0, +)]).map(show))
        return rows
    }
}
