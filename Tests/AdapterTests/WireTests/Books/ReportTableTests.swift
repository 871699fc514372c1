import Books
import Partners
import Quantities
import Testing

@testable import Wire

@Suite struct `A report's table` {
    private static func flows() throws -> [VintageFlow] {
        let november = try CalendarMonth("2026-11")
        let price = try Rate("0.01")
        return try [("cafe", VintageMovement.issued, 1000), ("cafe", .redeemed, 250), ("grocery", .issued, 7)].map {
            VintageFlow(
                issuer: try PartnerID($0.0), vintage: november, month: november, movement: $0.1, points: $0.2,
                price: price)
        }
    }

    @Test func `is CSV with money in minor units`() throws {
        let report = try DeferredRevenue.rollForward(
            Self.flows(), month: try CalendarMonth("2026-11"), currency: try CurrencyCode("RON"))
        #expect(
            String(decoding: ReportTable.deferredRevenue(report).csv, as: UTF8.self) == """
                issuer,unit,opening,issued,redeemed,reversed,expired,change_of_estimate,closing,currency\r
                cafe,points,0,1000,-250,0,0,0,750,RON\r
                cafe,money,0,1000,-250,0,0,0,750,RON\r
                grocery,points,0,7,0,0,0,0,7,RON\r
                grocery,money,0,7,0,0,0,0,7,RON\r
                total,points,0,1007,-250,0,0,0,757,RON\r
                total,money,0,1007,-250,0,0,0,757,RON\r

                """)
    }

    @Test func `has a cell for every column`() throws {
        let month = try CalendarMonth("2026-11")
        let currency = try CurrencyCode("RON")
        let breakage = try BreakageReport.make(Self.flows(), month: month, currency: currency)
        let points = OutstandingPoints(
            issuer: try PartnerID("cafe"), earnedOn: month.firstDay, price: try Rate("0.01"), available: 5, pending: 4,
            held: 3, lapsed: 2)
        let liability = try LiabilityReport.make(
            [points], asOf: month.lastDay, pointValue: try Rate("0.0095"), currency: currency)
        let rolled = try DeferredRevenue.rollForward(Self.flows(), month: month, currency: currency)
        let tables = [
            ReportTable.breakage(breakage), .ages(breakage), .liability(liability), .deferredRevenue(rolled),
        ]
        for table in tables {
            #expect(!table.rows.isEmpty)
            #expect(table.rows.allSatisfy { $0.count == table.columns.count })
        }
        #expect(ReportTable.share(873_500) == "0.873500")
    }

    @Test func `has a document that reads back`() throws {
        let month = try CalendarMonth("2026-11")
        let currency = try CurrencyCode("RON")
        let rolled = try JSONReader.read(
            ReportDocuments.deferredRevenue(
                try DeferredRevenue.rollForward(Self.flows(), month: month, currency: currency)))
        #expect(rolled["total"]?["money"]?["closing"]?.integer == 757)
        #expect(rolled["month"]?.string == "2026-11")
        let breakage = try JSONReader.read(
            ReportDocuments.breakage(try BreakageReport.make(Self.flows(), month: month, currency: currency)))
        #expect(breakage["total"]?["outstanding"]?.integer == 757)
        #expect(breakage["ever_redeemed_of_new"]?.integer == 1_000_000)
    }
}
