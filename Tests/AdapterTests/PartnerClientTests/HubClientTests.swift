import Foundation
import PartnerClient
import Signatures
import Testing
import Wire

@Suite struct `A partner's client` {
    @Test func `signs each attempt anew, and the hub's verifier takes it`() async throws {
        let hub = try HubDouble()
        let seen = Notes<LoopbackServer.Incoming>()
        let server = try LoopbackServer { request in
            seen.add(request)
            guard let address = PublicAddress(url: "http://\(request.fields.combined("host") ?? "")") else {
                return .hangUp
            }
            return .answer(
                hub.answer(
                    request.number < 3 ? 503 : 201, Array("{}".utf8), to: request, at: address,
                    further: request.number < 3 ? [("Retry-After", "0")] : []))
        }
        let answer = try await hub.client(server).send(.accrual("m1"))
        #expect(answer.status == 201)
        #expect(answer.attempts == 3)
        #expect(!answer.isReplay)
        #expect(answer.receipt == nil)
        #expect(Set(seen.all.map(\.body)).count == 1)
        #expect(Set(seen.all.compactMap { $0.fields.combined("signature-input") }).count == 3)
        let verifier = RequestVerifier { _ in
            RegisteredKey(
                partner: "grocery", key: hub.partnerKey.verificationKey, validFrom: 0, validUntil: .max,
                isRevoked: false)
        }
        for request in seen.all {
            let judgement = verifier.judge(hub.message(request, server.address), now: SystemClock.seconds())
            #expect(throws: Never.self) { try judgement.result.get() }
        }
    }

    @Test func `tries again when the connection breaks, with the same content`() async throws {
        let hub = try HubDouble()
        let seen = Notes<[UInt8]>()
        let server = try LoopbackServer { request in
            seen.add(request.body)
            guard request.number > 2,
                let address = PublicAddress(url: "http://\(request.fields.combined("host") ?? "")")
            else { return .hangUp }
            return .answer(
                hub.answer(201, Array("{}".utf8), to: request, at: address, further: [("Idempotent-Replay", "true")]))
        }
        let answer = try await hub.client(server).send(.accrual("m1"))
        #expect(answer.isReplay)
        #expect(answer.attempts == 3)
        #expect(Set(seen.all).count == 1)
    }

