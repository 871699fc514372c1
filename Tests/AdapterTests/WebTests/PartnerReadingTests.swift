import Testing
import Wire

@Suite struct `Reading over HTTP` {
    @Test(arguments: [
        "card:9990123456789018", "card%3A9990123456789018", "phone:+40722123456", "%70hone%3a%2B40722123456",
    ])
    func `a balance is these bytes`(_ identifier: String) async throws {
        try await TestHub.run { hub in
            let answer = try await hub.get("/v1/members/\(identifier)/balance")
            #expect(answer.status == 200)
            #expect(
                answer.text
                    == #"{"member_id":"grocery-00000000-0000-0001-0000-000000000002","available":1540,"pending":0,"#
                    + #""held":200,"arrears":0,"worth":{"amount":1463,"currency":"RON"},"#
                    + #""expiring":[{"points":120,"at":"2027-01-31T21:59:59Z"}],"#
                    + #""by_issuer":[{"partner":"grocery","points":1300},{"partner":"other","points":240}]}"#)
        }
    }

    @Test(arguments: [
        ("/v1/members/code:WQTCHWVMX/balance", 400, "invalid_field"), ("/v1/members/x/balance", 400, "invalid_field"),
        ("/v1/members/card:9990123456789018%2Fx/balance", 400, "invalid_field"),
        ("/v1/members/%ZZ/balance", 400, "invalid_field"), ("/v1/members/%C3%28/balance", 400, "invalid_field"),
        ("/v1/members/%00/balance", 400, "invalid_field"), ("/v1/messages/m-2", 404, "message_unknown"),
        ("/v1/messages/%00", 404, "message_unknown"), ("/v1/cycles/7", 404, "not_found"),
        ("/v1/cycles/x", 404, "not_found"),
        ("/v1/cycles/-1", 404, "not_found"), ("/v1/cycles/99999999999999999999", 404, "not_found"),
        ("/v1/cycles/000042/statement/none.csv", 404, "not_found"),
        ("/v1/cycles/000042/statement/%2e%2e%2fstatement.csv", 404, "not_found"),
        ("/v1/cycles/000042/statement/..", 404, "not_found"),
        ("/v1/cycles/7/explanation", 404, "not_found"), ("/v1/cycles/x/explanation", 404, "not_found"),
        ("/v1/cycles/7/postings", 404, "not_found"), ("/v1/cycles/-1/postings", 404, "not_found"),
        ("/v1/cycles/42/postings?counterparty=", 400, "invalid_field"),
        ("/v1/cycles/42/postings?counterparty", 400, "invalid_field"),
        ("/v1/cycles/42/postings?counterparty=Caf%C3%A9", 400, "invalid_field"),
        ("/v1/cycles/42/postings?counterparty=%ZZ", 400, "invalid_field"),
        ("/v1/cycles/42/postings?counterparty=cafe&counterparty=fuel", 400, "invalid_field"),
        ("/v1/cycles/42/postings?after=7", 400, "invalid_field"),
        ("/v1/cycles/42/postings?after=00000000-0000-0007-0000-000000000009.-1", 400, "invalid_field"),
        ("/v1/cycles/7/postings?after=1", 400, "invalid_field"),
    ])
    func `what is not there or malformed is refused`(_ path: String, _ status: Int, _ code: String) async throws {
        try await TestHub.run { hub in
            let answer = try await hub.get(path)
            #expect(answer.status == status && answer.code == code)
        }
    }

    @Test func `a message tells what became of it`() async throws {
        try await TestHub.run { hub in
            let answer = try await hub.get("/v1/messages/m-1")
            #expect(
                answer.text
                    == #"{"message_id":"m-1","kind":"accrual","outcome":"posted","status":201,"cycle":"000042","#
                    + #""received_at":"1970-01-01T00:00:00Z","answer":{"message_id":"m-1"}}"#)
        }
    }

