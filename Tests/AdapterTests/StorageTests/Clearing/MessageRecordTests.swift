import CoalitionTestKit
import Ledger
import Messages
import Postgres
import Quantities
import Testing

@testable import Storage

@Suite struct `Records of messages` {
    private static func text(_ count: Int, _ random: inout ModelRandom) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz\"\\\u{1}\u{2} .:{}0123456789é")
        return String((0..<count).map { _ in letters.randomElement(using: &random) ?? "a" })
    }

    private static func bytes(_ count: Int, _ random: inout ModelRandom) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    private static func token(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        Base64URL.append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    @Test(arguments: 1...300)
    func `come back byte for byte, whatever the answer is`(seed: UInt64) throws {
        var random = ModelRandom(seed: seed)
        let digest = Self.bytes(.random(in: 0...34, using: &random), &random)
        let transaction =
            Bool.random(using: &random)
            ? UniqueID.make(at: Instant(seconds: 1_795_000_000), using: &random) : nil
        let known = RecordNames(digest: digest, transaction: transaction)
        let digestText = String(decoding: Base64URL.padded(digest), as: UTF8.self)
        let id = transaction?.description ?? "none"
        let payload = Array(
            #"{"digest":"\#(digestText)","transaction_id":"\#(id)","x":"\#(Self.text(9, &random))"}"#.utf8)
        let signature = Self.token(Self.bytes(64, &random))
        let answer: String =
            switch seed % 8 {
            case 0: Self.text(Int.random(in: 0...90, using: &random), &random)
            // A spelling that decodes, but is not the one that would be made again.
            case 1: #"{"receipt":"e30.e31.e3B"}"#
            case 2: #"{"receipt":"\#(Self.text(20, &random)).\#(Self.text(9, &random)).\#(signature)"}"#
            case 3: #"{"receipt":""}"#
            default:
                #"{"m":"\#(Self.text(9, &random))","transaction_id":"\#(id)","receipt":"e30.\#(Self.token(payload)).\#(signature)"}"#
            }
        let record = MessageRecord(
            keyID: Self.text(5, &random), signature: Self.bytes(64, &random),
            signatureBase: Array(Self.text(300, &random).utf8),
            body: Self.bytes(.random(in: 0...2000, using: &random), &random), answer: Array(answer.utf8))
        let codec = RecordCodec()
        #expect(try codec.decode(codec.encode(record, without: known), with: known) == record, "seed \(seed)")
        #expect(
            MessageRecord(frame: record.frame(without: known)[...], with: known) == record, "seed \(seed)")
    }

    @Test func `of a usual message take less than half the room, and without a dictionary's help none is lost`() throws
    {
        var random = ModelRandom(seed: 7)
        let digest = Self.bytes(32, &random)
        let id = UniqueID.make(at: Instant(seconds: 1_795_000_000), using: &random)
        let digestText = String(decoding: Base64URL.padded(digest), as: UTF8.self)
        let payload = """
            {"partner":"grocery","message_id":"till7-000123","digest":"\(digestText)","outcome":"posted",\
            "transaction_id":"\(id)","member":"0b7f6b0e-5a52-4f0d-9c5e-1d2f3a4b5c6d","points":129,"cycle":"000001",\
            "received_at":"2026-11-20T10:15:01.123456Z"}
            """
        let answer = """
            {"message_id":"till7-000123","transaction_id":"\(id)","outcome":"posted","points":{"base":129,"bonus":0,\
            "total":129},"balance":{"available":1540,"pending":0,"held":200,"arrears":0},\
            "receipt":"eyJhbGciOiJFZERTQSIsImtpZCI6ImgiLCJ0eXAiOiJyZWNlaXB0K2p3cyJ9.\(Self.token(Array(payload.utf8))).\(Self.token(Self.bytes(64, &random)))"}
            """
        let base = """
            "@method": POST
            "@target-uri": https://hub.example/v1/accruals
            "content-digest": sha-256=:\(digestText):
            "content-type": application/json
            "@signature-params": ("@method" "@target-uri" "content-digest" "content-type");created=1795000000;keyid="grocery-2026";nonce="k3d9s0aqwe";tag="clearinghouse-request"
            """
        let body = """
            {"message_id":"till7-000123","occurred_at":"2026-11-20T10:15:00Z","member":"card:9990123456789018",\
            "terminal":"store-330/till-7","purchase":{"amount":12990,"currency":"RON"}}
            """
        let record = MessageRecord(
            keyID: "grocery-2026", signature: Self.bytes(64, &random), signatureBase: Array(base.utf8),
            body: Array(body.utf8), answer: Array(answer.utf8))
        let known = RecordNames(digest: digest, transaction: id)
        let encoded = RecordCodec().encode(record, without: known)
        #expect(encoded.first == 1 && encoded.count < 480, "\(encoded.count)")
        var whole: [UInt8] = [0]
        for part in [Array(record.keyID.utf8), record.signature, record.signatureBase, record.body, record.answer] {
            whole += withUnsafeBytes(of: Int32(part.count).bigEndian) { Array($0) } + part
        }
        #expect(try RecordCodec().decode(whole, with: known) == record)
    }

    @Test(arguments: [
        [], [9], [0, 0, 0, 0], [0, 0, 0, 0, 9], [1], [1, 2, 3, 4, 5], [2], [2, 255, 255, 255, 255, 255, 255],
        [2, 0, 0, 0, 0, 3, 0],
    ])
    func `that are none are refused`(bytes: [UInt8]) {
        let known = RecordNames(digest: [], transaction: nil)
        #expect(throws: (any Error).self) { try RecordCodec().decode(bytes, with: known) }
    }

    @Test func `name kinds and outcomes as the database does`() async throws {
        let kept = RefusalCode.allCases.filter(\.isStored).map(\.rawValue)
        #expect(OutcomeCode.names == ["posted"] + kept)
        try await TestDatabase.with { database in
            _ = try await Migrator(connectionString: database.connectionString).migrate()
            let connection = try await database.connect()
            for kind in MessageKind.allCases {
                #expect(try await Self.name("message_kind", kind.code, connection) == kind.rawValue)
            }
            for kind in PostingKind.allCases {
                #expect(try await Self.name("posting_kind", kind.code, connection) == kind.rawValue)
                #expect(try await Self.name("posting_debit", kind.code, connection) == kind.accounts.debit.rawValue)
                #expect(try await Self.name("posting_credit", kind.code, connection) == kind.accounts.credit.rawValue)
            }
            for name in OutcomeCode.names {
                let code = try #require(OutcomeCode.code(of: name))
                #expect(try await Self.name("message_outcome", code, connection) == name)
            }
            await connection.close()
        }
    }

    private static func name(_ function: String, _ code: Int32, _ connection: PostgresConnection) async throws -> String
    {
        try await connection.execute(
            Statement("tests.\(function)", "select \(function)($1::int::smallint) as name"), [.int4(code)]
        ).only().text("name")
    }
}
