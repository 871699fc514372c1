import Partners
import Quantities
import Settlement

/// One row of a settlement's CSV file while it is read: cells by column, refusals with file, row and column.
struct SettlementRow {
    let file: String
    let line: Int
    let columns: [String]
    let cells: [String]

    func refusal(_ column: Int) -> SettlementFileError {
        SettlementFileError(file, line: line, field: columns[column])
    }

    func text(_ column: Int) throws(SettlementFileError) -> String {
        guard let text = CSVTable.text(of: cells[column]) else { throw refusal(column) }
        return text
    }

    func optionalText(_ column: Int) throws(SettlementFileError) -> String? {
        let text = try text(column)
        return text.isEmpty ? nil : text
    }

    func partner(_ column: Int) throws(SettlementFileError) -> PartnerID {
        guard let partner = try? PartnerID(cells[column]) else { throw refusal(column) }
        return partner
    }

    func optionalPartner(_ column: Int) throws(SettlementFileError) -> PartnerID? {
        cells[column].isEmpty ? nil : try partner(column)
    }

    /// A whole number in its only form: no sign `+`, no leading zeros.
    func integer(_ column: Int) throws(SettlementFileError) -> Int64 {
        guard let integer = Int64(cells[column]), String(integer) == cells[column] else { throw refusal(column) }
        return integer
    }

    /// A decimal number in its shortest form.
    func amount(_ column: Int) throws(SettlementFileError) -> UnroundedAmount {
        guard let amount = try? UnroundedAmount(cells[column]), amount.description == cells[column] else {
            throw refusal(column)
        }
        return amount
    }

    /// The rows of a file, cells in the order of `columns` wherever the file has them.
    static func rows(_ bytes: [UInt8], file: String, columns: [String]) throws(SettlementFileError) -> [SettlementRow] {
        do {
            let table = try CSVTable(bytes)
            let positions = try table.positions(of: columns)
            return table.rows.enumerated().map { index, cells in
                SettlementRow(file: file, line: index + 2, columns: columns, cells: positions.map { cells[$0] })
            }
        } catch {
            throw SettlementFileError(file, error)
        }
    }
}
