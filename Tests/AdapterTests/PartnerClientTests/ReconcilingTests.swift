import PartnerClient
import Signatures
import Testing
import Wire

@Suite struct `Comparing the own books` {
    private static let dirty = #"""
        {"partner":"grocery","day":"2026-11-20","clean":false,"counts":{"rows":4,"messages":2,"missing_here":1,"apart":2,
        "missing_there":1,"different":1,"repeated":1,"unreadable":1},
        "missing_here":[{"line":4,"message_id":"new","kind":"void","points":1,"amount":null}],
        "apart":[{"line":3,"message_id":"x-1","why":"refused","code":"insufficient_points"},
        {"line":9,"message_id":"x-2","why":"another_day","day":"2026-11-19"}],
        "missing_there":[{"message_id":"r-1","kind":"redemption","points":300,"amount":null}],
        "different":[{"line":2,"message_id":"a-1","fields":[{"field":"points","here":129,"there":130}]}],
        "repeated":[{"message_id":"new","lines":[4,5]}],"unreadable":[{"line":6,"reason":"cells","text":"too few"}],
        "totals":[{"kind":"void","here":{"messages":0,"points":0,"amount":0},"there":{"messages":2,"points":2,"amount":0}}]}
        """#

    @Test func `an answer is told to people finding by finding`() throws {
        let found = try #require(ReconciliationAnswer(try JSONReader.read(Array(Self.dirty.utf8))))
        #expect(!found.isClean)
        let text = found.text(books: "the own books")
        for part in [
            "line 4, new, void of 1 points", "line 3, x-1, refused: insufficient_points",
            "line 9, x-2, it is of 2026-11-19", "  r-1, redemption of 300 points",
            "line 2, a-1, points: 129 here, 130 in the own books", "new, lines 4, 5", "line 6, too few",
            "void: 0 messages, 0 points, 0 minor units; 2 messages, 2 points, 0 minor units",
        ] {
            #expect(text.contains(part), "\(part)\n\(text)")
        }
        #expect(ReconciliationAnswer(.object([])) == nil)
    }

    @Test func `the file goes as it is, signed with its day, and again after a broken answer`() async throws {
        let hub = try HubDouble()
        let csv = Array("message_id,kind,points,amount\n".utf8)
        let request = HubRequest.reconciliation(csv, day: "2026-11-20")
        #expect(request.content == csv && request.query == "day=2026-11-20" && request.contentDigest == nil)
        let seen = Notes<LoopbackServer.Incoming>()
        let server = try LoopbackServer { request in
            seen.add(request)
            guard request.number > 1,
                let address = PublicAddress(url: "http://\(request.fields.combined("host") ?? "")")
            else { return .hangUp }
            return .answer(
                hub.answer(200, Array(#"{"clean":true,"counts":{"rows":0}}"#.utf8), to: request, at: address))
        }
        let answer = try await hub.client(server).send(request)
        #expect(answer.status == 200 && answer.attempts == 2)
        #expect(seen.all.map(\.target) == Array(repeating: "/v1/reconciliations?day=2026-11-20", count: 2))
        #expect(seen.all.allSatisfy { $0.body == csv && $0.fields.combined("content-type") == "text/csv" })
        let verifier = RequestVerifier { _ in
            RegisteredKey(
                partner: "grocery", key: hub.partnerKey.verificationKey, validFrom: 0, validUntil: .max,
                isRevoked: false)
        }
        let last = try #require(seen.all.last)
        let message = RequestMessage(
            method: last.method, address: server.address, path: "/v1/reconciliations", query: "day=2026-11-20",
            fields: last.fields, body: last.body)
        #expect(throws: Never.self) { try verifier.judge(message, now: SystemClock.seconds()).result.get() }
        let found = answer.json.flatMap { ReconciliationAnswer($0) }
        #expect(found?.text(books: "x").contains("is clean") == true)
    }

    @Test func `a word about a statement is said again when its answer is lost`() async throws {
        let hub = try HubDouble()
        let server = try LoopbackServer { request in
            guard request.number > 2,
                let address = PublicAddress(url: "http://\(request.fields.combined("host") ?? "")")
            else { return .hangUp }
            return .answer(hub.answer(200, Array("{}".utf8), to: request, at: address))
        }
        let body = try AcknowledgementDraft(.accepted).body(version: 1)
        let answer = try await hub.client(server).send(.acknowledgement(body, cycle: "000001"))
        #expect(answer.attempts == 3)
    }
}
