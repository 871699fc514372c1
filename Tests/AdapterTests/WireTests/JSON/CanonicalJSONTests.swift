import Foundation
import Testing

@testable import Wire

@Suite struct `The canonical form of JSON` {
    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"), (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0xC340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"), (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
            (0x44B5_2D02_C7E1_4AF6, "1e+23"), (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
            (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
            (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
            (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
            (0x3EB0_C6F7_A0B5_ED8D, "0.000001"), (0x41B3_DE43_5555_5553, "333333333.3333332"),
            (0x41B3_DE43_5555_5554, "333333333.33333325"),
            (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
            (0x41B3_DE43_5555_5557, "333333333.33333343"),
            (0xBECB_F647_612F_3696, "-0.0000033333333333333333"), (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func `numbers of RFC 8785 appendix B`(bits: UInt64, expected: String) throws {
        let number = try #require(JSONNumber(Double(bitPattern: bits)))
        #expect(text(.number(number)) == expected)
        #expect(try text(JSONReader.read(text: expected)) == expected)
    }

    @Test func `what is no number is not made`() {
        #expect(JSONNumber(.nan) == nil)
        #expect(JSONNumber(.infinity) == nil)
    }

    @Test func `2000 doubles print and read as an ECMAScript engine does`() throws {
        // Bits and text, written by V8 from a chain of SHA-256.
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "ecmascript-numbers.csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2000)
        for line in lines {
            let fields = line.split(separator: ",")
            let double = Double(bitPattern: try #require(UInt64(fields[0], radix: 16)))
            #expect(text(.number(try #require(JSONNumber(double)))) == fields[1])
            guard case .number(let number) = try JSONReader.read(text: String(fields[1])) else {
                Issue.record("no number: \(fields[1])")
                continue
            }
            #expect(number.double == double)
            if let integer = number.integer { #expect(Double(integer) == double) }
        }
    }

    @Test func `the sample of RFC 8785 section 3.2.2`() throws {
        let value = try JSONReader.read(
            text: #"""
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                  "literals": [null, true, false]
                }
                """#)
        let expected =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
            + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(text(value) == expected)
    }

    @Test func `the sorting of RFC 8785 section 3.2.3`() throws {
        let value = try JSONReader.read(
            text: #"""
                {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
                "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
                """#)
        guard case .object(let members) = try JSONReader.read(CanonicalJSON.encode(value)) else {
            Issue.record("no object")
            return
        }
        #expect(
            members.compactMap(\.value.string) == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
                "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh",
            ])
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `sorting from UTF-8 is sorting by UTF-16 units`(seed: UInt64) {
        var values = RandomJSON(seed: seed)
        let (first, second) = (values.text(), values.text())
        #expect(
            CanonicalJSON.precedesInUTF16(first, second) == first.utf16.lexicographicallyPrecedes(second.utf16),
            "seed \(seed)")
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `any spelling of a value has one canonical form`(seed: UInt64) throws {
        var values = RandomJSON(seed: seed)
        let value = values.value(depth: 0)
        let canonical = CanonicalJSON.encode(value)
        #expect(try CanonicalJSON.encode(JSONReader.read(canonical)) == canonical, "seed \(seed)")
        #expect(try CanonicalJSON.encode(JSONReader.read(JSONWriter.encode(value))) == canonical, "seed \(seed)")
        #expect(try JSONReader.read(JSONWriter.encode(value)) == value, "seed \(seed)")
        let spelling = values.spelling(of: value)
        #expect(try CanonicalJSON.encode(JSONReader.read(text: spelling)) == canonical, "seed \(seed): \(spelling)")
    }

    private func text(_ value: JSONValue) -> String {
        String(decoding: CanonicalJSON.encode(value), as: UTF8.self)
    }
}

@Suite struct `Writing JSON` {
    @Test func `an answer keeps its order and escapes its texts`() {
        let answer = JSONWriter.object { writer in
            writer.member("message_id", "a\"\\\u{1}\u{1F}é\n")
            writer.object("points") { points in
                points.member("total", 129)
                points.member("least", Int64.min)
            }
            writer.array("expiring") { list in
                list.element(1)
                list.element("x")
                list.elementObject { $0.member("at", "2027") }
                list.elementArray { _ in }
            }
            writer.object("none") { _ in }
            writer.member("replay", true)
            writer.member("absent", ifPresent: nil)
            writer.member("raw", encoded: Array("{\"a\":1}".utf8))
            writer.member("value", .number(JSONNumber(9_007_199_254_740_993)))
        }
        let expected =
            #"{"message_id":"a\"\\\u0001\u001fé\n","points":{"total":129,"least":-9223372036854775808},"#
            + #""expiring":[1,"x",{"at":"2027"},[]],"none":{},"replay":true,"raw":{"a":1},"value":9007199254740993}"#
        #expect(String(decoding: answer, as: UTF8.self) == expected)
    }
}