    @Test func `does not post twice what has no message id`() async throws {
        let hub = try HubDouble()
        let server = try LoopbackServer { _ in .hangUp }
        await #expect {
            try await hub.client(server).send(.post("/v1/cycles/1/acknowledgement", .object(["x": .integer(1)])))
        } throws: {
            if case .connection(.interrupted, attempts: 1)? = $0 as? HubClientError { true } else { false }
        }
        #expect(server.requests == 1)
        await #expect {
            try await hub.client(server).send(.accrual("m1"))
        } throws: {
            if case .connection(.interrupted, attempts: 4)? = $0 as? HubClientError { true } else { false }
        }
        #expect(server.requests == 5)
    }

    @Test(arguments: [
        ("unsigned", 201, ResponseRefusal.signatureMissing), ("redirect", 302, .signatureMissing),
        ("changed", 201, .digestMismatch), ("status", 201, .signatureInvalid), ("stranger", 201, .signatureInvalid),
        ("unavailable", 503, .signatureMissing),
    ])
    func `believes nothing the hub did not sign`(kind: String, status: Int, refusal: ResponseRefusal) async throws {
        let hub = try HubDouble()
        let stranger = try HubDouble()
        let server = try LoopbackServer { request in
            guard let address = PublicAddress(url: "http://\(request.fields.combined("host") ?? "")") else {
                return .hangUp
            }
            let body = Array(#"{"points":1}"#.utf8)
            let honest = hub.answer(kind == "status" ? 200 : 201, body, to: request, at: address)
            let answer =
                switch kind {
                case "unsigned": ResponseMessage(status: 201, body: body)
                case "redirect": ResponseMessage(status: 302, fields: HeaderFields([("Location", "/elsewhere")]))
                case "changed": ResponseMessage(status: 201, fields: honest.fields, body: Array(#"{"points":2}"#.utf8))
                case "status": ResponseMessage(status: 201, fields: honest.fields, body: body)
                case "stranger": stranger.answer(201, body, to: request, at: address)
                default: ResponseMessage(status: 503)
                }
            return .answer(answer)
        }
        await #expect(throws: HubClientError.response(refusal, status: status)) {
            try await hub.client(server, attempts: 2).send(.accrual("m1"))
        }
    }

    @Test func `the answer to another request is not taken`() async throws {
        let hub = try HubDouble()
        let first = Notes<ResponseMessage>()
        let server = try LoopbackServer { request in
            guard let address = PublicAddress(url: "http://\(request.fields.combined("host") ?? "")") else {
                return .hangUp
            }
            if first.all.isEmpty { first.add(hub.answer(201, Array("{}".utf8), to: request, at: address)) }
            return .answer(first.all[0])
        }
        let client = try hub.client(server)
        #expect(try await client.send(.accrual("m1")).status == 201)
        await #expect(throws: HubClientError.response(.signatureInvalid, status: 201)) {
            try await client.send(.accrual("m1"))
        }
    }

    @Test(arguments: ["honest", "partner", "message", "digest", "key"])
    func `a receipt must be for this very message`(kind: String) async throws {
        let hub = try HubDouble()
        let stranger = try HubDouble()
        let request = HubRequest.accrual("m1")
        let receipt = try hub.receipt(
            partner: kind == "partner" ? "cafe" : "grocery", messageID: kind == "message" ? "m2" : "m1",
            digest: kind == "digest" ? "AAAA" : #require(request.contentDigest), key: kind == "key" ? stranger.key : nil
        )
        let server = try LoopbackServer { request in
            guard let address = PublicAddress(url: "http://\(request.fields.combined("host") ?? "")") else {
                return .hangUp
            }
            let body = JSONWriter.encode(.object(["message_id": .string("m1"), "receipt": .string(receipt)]))
            return .answer(hub.answer(201, body, to: request, at: address))
        }
        let client = try hub.client(server)
        if kind == "honest" {
            let answer = try await client.send(request)
            #expect(answer.receipt?.outcome == "posted")
            #expect(answer.receipt?.messageID == "m1")
        } else {
            await #expect {
                try await client.send(request)
            } throws: {
                if case .receipt? = $0 as? HubClientError { true } else { false }
            }
        }
    }

    @Test func `the hub's keys are fetched, and the connection is kept for the messages`() async throws {
        let hub = try HubDouble()
        let server = try LoopbackServer { request in
            guard request.target != HubClient.keysPath else {
                return .answer(ResponseMessage(status: request.number == 1 ? 503 : 200, body: hub.keys.json))
            }
            guard let address = PublicAddress(url: "https://hub.example") else { return .hangUp }
            return .answer(hub.answer(201, Array("{}".utf8), to: request, at: address))
        }
        let bench = try Workbench()
        try bench.write("key.pem", Array(hub.partnerKey.pem.utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: bench.path("key.pem"))
        var access = HubAccess(hub: server.address.url, keyFile: bench.path("key.pem"), keyID: "grocery-2026")
        access.publicURL = "https://hub.example"
        access.retries = RetryRule(firstWaitMilliseconds: 1)
        #expect(try await access.send(.accrual("m1")).status == 201)
        #expect(server.connections == 1)
        #expect(server.requests == 3)
        access.publicURL = "https://other.example"
        await #expect(throws: HubAccessError.hub(.response(.signatureInvalid, status: 201))) {
            try await access.send(.accrual("m1"))
        }
        access.hub = "ftp://hub.example"
        await #expect(throws: HubAccessError.address("ftp://hub.example")) { try await access.send(.accrual("m1")) }
    }
}
