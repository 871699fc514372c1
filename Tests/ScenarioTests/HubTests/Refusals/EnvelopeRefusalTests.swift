import Signatures
import Testing

/// Rows 413, 415 and 401 of PROTOCOL.md section 2: what is refused before anybody reads the message.
@Suite struct `Requests refused for how they come` {
    @Test func `bodies that are too large, of another type or encoded`() async throws {
        try await Scenario.run { story in
            let till = try story.till("grocery")
            let large = String(repeating: " ", count: 1 << 20) + "{}"
            try await story.refuses([
                RefusalCase("a byte too many", 413, "body_too_large") { try await till.post("/v1/accruals", large) },
                RefusalCase("seven megabytes", 413, "body_too_large") {
                    try await till.post("/v1/redemptions", String(repeating: large, count: 7))
                },
                RefusalCase("text", 415, "media_type") {
                    try await till.post("/v1/accruals", "{}", .init(contentType: "text/plain"))
                },
                RefusalCase("no type", 415, "media_type") {
                    try await till.post("/v1/accruals", "{}", .init(contentType: nil, isSigned: false))
                },
                RefusalCase("gzip", 415, "media_type") {
                    try await till.post("/v1/accruals", "{}", .init(fields: [("content-encoding", "gzip")]))
                },
                RefusalCase("identity", 415, "media_type") {
                    try await till.post("/v1/accruals", "{}", .init(fields: [("content-encoding", "identity")]))
                },
            ])
        }
    }

    @Test func `signatures that prove nothing`() async throws {
        try await Scenario.run { story in
            let till = try story.till("grocery")
            let cafe = try story.till("cafe")
            let body = Body.alone("nothing")
            func refused(
                _ name: String, _ code: String, _ oddity: Till.Oddity, by till: Till = till
            ) -> RefusalCase {
                RefusalCase(name, 401, code) { try await till.post("/v1/accruals", body, oddity) }
            }
            let otherBody = Array("{ }".utf8)
            let replacingBody: @Sendable (RequestMessage) -> RequestMessage = { request in
                RequestMessage(
                    method: request.method, address: request.address, path: request.path, fields: request.fields,
                    body: otherBody)
            }
            let elsewhere: @Sendable (RequestMessage) -> RequestMessage = { request in
                RequestMessage(
                    method: request.method, address: request.address, path: "/v1/redemptions", fields: request.fields,
                    body: request.body)
            }
            let used = Till.Oddity(nonce: "used-up")
            _ = try await till.get("/v1/cycles", used)
            try await story.refuses([
                refused("unsigned", "signature_missing", .init(isSigned: false)),
                refused("a key nobody has", "key_unknown", .init(keyID: "nobody-1")),
                refused("a revoked key", "key_revoked", .init(), by: try story.till("grocery", key: "grocery-lost")),
                refused(
                    "a key that ran out", "key_expired", .init(), by: try story.till("grocery", key: "grocery-old")),
                refused("signed 301 s ago", "signature_stale", .init(ahead: -302)),
                refused("signed in the future", "signature_stale", .init(ahead: 40)),
                refused("expired", "signature_stale", .init(ahead: -20, expiresAhead: -10)),
                refused("another body", "digest_mismatch", .init(spoil: replacingBody)),
                refused("another path", "signature_invalid", .init(spoil: elsewhere)),
                refused("another partner's key id", "signature_invalid", .init(keyID: "grocery-1"), by: cafe),
                refused("a nonce under another signature", "nonce_reused", used),
            ])
        }
    }

    @Test func `a nonce serves one signature, and the same signed bytes may come again`() async throws {
        try await Scenario.run { story in
            let till = try story.till("grocery")
            let request = try till.request(
                "POST", "/v1/members", Array(Body.enrolment("e-1", phone: "+40722000001").utf8))
            let first = try await till.send(request)
            try #require(first.status == 201, "\(first.text)")
            let again = try await till.send(request)
            #expect(again.status == 201 && again.body == first.body && again.isReplay && !first.isReplay)
            let nonce = Till.Oddity(nonce: "once")
            #expect(try await till.post("/v1/accruals", "{", nonce).code == "malformed_body")
            // The nonce is spent though nothing was posted with it, for posting and for reading.
            #expect(try await till.post("/v1/accruals", "[", nonce).code == "nonce_reused")
            #expect(try await till.get("/v1/cycles", nonce).code == "nonce_reused")
            // Another partner's key may use the same nonce.
            #expect(try await story.till("cafe").get("/v1/cycles", nonce).status == 200)
        }
    }

