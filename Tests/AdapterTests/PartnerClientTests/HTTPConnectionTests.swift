import Foundation
import PartnerClient
import Signatures
import Testing

@Suite struct `An HTTP connection` {
    func get(_ server: LoopbackServer, _ path: String = "/") -> RequestMessage {
        RequestMessage(method: "GET", address: server.address, path: path)
    }

    func post(_ server: LoopbackServer, _ body: [UInt8], _ fields: [(String, String)] = []) -> RequestMessage {
        RequestMessage(
            method: "POST", address: server.address, path: "/v1/accruals", fields: HeaderFields(fields), body: body)
    }

    static let fine = ResponseMessage(status: 200, body: Array("fine".utf8))

    @Test func `carries many requests over one TCP connection`() async throws {
        let server = try LoopbackServer { .answer(ResponseMessage(status: 201, body: $0.body)) }
        let connection = try HTTPConnection(to: server.address)
        for number in 0..<500 {
            let body = Array("message \(number)".utf8)
            #expect(try await connection.exchange(post(server, body)).body == body)
        }
        #expect(server.connections == 1)
        #expect(server.requests == 500)
        #expect(await connection.openedConnections == 1)
    }

    @Test func `sends exactly what it was given, and nothing that libcurl would add`() async throws {
        let seen = Notes<LoopbackServer.Incoming>()
        let server = try LoopbackServer { request in
            seen.add(request)
            return .answer(Self.fine)
        }
        let connection = try HTTPConnection(to: server.address)
        let large = [UInt8](repeating: 0x61, count: 3 << 20)
        _ = try await connection.exchange(
            post(
                server, large, [("content-type", "application/json"), ("x-empty", ""), ("x-two", "1"), ("x-two", "2")]))
        _ = try await connection.exchange(get(server, "/v1/a%2Fb/../c?x=1"))
        _ = try await connection.exchange(post(server, []))
        #expect(seen.all.map(\.method) == ["POST", "GET", "POST"])
        #expect(seen.all[0].body == large)
        #expect(seen.all[0].fields.values("x-two") == ["1", "2"])
        #expect(seen.all[0].fields.values("x-empty") == [""])
        #expect(seen.all[0].fields.values("content-type") == ["application/json"])
        #expect(seen.all[1].target == "/v1/a%2Fb/../c?x=1")
        #expect(seen.all[2].fields.combined("content-length") == "0")
        for request in seen.all { #expect(!request.fields.contains("expect")) }
        #expect(!seen.all[2].fields.contains("content-type"))
        #expect(server.connections == 1)
    }

    @Test func `keeps every header field of the final answer, in order`() async throws {
        let server = try LoopbackServer { _ in
            .bytes(
                "HTTP/1.1 103 Early Hints\r\nLink: </early>\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nB: 2\r\nA:  1 \r\nb: 3\r\nFolded: x\r\n  y\r\nEmpty:\r\nContent-Length: 2\r\n\r\nok"
            )
        }
        let answer = try await HTTPConnection(to: server.address).exchange(get(server))
        #expect(answer.status == 200)
        #expect(answer.body == Array("ok".utf8))
        #expect(answer.fields.values("b") == ["2", "3"])
        #expect(answer.fields.fields.map(\.name) == ["b", "a", "b", "folded", "empty", "content-length"])
        #expect(answer.fields.combined("folded") == "x y")
        #expect(!answer.fields.contains("link"))
    }

    @Test func `follows no redirect`() async throws {
        let target = try LoopbackServer { _ in .answer(Self.fine) }
        let elsewhere = "\(target.address.url)/elsewhere"
        let server = try LoopbackServer { _ in
            .answer(ResponseMessage(status: 307, fields: HeaderFields([("Location", elsewhere)])))
        }
        let connection = try HTTPConnection(to: server.address)
        for request in [get(server), post(server, [1])] {
            let answer = try await connection.exchange(request)
            #expect(answer.status == 307)
            #expect(answer.fields.combined("location") == elsewhere)
        }
        #expect(target.requests == 0)
    }

    @Test func `opens a new connection when the kept one was closed meanwhile`() async throws {
        let server = try LoopbackServer { _ in .answerAndClose(Self.fine) }
        let connection = try HTTPConnection(to: server.address)
        for _ in 0..<3 { #expect(try await connection.exchange(post(server, [1])).status == 200) }
        #expect(server.requests == 3)
        #expect(server.connections == 3)
    }

    @Test func `tells a broken connection, silence, a refusal and too much apart`() async throws {
        let broken = try LoopbackServer { _ in .hangUp }
        await #expect { try await HTTPConnection(to: broken.address).exchange(self.get(broken)) } throws: {
            if case .interrupted? = $0 as? HTTPConnectionError { true } else { false }
        }
        let short = try LoopbackServer { _ in .bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf") }
        await #expect { try await HTTPConnection(to: short.address).exchange(self.get(short)) } throws: {
            if case .interrupted? = $0 as? HTTPConnectionError { true } else { false }
        }
        let silent = try LoopbackServer { _ in .silence }
        let hasty = try HTTPConnection(
            to: silent.address, settings: HTTPConnectionSettings(requestMilliseconds: 200))
        await #expect(throws: HTTPConnectionError.deadline) { try await hasty.exchange(self.get(silent)) }
        let generous = try LoopbackServer { _ in
            .answer(ResponseMessage(status: 200, body: [UInt8](repeating: 0, count: 11)))
        }
        let small = try HTTPConnection(to: generous.address, settings: HTTPConnectionSettings(limitBytes: 10))
        await #expect(throws: HTTPConnectionError.tooLarge(limitBytes: 10)) {
            try await small.exchange(self.get(generous))
        }
        let nobody = try #require(PublicAddress(url: "http://127.0.0.1:1"))
        await #expect {
            try await HTTPConnection(to: nobody).exchange(RequestMessage(method: "GET", address: nobody, path: "/"))
        } throws: {
            if case .connect? = $0 as? HTTPConnectionError { true } else { false }
        }
    }

    @Test func `ends soon when its task is cancelled`() async throws {
        let server = try LoopbackServer { _ in .silence }
        let connection = try HTTPConnection(to: server.address)
        let request = get(server)
        let task = Task { try await connection.exchange(request) }
        while server.requests == 0 { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        await #expect(throws: HTTPConnectionError.cancelled) { try await task.value }
    }

    @Test(arguments: [
        ("DELETE", "/", "x"), ("GET", "no-slash", "x"), ("GET", "/a b", "x"), ("GET", "/", "a\r\nHost: b"),
    ])
    func `refuses what could become another request`(method: String, path: String, value: String) async throws {
        let server = try LoopbackServer { _ in .answer(Self.fine) }
        let request = RequestMessage(
            method: method, address: server.address, path: path, fields: HeaderFields([("x", value)]))
        await #expect {
            try await HTTPConnection(to: server.address).exchange(request)
        } throws: {
            if case .request? = $0 as? HTTPConnectionError { true } else { false }
        }
        #expect(server.requests == 0)
    }
}
