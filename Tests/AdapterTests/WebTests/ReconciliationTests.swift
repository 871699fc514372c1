import Reconciliation
import Signatures
import Testing
import Wire

@Suite struct `Comparing a day over HTTP` {
    private static let path = "/v1/reconciliations"
    private static let header = "message_id,kind,points,amount\r\n"

    private static func upload(
        _ hub: TestHub, _ body: String, target: String = path + "?day=2026-11-20", type: String = "text/csv"
    ) async throws -> RawResponse {
        try await hub.send(try hub.signed("POST", target, body, contentType: type))
    }

    @Test func `a day that agrees is clean, and is listed so`() async throws {
        try await TestHub.run { hub in
            let answer = try await Self.upload(
                hub, Self.header + "a-1,accrual,129,12990\r\nr-1,redemption,300,\r\n")
            #expect(answer.status == 200)
            let head =
                #"{"partner":"grocery","day":"2026-11-20","clean":true,"compared_at":"1970-01-01T00:00:00Z","#
                + #""file_sha256":"75","counts":{"rows":2,"messages":2,"missing_here":0,"apart":0,"missing_there":0,"#
                + #""different":0,"repeated":0,"unreadable":0}"#
            #expect(
                answer.text == head
                    + #","shown":10000,"missing_here":[],"apart":[],"missing_there":[],"different":[],"repeated":[],"#
                    + #""unreadable":[],"totals":[{"kind":"accrual","here":{"messages":1,"points":129,"amount":12990},"#
                    + #""there":{"messages":1,"points":129,"amount":12990}},{"kind":"redemption","#
                    + #""here":{"messages":1,"points":300,"amount":0},"there":{"messages":1,"points":300,"amount":0}}]}"#
            )
            #expect(try await hub.get(Self.path).text == #"{"reconciliations":["# + head + "}]}")
        }
    }

    @Test func `what differs is answered line by line`() async throws {
        try await TestHub.run { hub in
            let body = Self.header + "a-1,accrual,130,12991\nx-1,redemption,5,\nnew,void,1,\nnew,void,1,\nbad row\n"
            let text = try await Self.upload(hub, body).text
            #expect(text.contains(#""clean":false"#))
            for part in [
                #""missing_here":[{"line":4,"message_id":"new","kind":"void","points":1,"amount":null}]"#,
                #""apart":[{"line":3,"message_id":"x-1","why":"refused","code":"insufficient_points"}]"#,
                #""missing_there":[{"message_id":"r-1","kind":"redemption","points":300,"amount":null}]"#,
                #""different":[{"line":2,"message_id":"a-1","fields":[{"field":"points","here":129,"there":130},"#
                    + #"{"field":"amount","here":12990,"there":12991}]}]"#,
                #""repeated":[{"message_id":"new","lines":[4,5]}]"#, #""unreadable":[{"line":6,"reason":"cells""#,
            ] {
                #expect(text.contains(part), "\(part)")
            }
        }
    }

    @Test(arguments: [
        (path, "invalid_field", "day"), (path + "?day=2026-02-30", "invalid_field", "day"),
        (path + "?day=2026-11-20&x=1", "invalid_field", "day"), (path + "?Day=2026-11-20", "invalid_field", "day"),
        (path + "?day=", "invalid_field", "day"),
    ])
    func `a day must be named, and nothing else`(target: String, code: String, field: String) async throws {
        try await TestHub.run { hub in
            let answer = try await Self.upload(hub, Self.header, target: target)
            #expect(answer.status == 400 && answer.code == code)
            #expect(try JSONReader.read(answer.body)["field"] == .string(field))
        }
    }

    @Test(arguments: [
        ("kind,points,amount\n", "text/csv", 400, "invalid_field"), ("\"", "text/csv", 400, "malformed_body"),
        ("{}", "application/json", 415, "media_type"), (header, "text/csv; charset=latin1", 415, "media_type"),
        (header, "text/csv; charset=utf-8; header=present", 200, nil), (header, "TEXT/CSV;charset=\"utf-8\"", 200, nil),
    ])
    func `only CSV that names the columns is read`(
        body: String, type: String, status: Int, code: String?
    ) async throws {
        try await TestHub.run { hub in
            let answer = try await Self.upload(hub, body, type: type)
            #expect(answer.status == status && answer.code == code)
        }
    }

    @Test func `a file larger than messages may be is taken here, and CSV nowhere else`() async throws {
        try await TestHub.run { hub in
            let rows = (0..<60_000).map { "till-\($0),accrual,10,1000\r\n" }.joined()
            #expect(rows.utf8.count > 1 << 20)
            let answer = try await Self.upload(hub, Self.header + rows)
            let json = try JSONReader.read(answer.body)
            #expect(answer.status == 200 && json["counts"]?["missing_here"] == .integer(60_000))
            guard case .array(let shown)? = json["missing_here"] else { return }
            #expect(shown.count == 10_000)
            #expect(try await Self.upload(hub, Self.header, target: "/v1/accruals").code == "media_type")
            let noted = "message_id,kind,points,amount,note\r\na-1,accrual,129,12990,"
            #expect(try await Self.upload(hub, noted + String(repeating: "x", count: 10 << 20)).status == 200)
            let tooLarge = try await Self.upload(hub, noted + String(repeating: "x", count: 17 << 20))
            #expect(tooLarge.status == 413 && tooLarge.code == "body_too_large")
        }
    }

    @Test func `it is signed like everything else`() async throws {
        try await TestHub.run { hub in
            let target = Self.path + "?day=2026-11-20"
            let honest = try hub.signed("POST", target, Self.header, contentType: "text/csv")
            let changed = RequestMessage(
                method: "POST", address: honest.address, path: honest.path, query: honest.query, fields: honest.fields,
                body: Array((Self.header + "a-1,accrual,1,\n").utf8))
            #expect(try await hub.send(changed).code == "digest_mismatch")
            let moved = RequestMessage(
                method: "POST", address: honest.address, path: honest.path, query: "day=2026-11-21",
                fields: honest.fields, body: honest.body)
            #expect(try await hub.send(moved).code == "signature_invalid")
            #expect(try await hub.send(honest).status == 200)
        }
    }
}