    @Test func `bodies that are not what the request asks for`() async throws {
        try await Scenario.run { story in
            let till = try story.till("grocery")
            let time = Body.time()
            func refused(_ body: String, _ code: String, field: String? = nil, at target: String = "/v1/accruals")
                -> RefusalCase
            {
                RefusalCase("\(target) \(body.prefix(80))", 400, code, field: field) {
                    try await till.post(target, body)
                }
            }
            let good = Body.accrual("x-1", "phone:+40722000001")
            func with(_ old: String, _ new: String) -> String { good.replacing(old, with: new) }
            try await story.refuses([
                refused("", "malformed_body"), refused("{", "malformed_body"), refused("[]", "malformed_body"),
                refused("null", "malformed_body"), refused(good + "x", "malformed_body"),
                refused(with("10000", "010000"), "malformed_body"), refused(with("10000", "NaN"), "malformed_body"),
                refused(with("\"x-1\"", "\"\\ud800\""), "malformed_body"),
                refused(String(repeating: #"{"a":"#, count: 5000), "malformed_body"),
                refused(with(#""member""#, #""message_id":"x-2","member""#), "duplicate_field", field: "message_id"),
                refused(with(#""amount""#, #""amount":1,"amount""#), "duplicate_field", field: "purchase.amount"),
                refused(
                    with(#""amount""#, #""\u0061mount":1,"amount""#), "duplicate_field", field: "purchase.amount"),
                refused(with(#""member""#, #""colour":1,"member""#), "unknown_field", field: "colour"),
                refused(with(#""amount""#, #""tax":1,"amount""#), "unknown_field", field: "purchase.tax"),
                refused(with("x-1", "x 1"), "invalid_field", field: "message_id"),
                refused(with("x-1", String(repeating: "x", count: 65)), "invalid_field", field: "message_id"),
                refused(with("10000", "10000.5"), "invalid_field", field: "purchase.amount"),
                refused(with("10000", "\"10000\""), "invalid_field", field: "purchase.amount"),
                refused(with("10000", "0"), "invalid_field", field: "purchase.amount"),
                refused(with("10000", "-1"), "invalid_field", field: "purchase.amount"),
                refused(with("10000", "1000000000001"), "invalid_field", field: "purchase.amount"),
                refused(with("10000", "1e400"), "malformed_body"),
                refused(with("RON", "ron"), "invalid_field", field: "purchase.currency"),
                refused(with("phone:+40722000001", "phone:12"), "invalid_field", field: "member"),
                refused(with("phone:+40722000001", "card:9990123456789010"), "invalid_field", field: "member"),
                refused(with("\"occurred_at\":", "\"terminal\":"), "invalid_field", field: "occurred_at"),
                refused(with("\(time.prefix(4))", "never"), "invalid_field", field: "occurred_at"),
                refused(
                    Body.redemption("x-3", "phone:+40722000001", 1_000_000_001), "invalid_field", field: "points",
                    at: "/v1/redemptions"),
                refused(
                    Body.redemption("x-3", "phone:+40722000001", 1, capture: "soon"), "invalid_field",
                    field: "capture", at: "/v1/redemptions"),
                refused(Body.alone("x-4"), "invalid_field", field: "original_message_id", at: "/v1/reversals"),
                refused(Body.enrolment("x-5", phone: "123"), "invalid_field", field: "phone", at: "/v1/members"),
                refused(
                    Body.alone("x-6", more: #","issue":["card"]"#), "invalid_field", field: "identifier",
                    at: "/v1/members/nobody/identifiers"),
            ])
            // Row 400 leaves the message id free.
            try await till.posting("/v1/members", Body.enrolment("x-1", phone: "+40722000001"))
        }
    }
}
