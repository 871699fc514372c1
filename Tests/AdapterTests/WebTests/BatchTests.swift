import Messages
import Quantities
import Signatures
import Testing
import Wire

@Suite struct `A batch over HTTP` {
    /// Results of a batch, line by line.
    struct Results {
        let response: RawResponse
        let lines: [JSONValue]

        init(_ response: RawResponse) throws {
            self.response = response
            try #require(response.status == 200, "\(response.text.prefix(300))")
            #expect(response.field("content-type") == "application/x-ndjson")
            #expect(response.body.isEmpty || response.body.last == 0x0A)
            lines = try response.body.split(separator: 0x0A).map { try JSONReader.read(Array($0)) }
        }

        var statuses: [Int64?] { lines.map { $0["status"]?.integer } }
        var codes: [String?] { lines.map { $0["answer"]?["code"]?.string } }
        var fields: [String?] { lines.map { $0["answer"]?["field"]?.string } }
        var replays: [Bool] { lines.map { $0["replay"] == .bool(true) } }
        /// The bytes of each line's answer.
        var answers: [[UInt8]] {
            response.body.split(separator: 0x0A).map { line in
                let text = String(decoding: line, as: UTF8.self)
                let start = text.range(of: "\"answer\":")?.upperBound ?? text.startIndex
                return Array(text[start...].dropLast().utf8)
            }
        }
    }

    private static func post(
        _ hub: TestHub, _ body: String, nonce: String? = nil, type: String = "application/x-ndjson"
    ) async throws -> RawResponse {
        try await hub.send(try hub.signed("POST", "/v1/batches", body, contentType: type, nonce: nonce))
    }

    private static func typed(_ type: String, _ body: String) -> String {
        #"{"type":"\#(type)","# + body.dropFirst()
    }

    private static let enrolment = typed("member", TestHub.enrolment)
    private static func accrual(_ id: String, amount: Int = 12990) -> String {
        typed("accrual", TestHub.accrual(id, amount: amount))
    }
    private static func redemption(_ id: String, _ points: Int, more: String = "") -> String {
        #"{"type":"redemption","message_id":"\#(id)","occurred_at":"\#(TestHub.now)","member":"phone:+40722123456","points":\#(points)\#(more)}"#
    }

