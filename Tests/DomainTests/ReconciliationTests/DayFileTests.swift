import Reconciliation
import Testing

@Suite struct `Reading a partner's own day` {
    private static let header = "message_id,kind,points,amount\r\n"

    private static func read(_ text: String) throws -> DayFile { try DayFile.read(Array(text.utf8)) }

    @Test(arguments: [
        "message_id,kind,points,amount\r\na-1,accrual,129,12990\r\nr-1,redemption,300,\r\n",
        "message_id,kind,points,amount\na-1,accrual,129,12990\nr-1,redemption,300,",
        "\u{FEFF}message_id,kind,points,amount\r\na-1,accrual,129,12990\r\nr-1,redemption,300,\r\n\r\n\r\n",
        "\"message_id\",\"kind\",\"points\",\"amount\"\n\"a-1\",\"accrual\",\"129\",\"12990\"\n\"r-1\",redemption,300,\"\"\n",
        "message_id,kind,points,amount\r\n'a-1,'accrual,129,12990\r\n'r-1,redemption,300,\r\n",
    ])
    func `every usual form of the same rows reads alike`(text: String) throws {
        let file = try Self.read(text)
        #expect(file.unreadable.isEmpty)
        #expect(
            file.rows == [
                DayRow(line: 2, entry: DayEntry(messageID: "a-1", kind: .accrual, points: 129, amount: 12_990)),
                DayRow(line: 3, entry: DayEntry(messageID: "r-1", kind: .redemption, points: 300, amount: nil)),
            ])
    }

    @Test func `columns are found by name, in any order and among others`() throws {
        let file = try Self.read(
            "till,amount,points,note,kind,message_id\n7,50,5,\"a, b\"\"c\nd\",void,'-x\n8,1,2,,void,y\n")
        #expect(
            file.rows == [
                DayRow(line: 2, entry: DayEntry(messageID: "-x", kind: .void, points: 5, amount: 50)),
                DayRow(line: 4, entry: DayEntry(messageID: "y", kind: .void, points: 2, amount: 1)),
            ])
    }

    @Test(arguments: [
        ("", DayFileError.empty), ("\u{FEFF}", .empty), ("kind,points,amount\n", .columnMissing("message_id")),
        ("Message_ID,kind,points,amount\n", .columnMissing("message_id")),
        ("message_id;kind;points;amount\n", .columnMissing("message_id")),
        ("message_id,kind,points,amount,kind\n", .columnTwice("kind")), ("message\"_id,kind,points,amount\n", .header),
        ("\"message_id", .header), (header + "a,accrual,1,\nb,\"accrual,1,\n", .quoteNotClosed(line: 3)),
    ])
    func `a file that is something else is refused whole`(text: String, error: DayFileError) {
        #expect(throws: error) { try Self.read(text) }
        #expect(!error.description.isEmpty)
    }

    @Test(arguments: [
        ("a,accrual,1", UnreadableRow.Reason.cells), ("a,accrual,1,2,3", .cells), ("", .cells),
        ("a,accrual,\"1\"2,3", .quotes), ("a\"b,accrual,1,2", .quotes), ("a,accrual\r,1,2", .quotes),
        (",accrual,1,2", .messageID), ("a b,accrual,1,2", .messageID), ("ă,accrual,1,2", .messageID),
        ("=a,accrual,1,2", .messageID), ("''a,accrual,1,2", .messageID),
        (String(repeating: "x", count: 65) + ",accrual,1,2", .messageID), ("a,Accrual,1,2", .kind), ("a,,1,2", .kind),
        ("a,member,1,2", .kind), ("a,accrual,,2", .points), ("a,accrual,-1,2", .points), ("a,accrual,1.0,2", .points),
        ("a,accrual,'1,2", .points), ("a,accrual,+1,2", .points), ("a,accrual, 1,2", .points),
        ("a,accrual,1000000001,2", .points), ("a,accrual,99999999999999999999,2", .points),
        ("a,accrual,1,12.50", .amount), ("a,accrual,1,1000000000001", .amount), ("a,accrual,1,1e3", .amount),
        ("a,accrual,1,=2", .amount),
    ])
    func `a bad row is told with its line, and its neighbours stand`(
        row: String, reason: UnreadableRow.Reason
    ) throws {
        let file = try Self.read(Self.header + "first,accrual,1,2\r\n\(row)\r\nlast,void,3,\r\n")
        #expect(file.unreadable == [UnreadableRow(line: 3, reason: reason)])
        #expect(file.rows.map(\.line) == [2, 4])
        #expect(!reason.sentence.isEmpty)
    }

    @Test func `bytes that are no UTF-8 spoil their own row only`() throws {
        let file = try DayFile.read(
            Array(Self.header.utf8) + Array("a,accrual,1,".utf8) + [0x0D, 0x0A, 0xC3, 0x28]
                + Array(",accrual,1,\r\nb,void,2,".utf8))
        #expect(file.unreadable == [UnreadableRow(line: 3, reason: .encoding)])
        #expect(file.rows.map(\.entry.messageID) == ["a", "b"])
    }

    @Test func `a file of nothing but bad rows, too many rows or too many bytes is given up`() throws {
        let bad = Self.header + String(repeating: "x\n", count: DayFile.mostUnreadable + 1)
        #expect(throws: DayFileError.tooManyUnreadable(line: DayFile.mostUnreadable + 2)) { try Self.read(bad) }
        #expect(throws: DayFileError.tooManyUnreadable(line: DayFile.mostUnreadable + 2)) {
            try Self.read(Self.header + String(repeating: "\n", count: 5_000_000))
        }
        let long = Self.header + String(repeating: "x,void,1,\n", count: DayFile.mostRows + 1)
        #expect(throws: DayFileError.tooManyRows) { try Self.read(long) }
        #expect(throws: DayFileError.tooLarge) {
            try DayFile.read([UInt8](repeating: 0x61, count: DayFile.mostBytes + 1))
        }
    }

    /// Whatever bytes come, reading ends, and every line of the file is accounted for once.
    @Test(arguments: UInt64(1)...40)
    func `no bytes make the reader lose its place`(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet = Array("a,\"\r\n'=1accrual\u{FEFF}".utf8) + [0xFF, 0x00]
        let body = (0..<next(400)).map { _ in alphabet[next(alphabet.count)] }
        let file: DayFile
        do throws(DayFileError) {
            file = try DayFile.read(Array("message_id,kind,points,amount\n".utf8) + body)
        } catch {
            if case .quoteNotClosed = error { return }
            Issue.record("seed \(seed): \(error)")
            return
        }
        let lines = file.rows.map(\.line) + file.unreadable.map(\.line)
        #expect(Set(lines).count == lines.count, "seed \(seed)")
        #expect(lines.allSatisfy { $0 >= 2 && $0 <= 2 + body.count { $0 == 0x0A } }, "seed \(seed)")
    }
}
