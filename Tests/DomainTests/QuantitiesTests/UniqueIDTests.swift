import CoalitionTestKit
import Quantities
import Testing

@Suite struct `Identities` {
    @Test func `later ones sort after earlier ones and show their time`() throws {
        var random = ModelRandom(seed: 1)
        let first = UniqueID.make(at: .at("2026-11-20T10:15:00.001Z"), using: &random)
        let second = UniqueID.make(at: .at("2026-11-20T10:15:00.002Z"), using: &random)
        #expect(first < second)
        #expect(first.high >> 16 == 1_795_169_700_001)
    }

    @Test(arguments: 1...8)
    func `they are version 7, variant 2, and read back`(seed: UInt64) throws {
        var random = ModelRandom(seed: seed)
        for _ in 0..<100 {
            let id = UniqueID.make(at: Instant(seconds: Int64(random.number(0...4_000_000_000))), using: &random)
            let text = Array(id.description)
            #expect(text[14] == "7" && "89ab".contains(text[19]), "seed \(seed): \(id)")
            #expect(try UniqueID(id.description) == id)
            #expect(try UniqueID(id.description.uppercased()) == id)
        }
    }

    @Test func `the text is the usual one`() throws {
        let id = UniqueID(high: 0x0199_AABB_CCDD_7EEF, low: 0x8001_0203_0405_0607)
        #expect(id.description == "0199aabb-ccdd-7eef-8001-020304050607")
        #expect(try UniqueID("0199aabb-ccdd-7eef-8001-020304050607") == id)
    }

    @Test(
        arguments: [
            "", "0199aabbccdd7eef8001020304050607", "0199aabb-ccdd-7eef-8001-02030405060",
            "g199aabb-ccdd-7eef-8001-020304050607",
            "0199aabb-ccdd-7eef-8001-0203040506070", "0199aabb-ccdd-7eef-8001--20304050607",
            "{199aabb-ccdd-7eef-8001-020304050607", "0199aabb-ccdd-7eef-80010-20304050607",
        ])
    func `any other form is malformed`(text: String) {
        #expect(throws: QuantityError.malformed(text)) { try UniqueID(text) }
    }

    @Test func `order is by bytes, not by sign`() {
        #expect(UniqueID(high: 1, low: .max) < UniqueID(high: 2, low: 0))
        #expect(UniqueID(high: 0x7FFF_FFFF_FFFF_FFFF, low: 0) < UniqueID(high: 0x8000_0000_0000_0000, low: 0))
    }
}
