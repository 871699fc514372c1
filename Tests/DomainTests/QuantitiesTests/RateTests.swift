import CoalitionTestKit
import Quantities
import Testing

@Suite struct `Rates` {
    @Test(
        arguments: [
            ("0", 0), ("1", 1_000_000), ("0.0095", 9500), ("0.000001", 1), ("12.5", 12_500_000),
            ("007.100000", 7_100_000), ("1000000", 1_000_000_000_000), ("999999.999999", 999_999_999_999),
        ] as [(String, Int64)])
    func `a decimal string is read exactly`(text: String, millionths: Int64) throws {
        #expect(try Rate(text).millionths == millionths)
    }

    @Test(
        arguments: [
            "", ".", "1.", ".5", "-1", "+1", "1.0000000", "1.2.3", "1,5", " 1", "1e3", "0x1", "٣", "00000001", "1.-5",
        ])
    func `any other form is malformed`(text: String) {
        #expect(throws: QuantityError.malformed(text)) { try Rate(text) }
    }

    @Test func `a rate is from zero to a million`() {
        #expect(throws: QuantityError.negative) { try Rate(millionths: -1) }
        #expect(throws: QuantityError.overflow) { try Rate(millionths: 1_000_000_000_001) }
        #expect(throws: QuantityError.overflow) { try Rate("1000000.000001") }
    }

    @Test(arguments: ["0", "1", "0.0095", "0.000001", "12.5", "1000000"])
    func `the shortest text reads back`(text: String) throws {
        #expect(try Rate(text).description == text)
    }

    @Test(
        arguments: [
            // points, rate, minor units: half-way cases go to the even neighbour on both sides of zero
            (1, "0.005", 0), (3, "0.005", 2), (5, "0.005", 2), (7, "0.005", 4), (-1, "0.005", 0), (-3, "0.005", -2),
            (-5, "0.005", -2), (1, "0.005001", 1), (1, "0.004999", 0), (-1, "0.005001", -1), (-1, "0.004999", 0),
            (1540, "0.0095", 1463), (0, "0.0095", 0), (1, "0.015", 2), (1, "0.025", 2), (-1, "0.025", -2),
            (1_000_000_000, "1000000", 100_000_000_000_000_000),
        ] as [(Int64, String, Int64)])
    func `a worth is rounded once, half to even`(points: Int64, rate: String, minorUnits: Int64) throws {
        #expect(
            try Rate(rate).amount(of: PointsDelta(points), in: .ron) == Money(minorUnits: minorUnits, currency: .ron))
    }

    @Test(arguments: [("JPY", 1), ("RON", 150), ("KWD", 1500)] as [(String, Int64)])
    func `the currency says how many digits count`(currency: String, minorUnits: Int64) throws {
        let worth = try Rate("0.75").amount(of: PointsDelta(2), in: CurrencyCode(currency)).minorUnits
        // 1.5 yen has a half, which goes to the even 2.
        #expect(worth == (currency == "JPY" ? 2 : minorUnits))
    }

    @Test func `a worth past 64 bits is an overflow`() {
        #expect(throws: QuantityError.overflow) { try Rate.largest.amount(of: PointsDelta(.max), in: .ron) }
        #expect(throws: QuantityError.overflow) { try Rate.largest.amount(of: PointsDelta(.min), in: .ron) }
    }

    @Test(arguments: 1...8)
    func `half to even agrees with the distance to both neighbours`(seed: UInt64) {
        var random = ModelRandom(seed: seed)
        for _ in 0..<500 {
            let divisor = Int128(random.number(1...40))
            let numerator = Int128(random.number(-2000...2000))
            let quotient = Decimals.divideHalfEven(numerator, by: divisor)
            let distance = quotient * divisor - numerator
            let twice = distance.magnitude * 2
            let isRight = twice < divisor.magnitude || (twice == divisor.magnitude && quotient % 2 == 0)
            #expect(isRight, "seed \(seed): \(numerator) ÷ \(divisor) became \(quotient)")
        }
    }
}
