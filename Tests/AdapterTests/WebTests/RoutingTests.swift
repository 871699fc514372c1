import Signatures
import Testing
import Wire

@Suite struct `Routes` {
    @Test(arguments: [
        "/", "/v1", "/v1/", "/v2/members", "//v1/members", "/v1//members", "/v1/members/", "/v1/members/x",
        "/v1/accruals/..", "/v1/./accruals", "/v1/accruals/../members", "/v1/members/%2e%2e/accruals", "/V1/members",
        "/v1/members%2Fx", "/v1%2Fmembers", "/v1/redemptions/a/b/capture", "/v1/redemptions//capture",
        "/v1/messages", "/v1/messages/a/b", "/v1/cycles/1/statement", "/healthz/", "/openapi.json/x", "/.well-known",
        "/v1/members\\x", "/v1/%00", "/v1/%ZZ", "/v1/%", "/%C3%28", "/v1/batches/x",
    ])
    func `a path that is not served is 404, however it is asked for`(_ path: String) async throws {
        try await TestHub.run { hub in
            for method in ["GET", "POST", "DELETE"] {
                let answer = try await RawClient.send(
                    lines: ["\(method) \(path) HTTP/1.1", "Host: x", "Content-Length: 0"], port: hub.port)
                #expect(answer.status == 404 && answer.code == "not_found")
                #expect(answer.field("content-type") == "application/problem+json")
            }
            let signed = try await hub.send(try hub.signed("GET", path))
            #expect(signed.status == 404)
        }
    }

    @Test(arguments: [
        ("GET", "/v1/members", "POST"), ("PUT", "/v1/accruals", "POST"), ("OPTIONS", "/v1/accruals", "POST"),
        ("HEAD", "/v1/cycles", "GET"), ("POST", "/v1/cycles/1", "GET"), ("DELETE", "/v1/messages/m", "GET"),
        ("POST", "/healthz", "GET, HEAD"), ("OPTIONS", "/openapi.json", "GET, HEAD"),
        ("PATCH", "/v1/reversals", "POST"),
        ("BREW", "/v1/reversals", "POST"), ("GET", "/v1/redemptions/a/void", "POST"),
    ])
    func `a method that is not served is 405`(_ method: String, _ path: String, _ allowed: String) async throws {
        try await TestHub.run { hub in
            let answer = try await RawClient.send(
                lines: ["\(method) \(path) HTTP/1.1", "Host: x"], port: hub.port, hasBody: method != "HEAD")
            // A method unknown to the parser never reaches the routes.
            #expect(answer.status == 405 || (method == "BREW" && answer.status == 400))
            if answer.status == 405 { #expect(answer.field("allow") == allowed) }
        }
    }

    @Test func `refused methods and paths are signed like all else`() async throws {
        try await TestHub.run { hub in
            let refused = try await hub.send(try hub.signed("DELETE", "/v1/members"))
            #expect(refused.status == 405)
            let open = try await hub.send(try hub.signed("GET", "/healthz"))
            #expect(open.status == 200)
        }
    }

    @Test(arguments: [
        ("/healthz", "application/json"), ("/readyz", "application/json"), ("/openapi.json", "application/json"),
        ("/metrics", "text/plain; version=0.0.4; charset=utf-8"),
        ("/.well-known/jwks.json", "application/jwk-set+json"),
        ("/%68ealthz", "application/json"), ("/healthz?x=1", "application/json"),
    ])
    func `what is open needs no signature, and HEAD tells its length`(_ path: String, _ type: String) async throws {
        try await TestHub.run { hub in
            let get = try await RawClient.send(lines: ["GET \(path) HTTP/1.1", "Host: x"], port: hub.port)
            #expect(get.status == 200 && !get.body.isEmpty)
            #expect(get.field("content-type") == type)
            #expect(get.field("x-content-type-options") == "nosniff")
            let head = try await RawClient.send(
                lines: ["HEAD \(path) HTTP/1.1", "Host: x"], port: hub.port, hasBody: false)
            #expect(head.status == 200 && head.field("content-length") == "\(get.body.count)")
        }
    }

    @Test func `the key set holds the hub's key and the description is JSON`() async throws {
        try await TestHub.run { hub in
            let keys = try await RawClient.send(
                lines: ["GET /.well-known/jwks.json HTTP/1.1", "Host: x"], port: hub.port)
            #expect(try JSONWebKeySet(json: keys.body).key(TestHub.hubKeyID)?.pem == hub.hubKey.pem)
            let description = try await RawClient.send(
                lines: ["GET /openapi.json HTTP/1.1", "Host: x"], port: hub.port)
            #expect(try JSONReader.read(description.body)["openapi"]?.string == "3.1.0")
        }
    }

    @Test func `a hub that is not ready says so`() async throws {
        try await TestHub.run(isReady: false) { hub in
            let answer = try await RawClient.send(lines: ["GET /readyz HTTP/1.1", "Host: x"], port: hub.port)
            #expect(answer.status == 503)
            #expect(answer.text == #"{"status":"unready"}"#)
        }
    }

    @Test func `a sender that waits for 100 is told to go on`() async throws {
        try await TestHub.run { hub in
            let answer = try await RawClient.send(
                lines: ["POST /v1/accruals HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 2"],
                port: hub.port)
            #expect(answer.status == 100)
        }
    }

    @Test func `a target in absolute form is its path`() async throws {
        try await TestHub.run { hub in
            let answer = try await RawClient.send(
                lines: ["GET http://hub.example/healthz HTTP/1.1", "Host: hub.example"], port: hub.port)
            #expect(answer.status == 200)
        }
    }
}
