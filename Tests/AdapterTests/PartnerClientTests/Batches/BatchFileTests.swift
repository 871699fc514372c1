import Foundation
import Testing
import Wire

@testable import PartnerClient

@Suite struct `Reading a back-office file` {
    private static let all = """
        type;message_id;occurred_at;member;terminal;amount;currency;points;original_message_id;refund_amount;capture;issue;\
        card;phone;language;processing;marketing

        """

    @Test(arguments: [
        (
            "accrual;m1;2026-11-20T10:15:00Z;card:1;till-7;12990;RON;;;;;;;;;;",
            #"{"type":"accrual","message_id":"m1","occurred_at":"2026-11-20T10:15:00Z","member":"card:1","#
                + #""terminal":"till-7","purchase":{"amount":12990,"currency":"RON"}}"#
        ),
        (
            "accrual;m1;2026-11-20T10:15:00Z;\"code:A \"\"B\"\"\";;;RON;5;;;;;;;;;",
            #"{"type":"accrual","message_id":"m1","occurred_at":"2026-11-20T10:15:00Z","member":"code:A \"B\"","points":5}"#
        ),
        (
            "redemption;;2026-11-20T10:15:00Z;phone:+407;;;;500;;;later;;;;;;",
            #"{"type":"redemption","message_id":"file-D-2","occurred_at":"2026-11-20T10:15:00Z","member":"phone:+407","#
                + #""points":500,"capture":"later"}"#
        ),
        (
            "capture;m2;;;;;;20;m1;;;;;;;;",
            #"{"type":"capture","message_id":"m2","original_message_id":"m1","points":20}"#
        ),
        ("void;m2;;;;;;;m1;;;;;;;;", #"{"type":"void","message_id":"m2","original_message_id":"m1"}"#),
        (
            "reversal;m2;;;;;RON;;m1;2000;;;;;;;",
            #"{"type":"reversal","message_id":"m2","original_message_id":"m1","refund":{"amount":2000,"currency":"RON"}}"#
        ),
        (
            "member;e1;2026-11-20T10:15:00Z;;;;;;;;;card code;;'+40722123456;ro;true;false",
            #"{"type":"member","message_id":"e1","occurred_at":"2026-11-20T10:15:00Z","phone":"+40722123456","#
                + #""language":"ro","issue":["card","code"],"consents":{"processing":true,"marketing":false}}"#
        ),
    ])
    func `a row of CSV becomes its message`(row: String, message: String) throws {
        let made = try Self.made(Self.all + row, .csv)
        #expect(made.mistakes == [])
        #expect(String(decoding: made.bytes, as: UTF8.self) == message + "\n")
        #expect(throws: Never.self) { try JSONReader.read(made.bytes) }
    }

    @Test(arguments: [
        ("accrual;m1;2026-11-20T10:15:00Z;;;5;RON;;;;;;;;;;", ["2:member: missing: an accrual needs it"]),
        (
            "accrual;m 1;20.11.2026;c;;1,5;RON;;;;;;;;;;",
            [
                "2:message_id: is not 1 to 64 of A-Z a-z 0-9 . _ : -",
                "2:occurred_at: is not a time in UTC such as 2026-11-20T10:15:00Z",
                "2:amount: is not a whole number from 1 to 1000000000000 in minor units: 12990 for 129.90",
            ]
        ),
        (
            "accrual;m1;2026-11-20T10:15:00Z;c;;5;lei;;;;;;;;;;",
            ["2:currency: is not three capital letters such as RON"]
        ),
        ("accrual;m1;2026-11-20T10:15:00Z;c;;5;;;;;;;;;;;", ["2:currency: missing: amount needs it"]),
        ("void;m1;;;;;;7;m0;;;;;;;;", ["2:points: a void has none; leave the cell empty"]),
        ("reversal;m1;;;;;;;;;;;;;;;", ["2:original_message_id: missing: a reversal needs it"]),
        ("sale;m1;;;;;;;;;;;;;;;", ["2:type: is none of member, accrual, redemption, capture, void, reversal"]),
        ("void;m1", ["2: has 2 cells, and the header 17"]),
        ("void;m1;\"x;;;;;;;;;;;;;;", ["2:occurred_at: a quote is not closed"]),
        (
            "void;m1;x\"y\";;;;;;;;;;;;;;\nvoid;m2;;;;;;;;;;;;;;;",
            [
                "2:occurred_at: a quote stands in a cell that does not begin with one",
                "3:original_message_id: missing: a void needs it",
            ]
        ),
        (
            "redemption;m1;2026-11-20T10:15:00Z;\"a\nb\";;;;0;;;;;;;;;\nvoid;;;;;;;;;;;;;;;;",
            [
                "2:points: is not a whole number from 1 to 1000000000",
                "4:original_message_id: missing: a void needs it",
            ]
        ),
    ])
    func `a mistake in CSV names its line and column`(rows: String, mistakes: [String]) throws {
        let made = try Self.made(Self.all + rows, .csv)
        #expect(made.mistakes.map { String($0.text(in: "f").dropFirst(2)) } == mistakes)
    }

    @Test(arguments: [
        ("type,mesage_id", "1:mesage_id: no such column; there are \(BatchColumn.names)"),
        ("type,points,points", "1:points: stands twice"),
        ("message_id,points", "1:type: missing: add the column, or give --type"),
    ])
    func `a mistake in the header names its column`(header: String, mistake: String) throws {
        #expect {
            try Self.made(header + "\n", .csv)
        } throws: { error in
            guard case .mistakes(let found, count: 1)? = error as? BatchError else { return false }
            return found.map { String($0.text(in: "f").dropFirst(2)) } == [mistake]
        }
    }

