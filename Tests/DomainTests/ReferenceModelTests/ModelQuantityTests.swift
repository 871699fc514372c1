import CoalitionTestKit
import Testing

@Suite struct `The model's quantities` {
    @Test(arguments: [
        // amount, points, per, base
        (12_990, 1, 100, 129), (99, 1, 100, 0), (100, 1, 100, 1), (199, 1, 100, 1), (12_990, 3, 250, 155),
        (1_000_000_000_000, 1, 1000, 1_000_000_000),
    ])
    func `earning rounds down`(amount: Int, points: Int, per: Int, base: Int) {
        var model = Story.coalition(partners: [Story.partner("grocer", points: points, per: per)])
        model.enrol("ana")
        #expect(model.earn(amount, at: "grocer", id: "a").points == base)
        #expect(model.balance(of: "ana") == ModelBalance(available: base))
    }

    @Test(arguments: [
        // points at 0.0050, minor units: halves go to the even neighbour, on both sides of zero
        (1, 0), (2, 1), (3, 2), (4, 2), (5, 2), (7, 4), (9, 4), (11, 6),
    ])
    func `a product is rounded once, half to even`(points: Int, money: Int) {
        let partners = [Story.partner("grocer", price: 5000), Story.partner("cafe", rate: 5000)]
        var model = Story.coalition(partners: partners)
        model.enrol("ana")
        model.earn(100_000, at: "grocer", id: "a")
        model.spend(points, at: "cafe", id: "s")
        model.take(.closeCycle)
        model.reverse("s", of: "cafe", id: "r")
        model.take(.closeCycle)
        let taken = ModelMatrixRow(issuer: "grocer", redeemer: "cafe", points: points, debit: money, credit: money)
        let returned = ModelMatrixRow(
            issuer: "grocer", redeemer: "cafe", points: -points, debit: -money, credit: -money)
        #expect(model.settlements[0].matrix == [taken])
        #expect(model.settlements[1].matrix == [returned])
    }

    @Test(arguments: [
        (2025, 1, 31, 24, 2027, 1, 31), (2026, 8, 31, 6, 2027, 2, 28), (2027, 8, 31, 6, 2028, 2, 29),
        (2026, 12, 15, 1, 2027, 1, 15), (2024, 2, 29, 12, 2025, 2, 28), (2026, 1, 31, 1, 2026, 2, 28),
    ])
    func `months keep the day, or end with the month`(
        year: Int, month: Int, day: Int, months: Int, thenYear: Int, thenMonth: Int, thenDay: Int
    ) {
        let from = ModelCalendar.dayNumber(year: year, month: month, day: day)
        let then = ModelCalendar.dayNumber(year: thenYear, month: thenMonth, day: thenDay)
        #expect(ModelCalendar.day(from, plusMonths: months) == then)
    }

    @Test(arguments: [(2026, 11, 20, 20_777), (2027, 3, 28, 20_905), (2000, 2, 29, 11_016), (1970, 1, 1, 0)])
    func `days are counted from 1970`(year: Int, month: Int, day: Int, number: Int) {
        #expect(ModelCalendar.dayNumber(year: year, month: month, day: day) == number)
    }

    @Test(arguments: [
        // `TZ=Europe/Bucharest date -d '… 23:59:59' +%s`
        (2026, 7, 1, 1_782_939_599), (2026, 10, 24, 1_792_875_599), (2026, 10, 25, 1_792_965_599),
        (2027, 3, 27, 1_806_184_799), (2027, 3, 28, 1_806_267_599),
    ])
    func `a day of Bucharest ends when it ends there`(year: Int, month: Int, day: Int, last: Int) {
        let number = ModelCalendar.dayNumber(year: year, month: month, day: day)
        let zone = ModelCalendar.bucharest
        #expect(zone.endOfDay(number) == last + 1)
        #expect(zone.day(last) == number)
        #expect(zone.day(last + 1) == number + 1)
    }
}
