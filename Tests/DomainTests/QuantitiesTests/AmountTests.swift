import CoalitionTestKit
import Quantities
import Testing

@Suite struct `Points, money and shares` {
    @Test func `points are never below zero and never wrap`() throws {
        #expect(throws: QuantityError.negative) { try Points(-1) }
        #expect(throws: QuantityError.negative) { try Points(3).subtracting(Points(4)) }
        #expect(throws: QuantityError.overflow) { try Points(.max).adding(Points(1)) }
        #expect(try Points(3).adding(Points(4)) == Points(7))
        #expect(try Points(4).subtracting(Points(4)) == .zero)
        #expect(Points(clamping: -5) == .zero)
    }

    @Test func `changes of points add with their sign`() throws {
        #expect(try PointsDelta(3).adding(PointsDelta(-5)) == PointsDelta(-2))
        #expect(PointsDelta(-2).negated == PointsDelta(2))
        #expect(throws: QuantityError.overflow) { try PointsDelta(.min).adding(PointsDelta(-1)) }
    }

    @Test func `money of two currencies never mixes`() throws {
        let lei = Money(minorUnits: 100, currency: .ron)
        let euro = Money(minorUnits: 100, currency: .eur)
        #expect(throws: QuantityError.currencyMismatch(.ron, .eur)) { try lei.adding(euro) }
        #expect(throws: QuantityError.currencyMismatch(.ron, .eur)) { try lei.subtracting(euro) }
        #expect(try lei.subtracting(Money(minorUnits: 150, currency: .ron)).minorUnits == -50)
        #expect(throws: QuantityError.overflow) { try lei.adding(Money(minorUnits: .max, currency: .ron)) }
        #expect(throws: QuantityError.overflow) { try lei.subtracting(Money(minorUnits: .min, currency: .ron)) }
    }

    @Test(arguments: ["ron", "RO", "RONN", "R0N", "", "ЛЕЙ"])
    func `a currency is three capital letters`(text: String) {
        #expect(throws: QuantityError.malformed(text)) { try CurrencyCode(text) }
    }

    @Test(
        arguments: [
            (250, 2, 0), (250, 20, 0), (250, 60, 2), (125, 120, 2), (10_000, 77, 77), (0, 77, 0), (250, -20, 0),
            (250, -60, -2), (333, 1000, 33),
        ] as [(Int64, Int64, Int64)])
    func `a share is rounded half to even`(basisPoints: Int64, amount: Int64, share: Int64) throws {
        let money = Money(minorUnits: amount, currency: .ron)
        #expect(try BasisPoints(basisPoints).share(of: money).minorUnits == share)
    }

    @Test func `a share is at most the whole`() {
        #expect(throws: QuantityError.overflow) { try BasisPoints(10_001) }
        #expect(throws: QuantityError.negative) { try BasisPoints(-1) }
    }
}
