import Testing

@testable import Wire

@Suite struct `Reading JSON strictly` {
    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "[,1]", "[1 2]", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{a:1}",
        "{'a':1}",
        "{\"a\":1}x", "{} {}", "[1]]", "nul", "nulll", "True", "NaN", "Infinity", "-Infinity", "-", "+1", ".5", "1.",
        "01", "-01",
        "1e", "1e+", "1.e3", "0x10", "1_000", "1e400", "-1e309", "2e308", "\"", "\"\\", "\"\\x\"", "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"", "\"a\nb\"",
        "\"\u{1}\"", "\"\t\"",
        "\u{FEFF}{}", "/**/{}", "[1]//", "\u{A0}1", "\u{B}1", "[1;2]", "tru", "[\"a\", tr", "{\"a\":1", "[", "[[",
        "1 2",
    ])
    func `text that is not JSON is malformed`(text: String) {
        #expect(throws: JSONError.self) { try JSONReader.read(text: text) }
        do {
            _ = try JSONReader.read(text: text)
        } catch {
            guard case .malformed(let offset) = error else {
                Issue.record("\(error)")
                return
            }
            #expect((0...text.utf8.count).contains(offset))
        }
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xFE], [0xFF], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 are malformed`(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONError.malformed(offset: 1)) { try JSONReader.read([quote] + bytes + [quote]) }
        #expect(throws: JSONError.self) {
            try JSONReader.read([quote, UInt8(ascii: "\\"), UInt8(ascii: "n")] + bytes + [quote])
        }
        #expect(throws: JSONError.malformed(offset: 0)) { try JSONReader.read(bytes) }
    }

    @Test(arguments: [
        ("\"\"", ""), ("\"a\\/b\"", "a/b"), ("\"\\\"\\\\\\b\\f\\n\\r\\t\"", "\"\\\u{8}\u{C}\n\r\t"),
        ("\"\\u00e9\"", "é"),
        ("\"\\uD83D\\uDE00\"", "😀"), ("\"😀\"", "😀"), ("\"\\u0000\"", "\0"), ("\"\u{7F}\"", "\u{7F}"),
        ("\"магазин\"", "магазин"),
        ("\"a\\u0062магазин\"", "abмагазин"), ("\"\\uffff\"", "\u{FFFF}"),
        ("\"\u{10FFFF}\u{800}\u{D7FF}\"", "\u{10FFFF}\u{800}\u{D7FF}"),
    ])
    func `strings are unescaped`(text: String, expected: String) throws {
        let value = try JSONReader.read(text: text)
        #expect(Array((value.string ?? "?").utf8) == Array(expected.utf8))
    }

    @Test(
        arguments: [
            ("934", 934), ("934.0", 934), ("9.34e2", 934), ("9.34E+2", 934), ("93400e-2", 934), ("0.934e3", 934),
            ("0", 0), ("-0", 0),
            ("-0.0e5", 0), ("0e999999999999999999999", 0), ("-5", -5), ("9223372036854775807", .max),
            ("-9223372036854775808", .min),
            ("1000000000.000000000", 1_000_000_000), ("1e9", 1_000_000_000), ("9.223372036854775807e18", .max),
            ("9007199254740993", 9_007_199_254_740_993),
            ("100000000000000000000000000000000e-30", 100), ("0.00000000000000000000000000000001e32", 1),
        ] as [(String, Int64)])
    func `an exact integer is one in every notation`(text: String, expected: Int64) throws {
        #expect(try JSONReader.read(text: text).integer == expected)
    }

    @Test(arguments: [
        "934.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e308", "0.1",
        "1e-999999999999999999999999", "1.00000000000000000000000001",
        "9223372036854775807.5", "123456789012345678901234567890", "5e-324", "18446744073709551616",
        "1e18446744073709551616e",
    ])
    func `what is no integer of 64 bits has none`(text: String) throws {
        guard let value = try? JSONReader.read(text: text) else {
            #expect(text.hasSuffix("e"))
            return
        }
        #expect(value.integer == nil)
    }

    @Test func `numbers of a megabyte cost one pass`() throws {
        let zeros = String(repeating: "0", count: 1_000_000)
        #expect(try JSONReader.read(text: "1\(zeros)e-1000000").integer == 1)
        #expect(try JSONReader.read(text: "0.\(zeros)1e1000001").integer == 1)
        #expect(throws: JSONError.malformed(offset: 0)) { try JSONReader.read(text: "1\(zeros)") }
        #expect(throws: JSONError.malformed(offset: 0)) { try JSONReader.read(text: "1e\(zeros)400") }
    }

    @Test(arguments: [
        (#"{"a":1,"a":1}"#, "a"), (#"{"a":1,"\u0061":2}"#, "a"), (#"{"x":{"b":[0,{"c":1,"c":2}]}}"#, "x.b[1].c"),
        (#"[{"a":1},{"b":1,"b":1}]"#, "[1].b"), (#"{"b":{"c":1,"c":1},"b":1}"#, "b.c"), (#"{"":1,"":2}"#, ""),
    ])
    func `a repeated name is a duplicate field`(text: String, path: String) {
        #expect(throws: JSONError.duplicateField(path: path)) { try JSONReader.read(text: text) }
    }

    @Test func `a fault of syntax after a duplicate comes first`() {
        #expect(throws: JSONError.malformed(offset: 13)) { try JSONReader.read(text: #"{"a":1,"a":1}x"#) }
    }

    @Test func `names are compared by code points and not by canonical equivalence`() throws {
        let value = try JSONReader.read(text: "{\"\u{E9}\":1,\"e\u{301}\":2,\"K\":3,\"\u{212A}\":4}")
        #expect(value["e\u{301}"]?.integer == 2)
        #expect(value["\u{212A}"]?.integer == 4)
    }

    @Test func `a duplicate among thousands of names is found`() throws {
        let members = (0..<5000).map { "\"n\($0)\":\($0)" }
        #expect(try JSONReader.read(text: "{\(members.joined(separator: ","))}")["n4999"]?.integer == 4999)
        #expect(throws: JSONError.duplicateField(path: "n17")) {
            try JSONReader.read(text: "{\((members + ["\"n17\":0"]).joined(separator: ","))}")
        }
    }

    @Test func `64 levels are read and the 65th is malformed`() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        _ = try JSONReader.read(text: nested(64))
        #expect(throws: JSONError.malformed(offset: 64)) { try JSONReader.read(text: nested(65)) }
        #expect(throws: JSONError.self) { try JSONReader.read(text: String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONError.self) { try JSONReader.read(text: String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test func `every byte changed, cut or added in a message never crashes the reader`() {
        let message = Array(
            #"{"message_id":"till7-000123","n":-12.5e3,"t":[true,false,null,"é\u00e9\ud83d\ude00"],"o":{"a":{},"b":[]}}"#
                .utf8)
        for index in message.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = message
                changed[index] = byte
                if let value = try? JSONReader.read(changed) {
                    #expect((try? JSONReader.read(CanonicalJSON.encode(value))) != nil, "byte \(byte) at \(index)")
                }
            }
            #expect(throws: JSONError.self) { try JSONReader.read(Array(message[..<index])) }
        }
    }
}
