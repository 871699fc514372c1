import Testing
import Wire

@Suite struct `CSV as RFC 4180 has it` {
    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ("two\r\nlines", "\"two\r\nlines\""),
        ("=1+1", "'=1+1"), ("+40722", "'+40722"), ("-m1", "'-m1"), ("@sum", "'@sum"), ("\tx", "'\tx"),
        ("\rx", "\"'\rx\""), ("-,", "\"'-,\""), ("a=b", "a=b"), ("", ""), ("кофе", "кофе"),
    ])
    func `a text is written safely and reads back`(text: String, cell: String) throws {
        var writer = CSVWriter()
        writer.row(["name", "second"])
        writer.row([text, "x"])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "name,second\r\n\(cell),x\r\n")
        let table = try CSVTable(writer.bytes)
        #expect(table.header == ["name", "second"])
        #expect(CSVTable.text(of: table.rows[0][0]) == text)
    }

    @Test func `numbers below zero stay numbers`() {
        var writer = CSVWriter()
        writer.number(-12)
        writer.number("-0.5")
        writer.empty()
        writer.endRow()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "-12,-0.5,\r\n")
    }

    @Test(arguments: [
        ("", 1), ("a,b", 1), ("a,b\n", 1), ("a,b\r\n1\r\n", 2), ("a,b\r\n1,2\r\n3,4", 3), ("a,a\r\n", 1),
        ("a,b\r\n\"1,2\r\n", 2), ("a,b\r\n1\"2,3\r\n", 2), ("a,b\r\n\"1\"2,3\r\n", 2), ("a,b\r\n1,2\r3\r\n", 2),
    ])
    func `any other form is refused with its row`(text: String, line: Int) {
        #expect(throws: CSVError.malformed(line: line)) { try CSVTable(Array(text.utf8)) }
    }

    @Test func `bytes that are no text, formulas and missing columns are refused`() throws {
        #expect(throws: CSVError.malformed(line: 2)) { try CSVTable(Array("a\r\n".utf8) + [0xFF, 0x0D, 0x0A]) }
        #expect(CSVTable.text(of: "=1+1") == nil)
        #expect(CSVTable.text(of: "'quoted") == "'quoted")
        let table = try CSVTable(Array("b,a\r\n1,2\r\n".utf8))
        #expect(try table.positions(of: ["a", "b"]) == [1, 0])
        #expect(throws: CSVError.missingColumn("c")) { try table.positions(of: ["c"]) }
    }
}