    @Test(
        arguments: [
            (#"{"type":"accrual","message_id":"m1","x": [1]}"#, #"{"type":"accrual","message_id":"m1","x": [1]}"#),
            (#"  {"message_id":"m1"}  "#, #"{"type":"accrual","message_id":"m1"}"#),
            ("{}", #"{"type":"accrual","message_id":"file-D-1"}"#),
            (#"{ "type":"member" }"#, #"{"message_id":"file-D-1", "type":"member" }"#),
            ("", nil), ("{", "1: is not JSON, at byte 2 of the line"), ("[]", "1: is no JSON object"),
            (#"{"a":{"b":1,"b":2}}"#, "1:a.b: stands twice"), (#"{"type":7}"#, "1:type: is no text"),
            (#"{"message_id":"a b"}"#, "1:message_id: is not 1 to 64 of A-Z a-z 0-9 . _ : -"),
            (#"{"type":"void"}"#, "1:original_message_id: missing: a void needs it"),
        ] as [(String, String?)])
    func `a line of NDJSON is sent as it is, with what is missing before it`(line: String, expected: String?) throws {
        let made = try Self.made(line + "\r\n", .ndjson, type: .accrual)
        let found = made.mistakes.first.map { String($0.text(in: "f").dropFirst(2)) }
        let text = String(decoding: made.bytes.dropLast(), as: UTF8.self)
        #expect((found ?? (text.isEmpty ? nil : text)) == expected)
    }

    @Test(arguments: 0..<40) func `blocks and parts of any size hold the same messages, and any part can be the first`(
        seed: UInt64
    ) async throws {
        var dice = Dice(seed: seed)
        let format: BatchFormat = seed.isMultiple(of: 2) ? .csv : .ndjson
        let text = Self.randomFile(format, &dice)
        let bench = try Workbench()
        try bench.write("file", Array(text.utf8))
        let file = try InputFile(bench.path("file"))
        let whole = try Self.made(text, format)
        let longest =
            whole.lines.indices.map { index in
                whole.lines[index].end - (index == 0 ? 0 : whole.lines[index - 1].end)
            }.max() ?? 1
        let header =
            format == .csv
            ? try CSVHeader(RecordBlock(bytes: Array(text.utf8), offset: 0, line: 1), defaultType: nil) : nil
        let maker = MessageMaker(header: header, defaultType: nil, fileDigest: "D", longestMessage: 1 << 20)
        let partBytes = longest + Int.random(in: 0...600, using: &dice)
        func parts(from offset: Int64, line: Int64) async throws -> [BatchPart] {
            let reader = RecordReader(
                file, format: format, from: offset, line: line, blockBytes: Int.random(in: 1...300, using: &dice))
            let source = PartSource(reader, maker, partBytes: partBytes)
            var parts: [BatchPart] = []
            while let part = try await source.next() { parts.append(part) }
            return parts
        }
        let found = try await parts(from: 0, line: 1)
        #expect(Array(found.map(\.bytes).joined()) == whole.bytes, "seed \(seed)")
        #expect(found.flatMap { $0.lines.map(\.line) } == whole.lines.map(\.line), "seed \(seed)")
        #expect(
            found.allSatisfy { $0.bytes.count <= partBytes && $0.lines.last?.end == $0.bytes.count }, "seed \(seed)")
        guard let cut = found.indices.randomElement(using: &dice), let last = found[cut].lines.last else { return }
        let rest = try await parts(from: last.nextOffset, line: last.nextLine)
        #expect(rest.map(\.bytes) == found[(cut + 1)...].map(\.bytes), "seed \(seed)")
        #expect(rest.flatMap(\.lines).map(\.line) == found[(cut + 1)...].flatMap(\.lines).map(\.line), "seed \(seed)")
    }

    private static func randomFile(_ format: BatchFormat, _ dice: inout Dice) -> String {
        let breaks = Bool.random(using: &dice) ? "\r\n" : "\n"
        var lines = format == .csv ? ["type,member,terminal,points,occurred_at"] : []
        for _ in 0..<Int.random(in: 0...60, using: &dice) {
            let word = String(
                (0..<Int.random(in: 0...30, using: &dice)).map { _ in "ab,\"ș".randomElement(using: &dice) ?? "a" })
            if Int.random(in: 0...9, using: &dice) == 0 { lines.append("") }
            switch format {
            case .csv:
                let inner = Bool.random(using: &dice) ? word : word + "\n" + word
                let cell = "\"" + inner.replacing("\"", with: "\"\"") + "\""
                lines.append("accrual,card:1,\(cell),7,2026-11-20T10:15:00Z")
            case .ndjson:
                let members: JSONValue = .object(["type": .string("accrual"), "terminal": .string(word)])
                lines.append(String(decoding: JSONWriter.encode(members), as: UTF8.self))
            }
        }
        return lines.joined(separator: breaks) + (Bool.random(using: &dice) ? breaks : "")
    }

    private static func made(_ text: String, _ format: BatchFormat, type: BatchType? = nil) throws -> MessageBlock {
        let block = RecordBlock(bytes: Array(text.utf8), offset: 0, line: 1)
        let header = format == .csv ? try CSVHeader(block, defaultType: type) : nil
        return MessageMaker(header: header, defaultType: type, fileDigest: "D", longestMessage: 1 << 20).messages(
            of: block)
    }
}

/// Random numbers that are the same for the same seed (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
