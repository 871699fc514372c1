import PartnerClient
import Quantities
import Signatures
import Testing
import Wire

@Suite struct `Requests of each kind` {
    static let now = Instant(seconds: 1_795_169_700)

    func make(_ type: RequestType, _ json: String?, _ named: [String: String] = [:]) throws -> HubRequest {
        try type.request(
            try json.map { try JSONReader.read(text: $0) }, named: named, messageID: { "made" }, now: Self.now)
    }

    @Test(arguments: [
        (
            RequestType.accrual, #"{"message_id":"a","occurred_at":"t","x":1}"#, "POST", "/v1/accruals",
            #"{"message_id":"a","occurred_at":"t","x":1}"#
        ),
        (.member, "{}", "POST", "/v1/members", #"{"message_id":"made","occurred_at":"2026-11-20T10:15:00Z"}"#),
        (
            .redemption, #"{"points":5}"#, "POST", "/v1/redemptions",
            #"{"message_id":"made","occurred_at":"2026-11-20T10:15:00Z","points":5}"#
        ),
        (
            .identifier, #"{"member":"phone:+40722123456","message_id":"a","occurred_at":"t"}"#, "POST",
            "/v1/members/phone:%2B40722123456/identifiers", #"{"message_id":"a","occurred_at":"t"}"#
        ),
        (
            .capture, #"{"original_message_id":"h1","points":5,"message_id":"a","occurred_at":"t"}"#, "POST",
            "/v1/redemptions/h1/capture", #"{"points":5,"message_id":"a","occurred_at":"t"}"#
        ),
        (
            .void, #"{"message_id":"a","occurred_at":"t","original_message_id":"../x y"}"#, "POST",
            "/v1/redemptions/..%2Fx%20y/void", #"{"message_id":"a","occurred_at":"t"}"#
        ),
        (
            .reversal, #"{"original_message_id":"m1","message_id":"a","occurred_at":"t"}"#, "POST", "/v1/reversals",
            #"{"original_message_id":"m1","message_id":"a","occurred_at":"t"}"#
        ),
        (.balance, #"{"member":"card:9990123456789018"}"#, "GET", "/v1/members/card:9990123456789018/balance", ""),
        (.message, #"{"message_id":"m1"}"#, "GET", "/v1/messages/m1", ""),
        (.cycles, "{}", "GET", "/v1/cycles", ""), (.cycle, #"{"cycle":"000042"}"#, "GET", "/v1/cycles/000042", ""),
        (.statement, #"{"file":"statement.csv","cycle":"7"}"#, "GET", "/v1/cycles/7/statement/statement.csv", ""),
    ])
    func `the path takes its members, and what is missing is filled in`(
        type: RequestType, json: String, method: String, path: String, content: String
    ) throws {
        let request = try make(type, json)
        #expect(request.method == method)
        #expect(request.path == path)
        #expect(String(decoding: request.content, as: UTF8.self) == content)
    }

    @Test func `options are members of the JSON`() throws {
        #expect(try make(.balance, nil, ["member": "code:WQTCHWVMD"]).path == "/v1/members/code:WQTCHWVMD/balance")
        let request = try make(.accrual, #"{"points":5}"#, ["member": "card:1", "message_id": "m1"])
        #expect(request.messageID == "m1")
        #expect(request.body?["member"]?.string == "card:1")
    }

    @Test func `what makes no request is named`() {
        let cases: [(RequestType, String?, [String: String], RequestMistake)] = [
            (.accrual, "[1]", [:], .notAnObject), (.capture, "{}", [:], .missing("original_message_id")),
            (.balance, nil, [:], .missing("member")), (.balance, #"{"member":7}"#, [:], .notText("member")),
            (.void, #"{"original_message_id":".."}"#, [:], .notText("original_message_id")),
            (.cycles, #"{"x":1}"#, [:], .unused("x")),
            (.balance, #"{"member":"a"}"#, ["member": "b"], .givenTwice("member")),
        ]
        for (type, json, named, mistake) in cases {
            #expect(throws: mistake) { try make(type, json, named) }
        }
    }

    @Test func `the digest of content does not depend on how it is written`() throws {
        let first = try make(
            .identifier, #"{"member":"phone:+40722123456","message_id":"a","occurred_at":"t","x":1.0}"#)
        let second = try make(
            .identifier, #"{"x":1,"occurred_at":"t","message_id":"a"}"#, ["member": "phone:+40722123456"])
        #expect(first.contentDigest == second.contentDigest)
        let text = "POST\n/v1/members/phone:+40722123456/identifiers\n" + #"{"message_id":"a","occurred_at":"t","x":1}"#
        #expect(first.contentDigest == MessageDigest.sha256Base64(Array(text.utf8)))
        #expect(try make(.cycles, nil).contentDigest == nil)
    }

    @Test func `JSON twice named or broken is refused`() {
        #expect(throws: JSONArgumentError.malformed(.duplicateField(path: "a"))) {
            try JSONArgument.read(#"{"a":1,"a":2}"#)
        }
        #expect(throws: JSONArgumentError.malformed(.malformed(offset: 0))) { try JSONArgument.read("no") }
        #expect(throws: JSONArgumentError.unreadable(path: "/nowhere")) { try JSONArgument.read("@/nowhere") }
    }

    @Test func `random names carry 128 bits and fit a message id`() {
        let names = Set((0..<1000).map { _ in RandomName.make() })
        #expect(names.count == 1000)
        #expect(names.allSatisfy { $0.utf8.count == 22 && !$0.contains("=") })
    }
}
