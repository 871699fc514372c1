import CoalitionTestKit
import Quantities
import Testing

@Suite struct `Moments` {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1_000_000),
            ("2026-11-20T10:15:00Z", 1_795_169_700_000_000), ("2026-11-20t10:15:00z", 1_795_169_700_000_000),
            ("2026-11-20T10:15:00+00:00", 1_795_169_700_000_000), ("2026-11-20T10:15:00-00:00", 1_795_169_700_000_000),
            ("2000-02-29T00:00:00.5Z", 951_782_400_500_000), ("1970-01-01T00:00:00.123456789Z", 123_456),
            ("1970-01-01T00:00:00.000001Z", 1), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
            ("1900-03-01T00:00:00Z", -2_203_891_200_000_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
        ] as [(String, Int64)])
    func `RFC 3339 in UTC is read`(text: String, microseconds: Int64) throws {
        #expect(try Instant(rfc3339: text).microseconds == microseconds)
    }

    @Test(
        arguments: [
            "", "2026-11-20", "2026-11-20T10:15Z", "2026-11-20T10:15:00", "2026-11-20 10:15:00Z",
            "2026-11-20T10:15:00+02:00", "2026-11-20T10:15:00.Z", "2026-11-20T10:15:00.1234567890Z",
            "2026-11-20T10:15:00Z ", " 2026-11-20T10:15:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-00T00:00:00Z",
            "2026-11-20T24:00:00Z", "2026-11-20T10:60:00Z", "2026-11-20T10:15:61Z", "2026-11-20T10:15:-1Z",
            "26-11-20T10:15:00Z", "+2026-11-20T10:15:00Z", "2026/11/20T10:15:00Z", "2026-11-20T10:15:00ZZ",
            "2026-11-20T10:15:00.5", "２026-11-20T10:15:00Z",
        ])
    func `any other form and any impossible date is malformed`(text: String) {
        #expect(throws: QuantityError.malformed(text)) { try Instant(rfc3339: text) }
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"), (1_500_000, "1970-01-01T00:00:01.5Z"),
            (1_795_169_700_000_000, "2026-11-20T10:15:00Z"), (951_782_400_000_120, "2000-02-29T00:00:00.00012Z"),
        ] as [(Int64, String)])
    func `a moment is written shortest`(microseconds: Int64, text: String) {
        #expect(Instant(microseconds: microseconds).description == text)
    }

    @Test(arguments: 1...8)
    func `what is written reads back`(seed: UInt64) throws {
        var random = ModelRandom(seed: seed)
        for _ in 0..<200 {
            let moment = Instant(microseconds: Int64(random.number(-62_000_000_000_000_000...253_000_000_000_000_000)))
            #expect(try Instant(rfc3339: moment.description) == moment, "seed \(seed)")
        }
    }

    @Test func `whole seconds are rounded down on both sides of the epoch`() {
        #expect(Instant(microseconds: 1_999_999).seconds == 1)
        #expect(Instant(microseconds: -1).seconds == -1)
        #expect(Instant(microseconds: -1_000_000).seconds == -1)
        #expect(Instant(microseconds: -1_000_001).seconds == -2)
        #expect(Instant(seconds: 5).advanced(bySeconds: -7) == Instant(seconds: -2))
    }
}
