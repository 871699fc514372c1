import Foundation
import Partners
import Quantities
import ScenarioKit
import Wire

/// What one household bought from one merchant in one basket.
struct Purchase: Hashable, Sendable {
    /// When it was paid.
    let occurredAt: Instant
    /// The basket; one household's visit to one or more of the merchants.
    let basket: String
    /// The member.
    let household: Int
    /// The merchant.
    let partner: PartnerID
    /// Minor units paid; zero when coupons paid for all of it.
    let amount: Int64
    /// The coupons' value in minor units, played as so many points spent before the rest earns new ones.
    let redeemed: Int64

    /// The accrual's message id; the redemption's has `.r` behind it.
    var id: String { "b\(basket)-\(partner)" }

    /// A number that is the same each time and says nothing about the purchase.
    var lot: UInt64 {
        id.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }
}

/// The recorded purchases of January to March 2017; see `Resources/NOTICE`. One row is a basket, one column a merchant, a
/// cell what was paid there and, behind a stroke, the coupons' value.
enum PurchaseFile {
    /// All purchases, in order of time.
    static func read() throws -> [Purchase] {
        guard let url = Bundle.module.url(forResource: "Resources/purchases", withExtension: "csv") else {
            throw StoryBroken("the recorded purchases are not beside the tests")
        }
        let table = try CSVTable([UInt8](try Data(contentsOf: url)))
        let merchants = try table.header.dropFirst(3).map { try PartnerID($0) }
        var purchases: [Purchase] = []
        purchases.reserveCapacity(2 * table.rows.count)
        for row in table.rows {
            guard let household = Int(row[2]) else { throw StoryBroken("\(row) is no basket") }
            let occurredAt = try Instant(rfc3339: row[0])
            for (merchant, cell) in zip(merchants, row.dropFirst(3)) where !cell.isEmpty {
                let parts = cell.split(separator: "/").compactMap { Int64($0) }
                guard let amount = parts.first, parts.count < 3 else { throw StoryBroken("\(row) is no basket") }
                purchases.append(
                    Purchase(
                        occurredAt: occurredAt, basket: row[1], household: household, partner: merchant,
                        amount: amount, redeemed: parts.count > 1 ? parts[1] : 0))
            }
        }
        return purchases
    }
}
