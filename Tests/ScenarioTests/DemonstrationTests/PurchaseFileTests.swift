import Partners
import Quantities
import Testing
import Wire

@testable import Demonstration

@Suite struct `Reading recorded purchases` {
    private static let header = "occurred_at,event_id,household_id,partner,store_id,amount_cents,redeem_cents,items\r\n"

    @Test func `the four weeks are complete and in order of time`() throws {
        let purchases = try PurchaseFile.recorded()
        #expect(purchases.count == 20_617)
        #expect(Set(purchases.map(\.eventID)).count == purchases.count)
        #expect(Set(purchases.map(\.household)).count == 2_026)
        #expect(Set(purchases.map(\.partner)).count == 8)
        #expect(purchases.filter { $0.redeemed > 0 }.count == 1_061)
        #expect(purchases.filter { $0.amount == 0 }.count == 9)
        #expect(zip(purchases, purchases.dropFirst()).allSatisfy { $0.occurredAt <= $1.occurredAt })
        #expect(purchases.allSatisfy { $0.items.reduce(0) { $0 + $1.amount } == $0.amount })
        #expect(purchases.allSatisfy { $0.items.count <= 200 && $0.items.allSatisfy { $0.category.count <= 64 } })
    }

    @Test func `a row is read with its items`() throws {
        let row = "2017-05-08T10:00:00Z,b1-cafe,12,cafe,330,150,20,ROLLS:100;COFFEE: BEANS:50\r\n"
        let purchase = try #require(try PurchaseFile.read(Array((Self.header + row).utf8)).first)
        #expect(purchase.partner == (try PartnerID("cafe")))
        #expect(purchase.occurredAt.description == "2017-05-08T10:00:00Z")
        #expect(purchase.amount == 150)
        #expect(purchase.redeemed == 20)
        #expect(purchase.items.map(\.category) == ["ROLLS", "COFFEE: BEANS"])
        #expect(purchase.items.map(\.amount) == [100, 50])
    }

    @Test(arguments: [
        "8 May 2017,b1-cafe,12,cafe,330,150,0,A:150", "2017-05-08T10:00:00Z,b 1,12,cafe,330,150,0,A:150",
        "2017-05-08T10:00:00Z,b1-cafe,,cafe,330,150,0,A:150", "2017-05-08T10:00:00Z,b1-cafe,12,Café,330,150,0,A:150",
        "2017-05-08T10:00:00Z,b1-cafe,12,cafe,330,-1,0,A:150", "2017-05-08T10:00:00Z,b1-cafe,12,cafe,330,150,x,A:150",
        "2017-05-08T10:00:00Z,b1-cafe,12,cafe,330,150,0,A", "2017-05-08T10:00:00Z,b1-cafe,12,cafe,330,150,0,A:0",
        "2017-05-08T10:00:00Z,b1-cafe,12,cafe,330,150,0,A:151",
    ])
    func `what is no purchase is refused with its line`(row: String) {
        #expect(throws: PurchaseFileError.row(2)) {
            try PurchaseFile.read(Array((Self.header + row + "\r\n").utf8))
        }
    }

    @Test func `a file without a column is refused`() {
        #expect(throws: PurchaseFileError.table(.missingColumn("items"))) {
            try PurchaseFile.read(Array(Self.header.replacing("items", with: "things").utf8))
        }
    }
}