    @Test func `cycles and files are the partner's own`() async throws {
        try await TestHub.run { hub in
            let cycle =
                #"{"id":"000042","state":"dispatched","version":1,"closed_at":"1970-01-01T00:00:00Z","#
                + #""position":{"partner":"grocery","gross_debit":10,"gross_credit":4,"fee":1,"carried_in":0,"net":-7,"#
                + #""carried_out":0},"files":["statement.csv","manifest.json"],"acknowledgement":null,"#
                + #""payment":{"direction":"incoming","amount":7,"moved":2,"state":"pending","#
                + #""end_to_end_id":"000042-1-grocery","value_date":"2026-11-25","reminders":1,"#
                + #""reminded_at":"1970-01-01T00:00:00Z"}}"#
            #expect(try await hub.get("/v1/cycles").text == #"{"cycles":[\#(cycle)]}"#)
            #expect(try await hub.get("/v1/cycles/000042").text == cycle)
            #expect(try await hub.get("/v1/cycles/42").text == cycle)
            let file = try await hub.get("/v1/cycles/000042/statement/statement.csv")
            #expect(file.text == "line\r\n" && file.field("content-type") == "text/csv; charset=utf-8")
        }
    }

    @Test func `a cycle is explained from the partner's side`() async throws {
        try await TestHub.run { hub in
            let answer = try await hub.get("/v1/cycles/000042/explanation")
            #expect(answer.status == 200)
            #expect(
                answer.text
                    == #"{"id":"000042","version":1,"currency":"RON","matrix":[{"issuer":"grocery","redeemer":"cafe","#
                    + #""points":400,"debit_amount":400,"credit_amount":380}],"partner":"grocery","gross":400,"#
                    + #""bilateral":[{"counterparty":"cafe","pays":400,"receives":0,"net":-400}],"besides_points":[],"#
                    + #""multilateral_net":-400,"compression":"0.0000","position":{"partner":"grocery","#
                    + #""gross_debit":400,"gross_credit":0,"fee":0,"carried_in":0,"net":-400,"carried_out":0}}"#)
        }
    }

    @Test(arguments: [
        ("", "grocery"), ("?", "grocery"), ("?other=1&after=\(FixedReadings.place)", "grocery"),
        ("?counterparty=cafe", "cafe"), ("?counterparty=c%61fe&x", "cafe"),
    ])
    func `postings are told by counterparty and place`(_ query: String, _ issuer: String) async throws {
        try await TestHub.run { hub in
            let answer = try await hub.get("/v1/cycles/42/postings" + query)
            #expect(answer.status == 200)
            #expect(
                answer.text
                    == #"{"id":"000042","postings":[{"place":"\#(FixedReadings.place)","#
                    + #""occurred_at":"1970-01-01T00:00:00Z","sender":"grocery","message_id":"m-1","#
                    + #""transaction_id":"00000000-0000-0007-0000-000000000009","kind":"redemption","#
                    + #""issuer":"\#(issuer)","redeemer":"grocery","points":400,"credit_rate":"0.0095","#
                    + #""credit_amount":"3.8","receipt":"a.b.c"}],"next":"\#(FixedReadings.place)"}"#)
        }
    }

    @Test func `a query is covered by the signature and changes nothing`() async throws {
        try await TestHub.run { hub in
            let answer = try await hub.get("/v1/cycles?x=1")
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: [
        "/v1/cycles", "/v1/members/x/balance", "/v1/messages/m-1", "/v1/cycles/42/statement/statement.csv",
        "/v1/cycles/42/explanation", "/v1/cycles/42/postings?counterparty=cafe",
    ])
    func `readings need a signature`(_ path: String) async throws {
        try await TestHub.run { hub in
            let answer = try await RawClient.send(lines: ["GET \(path) HTTP/1.1", "Host: x"], port: hub.port)
            #expect(answer.status == 401 && answer.code == "signature_missing")
        }
    }
}
