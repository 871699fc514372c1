import Foundation
import Partners
import Quantities
import Wire

/// The purchases that the program carries, and files of the same columns.
enum PurchaseFile {
    static let columns = [
        "occurred_at", "event_id", "household_id", "partner", "store_id", "amount_cents", "redeem_cents", "items",
    ]

    /// The four weeks in the program's own resources, in order of time.
    ///
    /// - Throws: ``PurchaseFileError``.
    static func recorded() throws(PurchaseFileError) -> [RecordedPurchase] {
        guard let url = Bundle.module.url(forResource: "Resources/purchases", withExtension: "csv"),
            let data = try? Data(contentsOf: url)
        else { throw .missing }
        return try read([UInt8](data))
    }

    /// Reads a file of these columns, in whatever order they stand.
    ///
    /// - Throws: ``PurchaseFileError/table(_:)``, ``PurchaseFileError/row(_:)``.
    static func read(_ bytes: [UInt8]) throws(PurchaseFileError) -> [RecordedPurchase] {
        let table: CSVTable
        let places: [Int]
        do throws(CSVError) {
            table = try CSVTable(bytes)
            places = try table.positions(of: columns)
        } catch {
            throw .table(error)
        }
        var purchases: [RecordedPurchase] = []
        purchases.reserveCapacity(table.rows.count)
        for (index, row) in table.rows.enumerated() {
            guard let purchase = purchase(places.map { row[$0] }) else { throw .row(index + 2) }
            purchases.append(purchase)
        }
        return purchases
    }

    private static func purchase(_ cells: [String]) -> RecordedPurchase? {
        guard let occurredAt = try? Instant(rfc3339: cells[0]), MessageIDForm.accepts(cells[1] + ".r"),
            !cells[2].isEmpty, let partner = try? PartnerID(cells[3]), let amount = Int64(cells[5]), amount >= 0,
            let redeemed = Int64(cells[6]), redeemed >= 0, let items = items(cells[7]),
            items.reduce(0, { $0 + $1.amount }) <= amount
        else { return nil }
        return RecordedPurchase(
            occurredAt: occurredAt, eventID: cells[1], household: cells[2], partner: partner, store: cells[4],
            amount: amount, redeemed: redeemed, items: items)
    }

    /// `category:cents` separated by `;`. A category may hold a colon itself, the amount cannot.
    private static func items(_ cell: String) -> [RecordedPurchase.Item]? {
        var items: [RecordedPurchase.Item] = []
        for part in cell.utf8.split(separator: UInt8(ascii: ";")) {
            guard let colon = part.lastIndex(of: UInt8(ascii: ":")), let category = String(part[..<colon]),
                let text = String(part[part.index(after: colon)...]), let amount = Int64(text), amount > 0,
                !category.isEmpty
            else { return nil }
            items.append(RecordedPurchase.Item(category: category, amount: amount))
        }
        return items
    }
}

/// Why the purchases cannot be read.
enum PurchaseFileError: Error, Hashable, CustomStringConvertible {
    /// The program's resources are not beside it.
    case missing
    /// No CSV with these columns.
    case table(CSVError)
    /// This line, from 1 for the header, is no purchase.
    case row(Int)

    /// One English sentence.
    var description: String {
        switch self {
        case .missing: "the recorded purchases are not beside the program: build it again and run it where it was built"
        case .table(let error): "the recorded purchases are no CSV of their columns: \(error)"
        case .row(let line): "line \(line) of the recorded purchases is no purchase"
        }
    }
}
