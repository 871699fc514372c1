import Messages
import Operations
import Signatures
import Testing
import Wire

@Suite struct `Posting over HTTP` {
    @Test func `an enrolment and an accrual are answered 201 and signed`() async throws {
        try await TestHub.run { hub in
            let enrolled = try await hub.post("/v1/members", TestHub.enrolment)
            #expect(enrolled.status == 201)
            #expect(enrolled.field("content-type") == "application/json")
            #expect(enrolled.field("cache-control") == "no-store")
            let json = try JSONReader.read(enrolled.body)
            guard case .array(let identifiers)? = json["identifiers"] else {
                Issue.record("no identifiers")
                return
            }
            #expect(identifiers.contains(.string("phone:+40722123456")))
            let earned = try await hub.post("/v1/accruals", TestHub.accrual("a-1"))
            #expect(earned.status == 201)
            #expect(try JSONReader.read(earned.body)["points"]?["total"]?.integer == 129)
        }
    }

    @Test func `the receipt names the very content`() async throws {
        try await TestHub.run { hub in
            let answer = try await hub.post("/v1/members", TestHub.enrolment)
            let text = try #require(try JSONReader.read(answer.body)["receipt"]?.string)
            let receipt = try CompactJWS(verifying: text) { $0 == TestHub.hubKeyID ? hub.hubKey : nil }
            let payload = try JSONReader.read(receipt.payload)
            let canonical = CanonicalJSON.encode(try JSONReader.read(text: TestHub.enrolment))
            #expect(
                payload["digest"]?.string == MessageDigest.sha256Base64(Array("POST\n/v1/members\n".utf8) + canonical))
            #expect(payload["partner"]?.string == "grocery")
            #expect(payload["cycle"]?.string == "000042")
            #expect(payload["outcome"]?.string == "posted")
        }
    }

    @Test func `a replay gets the same bytes, under the same or another signature`() async throws {
        try await TestHub.run { hub in
            let request = try hub.signed("POST", "/v1/members", TestHub.enrolment)
            let first = try await hub.send(request)
            let again = try await hub.send(request)
            let later = try await hub.post("/v1/members", TestHub.enrolment.replacing(",", with: " , "))
            for replay in [again, later] {
                #expect(replay.status == 201 && replay.body == first.body)
                #expect(replay.field("idempotent-replay") == "true")
            }
            #expect(first.field("idempotent-replay") == nil)
            #expect(hub.ledger.decided == 1)
        }
    }

    @Test func `a refusal is a problem document with a receipt, and is replayed`() async throws {
        try await TestHub.run { hub in
            let first = try await hub.post("/v1/accruals", TestHub.accrual("a-1"))
            #expect(first.status == 404 && first.code == "member_unknown")
            #expect(first.field("content-type") == "application/problem+json")
            #expect(try JSONReader.read(first.body)["receipt"]?.string != nil)
            let again = try await hub.post("/v1/accruals", TestHub.accrual("a-1"))
            #expect(again.status == 404 && again.body == first.body && again.field("idempotent-replay") == "true")
        }
    }

    @Test func `an id used for other content is refused`() async throws {
        try await TestHub.run { hub in
            _ = try await hub.post("/v1/accruals", TestHub.accrual("a-1"))
            let other = try await hub.post("/v1/accruals", TestHub.accrual("a-1", amount: 1))
            #expect(other.status == 409 && other.code == "message_id_reused")
            #expect(try JSONReader.read(other.body)["message_id"]?.string == "a-1")
            #expect(try JSONReader.read(other.body)["receipt"] == nil)
        }
    }

    @Test func `the path's identifier may be percent-encoded and is part of the content as decoded`() async throws {
        try await TestHub.run { hub in
            _ = try await hub.post("/v1/members", TestHub.enrolment)
            let body = #"{"message_id":"i-1","issue":["code"]}"#
            let plain = try await hub.post("/v1/members/phone:+40722123456/identifiers", body)
            let encoded = try await hub.post("/v1/members/phone%3A%2b40722123456/identifiers", body)
            #expect(plain.status == 201 && encoded.body == plain.body)
            #expect(encoded.field("idempotent-replay") == "true")
        }
    }

    @Test func `terms that changed meanwhile bind at once`() async throws {
        try await TestHub.run(knownRevision: 1) { hub in
            let answer = try await hub.post("/v1/members", TestHub.enrolment)
            #expect(answer.status == 201)
        }
    }

    @Test func `a desk that takes nothing answers 503 with Retry-After`() async throws {
        try await TestHub.run { hub in
            hub.desk.close()
            let answer = try await hub.post("/v1/members", TestHub.enrolment)
            #expect(answer.status == 503 && answer.code == "unavailable")
            #expect(answer.field("retry-after") == "1")
            #expect(try JSONReader.read(answer.body)["message_id"]?.string == "e-1")
        }
    }

    @Test func `many at once are each answered, and one message sent 50 times is posted once`() async throws {
        try await TestHub.run { hub in
            _ = try await hub.post("/v1/members", TestHub.enrolment)
            let bodies = try await withThrowingTaskGroup(of: RawResponse.self) { group in
                for _ in 0..<50 { group.addTask { try await hub.post("/v1/accruals", TestHub.accrual("a-1")) } }
                return try await group.reduce(into: [[UInt8]]()) { $0.append($1.body) }
            }
            #expect(Set(bodies).count == 1 && bodies.count == 50)
            #expect(hub.ledger.decided == 2)
        }
    }
}