    @Test func `every kind of line is posted in the order of the file`() async throws {
        try await TestHub.run { hub in
            let lines = [
                Self.enrolment, Self.accrual("a-1"), Self.redemption("r-1", 100),
                Self.redemption("h-1", 20, more: #","capture":"later""#),
                #"{"type":"capture","message_id":"c-1","original_message_id":"h-1","points":5}"#,
                Self.redemption("h-2", 10, more: #","capture":"later""#),
                #"{"message_id":"v-1","original_message_id":"h-2","type":"void"}"#,
                #"{"type":"reversal","message_id":"b-1","original_message_id":"r-1"}"#, Self.accrual("a-1"),
                Self.accrual("a-1", amount: 1),
            ]
            let results = try Results(await Self.post(hub, lines.joined(separator: "\n")))
            #expect(results.statuses == [201, 201, 201, 201, 201, 201, 201, 201, 201, 409])
            #expect(results.replays == [false, false, false, false, false, false, false, false, true, false])
            #expect(results.lines[7]["answer"]?["balance"]?["available"]?.integer == 124)
            #expect(results.answers[8] == results.answers[1])
            #expect(results.codes[9] == "message_id_reused")
            #expect(hub.ledger.decided == 8)
            #expect(hub.spool.names == [])
            // Sent again, under the same signature or another, all that was stored is replayed.
            let again = try Results(await Self.post(hub, lines.joined(separator: "\r\n") + "\r\n"))
            #expect(again.replays == [Bool](repeating: true, count: 9) + [false])
            #expect(again.answers == results.answers && hub.ledger.decided == 8)
        }
    }

    @Test func `a line and its single request are the same message, whichever comes first`() async throws {
        try await TestHub.run { hub in
            let enrolled = try await hub.post("/v1/members", TestHub.enrolment)
            let results = try Results(
                await Self.post(hub, Self.enrolment + "\n" + Self.redemption("h-1", 1, more: #","capture":"later""#)))
            #expect(results.answers[0] == enrolled.body && results.replays[0])
            // A refusal is kept as well: too few points.
            let single = try await hub.post(
                "/v1/redemptions", "{" + Self.redemption("h-1", 1, more: #","capture":"later""#).dropFirst(21))
            #expect(single.status == 422 && single.body == results.answers[1])
            #expect(single.field("idempotent-replay") == "true")
            let voided = try await hub.post("/v1/redemptions/h-1/void", #"{"message_id":"v-1"}"#)
            let line = try Results(
                await Self.post(hub, #"{"type":"void","original_message_id":"h-1","message_id":"v-1"}"#))
            #expect(line.answers == [voided.body] && line.replays == [true])
        }
    }

    @Test(
        arguments: [
            ("{}", 400, "invalid_field", "type"), (#"{"type":"identifier"}"#, 400, "invalid_field", "type"),
            (#"{"type":7}"#, 400, "invalid_field", "type"), ("[]", 400, "malformed_body", nil),
            ("", 400, "malformed_body", nil), (" \r", 400, "malformed_body", nil), ("{", 400, "malformed_body", nil),
            (#"{"type":"void","type":"void"}"#, 400, "duplicate_field", "type"),
            (#"{"type":"void","message_id":"v"}"#, 400, "invalid_field", "original_message_id"),
            (
                #"{"type":"capture","message_id":"v","original_message_id":"a/b"}"#, 400, "invalid_field",
                "original_message_id"
            ),
            (#"{"type":"void","message_id":"v","original_message_id":"x","points":1}"#, 400, "unknown_field", "points"),
            (#"{"type":"reversal","message_id":"v"}"#, 400, "invalid_field", "original_message_id"),
            (#"{"type":"accrual"}"#, 400, "invalid_field", "message_id"),
            (#"{"type":"void","message_id":"v","original_message_id":"x"}"#, 404, "message_unknown", nil),
        ] as [(String, Int64, String, String?)])
    func `one bad line has its own answer and spoils no other`(
        _ line: String, _ status: Int64, _ code: String, _ field: String?
    ) async throws {
        try await TestHub.run { hub in
            let results = try Results(await Self.post(hub, "\(Self.enrolment)\n\(line)\n\(Self.accrual("a-1"))\n"))
            #expect(results.statuses == [201, status, 201])
            #expect(results.codes[1] == code && results.fields[1] == field)
        }
    }

    @Test func `invalid UTF-8 and lines over 1 MiB are refused line by line`() async throws {
        try await TestHub.run { hub in
            let long = Array(#"{"type":""#.utf8) + [UInt8](repeating: 0x78, count: 10 << 20) + Array("\"}\n".utf8)
            let exact = [UInt8](repeating: 0x20, count: (1 << 20) - 2) + Array("{}\n".utf8)
            let body =
                Array("{\"type\":\"".utf8) + [0xC3, 0x28] + Array("\"}\n".utf8) + long + exact
                + Array(Self.enrolment.utf8)
            let results = try Results(
                await hub.send(try hub.signed("POST", "/v1/batches", bytes: body, contentType: "application/ndjson")))
            #expect(results.statuses == [400, 413, 400, 201])
            #expect(results.codes == ["malformed_body", "body_too_large", "invalid_field", nil])
        }
    }

    @Test func `of a batch of which every line is wrong each line is answered, in bounded windows`() async throws {
        try await TestHub.run { hub in
            let body = (0..<5000).map { #"{"type":"accrual","message_id":"\#($0)","x":1}"# }.joined(separator: "\n")
            let results = try Results(await Self.post(hub, body))
            #expect(results.lines.count == 5000 && results.codes.allSatisfy { $0 == "unknown_field" })
            #expect(hub.ledger.decided == 0)
            let kept = try #require(hub.evidence.all.first)
            #expect(kept.content == Array(body.utf8) && kept.batch.size == Int64(body.utf8.count))
            #expect(kept.batch.contentDigest == MessageDigest.sha256(kept.content))
        }
    }

    @Test func `many lines over many windows keep order and are posted once each`() async throws {
        try await TestHub.run { hub in
            let body = ([Self.enrolment] + (0..<3000).map { Self.accrual("a-\($0 % 2900)", amount: 100) })
                .joined(separator: "\n")
            let request = try hub.signed("POST", "/v1/batches", body, contentType: "application/x-ndjson")
            let results = try Results(await hub.send(request))
            #expect(results.statuses.allSatisfy { $0 == 201 } && results.lines.count == 3001)
            #expect(results.replays.filter { $0 }.count == 100 && hub.ledger.decided == 2901)
            let available = results.lines[1...2900].map { $0["answer"]?["balance"]?["available"]?.integer ?? 0 }
            #expect(available == (1...2900).map { Int64($0) })
            // The very same signed bytes again are the same batch.
            let again = try Results(await hub.send(request))
            #expect(again.replays.allSatisfy { $0 } && again.answers == results.answers)
            #expect(Set(hub.evidence.all.map(\.batch.id)).count == 1)
        }
    }

    @Test func `a batch cut in the middle posts nothing, and one whose answer nobody read is replayed`() async throws {
        try await TestHub.run { hub in
            let lines = [Self.enrolment] + (0..<500).map { Self.accrual("a-\($0)", amount: 100) }
            let request = try hub.signed(
                "POST", "/v1/batches", lines.joined(separator: "\n"), contentType: "application/x-ndjson")
            let bytes = RawClient.bytes(of: request)
            try await RawClient.leave(after: Array(bytes[..<(bytes.count / 2)]), port: hub.port)
            let head = try await hub.get("/v1/cycles")
            #expect(head.status == 200 && hub.ledger.decided == 0)
            try await RawClient.leave(after: bytes, port: hub.port)
            // It may still be under way when it comes again.
            let results = try Results(await hub.send(request))
            #expect(results.statuses.allSatisfy { $0 == 201 } && results.lines.count == 501)
            let again = try Results(await hub.send(request))
            #expect(again.answers == results.answers && again.replays.allSatisfy { $0 })
            #expect(hub.ledger.decided == 501)
        }
    }

    @Test func `the whole batch is refused in the order of the table`() async throws {
        try await TestHub.run { hub in
            let told = try await RawClient.send(
                lines: ["POST /v1/batches HTTP/1.1", "Host: x", "Content-Length: \((64 << 20) + 1)"], port: hub.port)
            #expect(told.status == 413 && told.code == "body_too_large")
            for type in ["application/json", "application/x-ndjson; charset=latin1", "text/plain"] {
                #expect(try await Self.post(hub, Self.enrolment, type: type).code == "media_type")
            }
            let signed = try hub.signed("POST", "/v1/batches", Self.enrolment, contentType: "application/x-ndjson")
            let encoded = RawClient.bytes(of: signed, more: ["Content-Encoding: gzip"])
            #expect(try await RawClient.send(bytes: encoded, port: hub.port).code == "media_type")
            let changed = RequestMessage(
                method: "POST", address: hub.address, path: "/v1/batches", fields: signed.fields, body: [0x7B])
            #expect(try await hub.send(changed).code == "digest_mismatch")
            let late = TestHub.now.seconds - 301
            let stale = try hub.signed(
                "POST", "/v1/batches", bytes: [0x7B], contentType: "application/x-ndjson", created: late)
            #expect(try await hub.send(stale).code == "signature_stale")
            let unsigned = try await RawClient.send(
                lines: [
                    "POST /v1/batches HTTP/1.1", "Host: x", "Content-Type: application/ndjson", "Content-Length: 1",
                ],
                body: [0x7B], port: hub.port)
            #expect(
                unsigned.status == 401 && unsigned.code == "signature_missing" && unsigned.field("signature") == nil)
            #expect(hub.evidence.all.isEmpty && hub.spool.names == [])
        }
    }

    @Test func `a stream of more than 64 MiB that did not say its length is refused, and nothing is kept`() async throws
    {
        try await TestHub.run { hub in
            let head =
                "POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
            let piece = Array("100000\r\n".utf8) + [UInt8](repeating: 0x0A, count: 1 << 20) + Array("\r\n".utf8)
            var bytes = Array(head.utf8)
            for _ in 0..<64 { bytes += piece }
            bytes += Array("1\r\n\n\r\n0\r\n\r\n".utf8)
            let refused = try await RawClient.send(bytes: bytes, port: hub.port)
            #expect(refused.status == 413 && refused.code == "body_too_large")
            #expect(hub.evidence.all.isEmpty && hub.spool.names == [])
        }
    }

    @Test func `an empty body is malformed, after its nonce`() async throws {
        try await TestHub.run { hub in
            let fields = HeaderFields([("content-type", "application/x-ndjson")])
            let empty = RequestMessage(method: "POST", address: hub.address, path: "/v1/batches", fields: fields)
            let request = try RequestSigner(key: hub.partnerKey, keyID: TestHub.partnerKeyID).sign(
                empty, created: TestHub.now.seconds, nonce: "n")
            let answer = try await RawClient.send(
                bytes: RawClient.bytes(of: request, more: ["Content-Length: 0"]), port: hub.port)
            #expect(answer.status == 400 && answer.code == "malformed_body")
            #expect(try await Self.post(hub, Self.enrolment, nonce: "n").code == "nonce_reused")
            #expect(hub.ledger.decided == 0)
        }
    }

    @Test func `lines that no lane can post are answered 503, and none after them is tried`() async throws {
        try await TestHub.run { hub in
            let desk = hub.desk
            hub.evidence.whenKept { desk.close() }
            let body = (0..<4000).map { Self.accrual("a-\($0)") }.joined(separator: "\n")
            let results = try Results(await Self.post(hub, body))
            #expect(results.codes == Array(repeating: "unavailable", count: 4000) && results.statuses.first == 503)
            #expect(results.lines[9]["answer"]?["message_id"]?.string == "a-9" && hub.ledger.decided == 0)
        }
    }

    @Test func `terms that changed meanwhile bind at once`() async throws {
        try await TestHub.run(knownRevision: 1) { hub in
            let results = try Results(await Self.post(hub, Self.enrolment))
            #expect(results.statuses == [201])
        }
    }
}
