import Messages
import Quantities
import Signatures
import Testing
import Wire

/// Requests with several faults: the first row of the table wins.
@Suite struct `The order of refusals` {
    private static let large = String(repeating: " ", count: 1 << 20) + "{}"

    @Test func `413 comes before 415 and 401`() async throws {
        try await TestHub.run { hub in
            let told = try await RawClient.send(
                lines: [
                    "POST /v1/accruals HTTP/1.1", "Host: x", "Content-Type: text/plain", "Content-Length: 1048577",
                ],
                port: hub.port)
            #expect(told.status == 413 && told.code == "body_too_large")
            let chunk = "100001\r\n" + String(repeating: "x", count: 0x100001) + "\r\n0\r\n\r\n"
            let chunked = try await RawClient.send(
                lines: [
                    "POST /v1/accruals HTTP/1.1", "Host: x", "Content-Encoding: gzip", "Transfer-Encoding: chunked",
                ],
                body: Array(chunk.utf8), port: hub.port)
            #expect(chunked.status == 413 && chunked.code == "body_too_large")
            // Signed, the refusal is signed too.
            let signed = try await hub.post("/v1/accruals", Self.large)
            #expect(signed.status == 413)
        }
    }

    @Test func `a body of exactly 1 MiB is read`() async throws {
        try await TestHub.run { hub in
            let answer = try await hub.post("/v1/accruals", String(repeating: " ", count: (1 << 20) - 2) + "{}")
            #expect(answer.status == 400 && answer.code == "invalid_field")
        }
    }

    @Test(arguments: [
        ["Content-Type: text/plain"], [], ["Content-Type: application/json", "Content-Encoding: gzip"],
        ["Content-Type: application/json", "Content-Encoding: identity"],
        ["Content-Type: application/json", "Content-Type: application/json"],
        ["Content-Type: application/json; charset=latin1"], ["Content-Type: application/json; charset=utf-8; q=1"],
        ["Content-Type: application/jsonp"], ["Content-Type: application/x-www-form-urlencoded"],
    ])
    func `415 comes before 401`(_ lines: [String]) async throws {
        try await TestHub.run { hub in
            let answer = try await RawClient.send(
                lines: ["POST /v1/accruals HTTP/1.1", "Host: x", "Content-Length: 2"] + lines, body: [0x7B, 0x7D],
                port: hub.port)
            #expect(answer.status == 415 && answer.code == "media_type")
        }
    }

    @Test(arguments: [
        "application/json", "APPLICATION/JSON", "application/json;charset=utf-8",
        "application/json ; charset=\"UTF-8\"",
    ])
    func `these media types are JSON`(_ type: String) async throws {
        try await TestHub.run { hub in
            let answer = try await hub.send(try hub.signed("POST", "/v1/members", TestHub.enrolment, contentType: type))
            #expect(answer.status == 201)
        }
    }

    @Test func `401 comes before 400, each code in its order`() async throws {
        try await TestHub.run { hub in
            let unsigned = try await RawClient.send(
                lines: [
                    "POST /v1/accruals HTTP/1.1", "Host: x", "Content-Type: application/json", "Content-Length: 1",
                ],
                body: [0x7B], port: hub.port)
            #expect(unsigned.status == 401 && unsigned.code == "signature_missing")
            #expect(unsigned.field("signature") == nil)
            let late = TestHub.now.seconds - 301
            for (key, created, code) in [
                ("nobody", late, "key_unknown"), ("grocery-lost", late, "key_revoked"),
                ("grocery-old", late, "key_expired"),
                ("grocery-1", late, "signature_stale"), ("grocery-1", TestHub.now.seconds + 31, "signature_stale"),
            ] {
                let answer = try await hub.send(
                    try hub.signed("POST", "/v1/accruals", "{", keyID: key, created: created))
                #expect(answer.status == 401 && answer.code == code)
            }
            #expect(hub.ledger.decided == 0)
        }
    }

    @Test func `a wrong digest and a wrong signature are told apart`() async throws {
        try await TestHub.run { hub in
            let request = try hub.signed("POST", "/v1/accruals", "{")
            let changed = RequestMessage(
                method: "POST", address: hub.address, path: "/v1/accruals", fields: request.fields, body: [0x7D])
            #expect(try await hub.send(changed).code == "digest_mismatch")
            let moved = RequestMessage(
                method: "POST", address: hub.address, path: "/v1/redemptions", fields: request.fields, body: [0x7B])
            #expect(try await hub.send(moved).code == "signature_invalid")
        }
    }

    @Test func `nonce_reused comes before 400, for posting and for reading`() async throws {
        try await TestHub.run { hub in
            let first = try await hub.post("/v1/accruals", "{", nonce: "n")
            #expect(first.status == 400 && first.code == "malformed_body")
            let second = try await hub.post("/v1/accruals", "[", nonce: "n")
            #expect(second.status == 401 && second.code == "nonce_reused")
            let reading = try await hub.send(try hub.signed("GET", "/v1/cycles", nonce: "n"))
            #expect(reading.status == 401 && reading.code == "nonce_reused")
            let wrong = try await hub.send(try hub.signed("GET", "/v1/members/x/balance", nonce: "n"))
            #expect(wrong.code == "nonce_reused")
        }
    }

    @Test(arguments: [
        ("{", "malformed_body", nil), (#"{"a":1,"a":2}"#, "duplicate_field", "a"),
        (#"{"colour":1}"#, "unknown_field", "colour"), ("{}", "invalid_field", "message_id"),
    ])
    func `400 names the field`(_ body: String, _ code: String, _ field: String?) async throws {
        try await TestHub.run { hub in
            let answer = try await hub.post("/v1/accruals", body)
            #expect(answer.status == 400 && answer.code == code)
            #expect(try JSONReader.read(answer.body)["field"]?.string == field)
            #expect(hub.ledger.decided == 0)
        }
    }

    @Test func `before there is a coalition every key is unknown`() async throws {
        try await TestHub.run(knownRevision: 0) { hub in
            let answer = try await hub.post("/v1/members", TestHub.enrolment)
            #expect(answer.status == 401 && answer.code == "key_unknown")
        }
    }

    @Test func `header lines given twice are judged together`() async throws {
        try await TestHub.run { hub in
            let request = try hub.signed("POST", "/v1/members", TestHub.enrolment)
            let signature = try #require(request.fields.values("signature").first)
            let twice = RawClient.bytes(of: request, more: ["Signature: \(signature)"])
            #expect(try await RawClient.send(bytes: twice, port: hub.port).status < 500)
            let wrong = RawClient.bytes(of: request, more: ["Content-Digest: sha-256=:AAAA:"])
            #expect(try await RawClient.send(bytes: wrong, port: hub.port).code == "digest_mismatch")
        }
    }
}
