import Disputes
import Messages
import Signatures
import Testing
import Wire

/// The published description agrees with what the hub does.
@Suite struct `The OpenAPI description` {
    private func description(_ hub: TestHub) async throws -> JSONValue {
        try JSONReader.read(
            try await RawClient.send(lines: ["GET /openapi.json HTTP/1.1", "Host: x"], port: hub.port).body)
    }

    @Test func `it lists every code and no other`() async throws {
        try await TestHub.run { hub in
            let problem = try await description(hub)["components"]?["schemas"]?["Problem"]
            let disputeCodes = DisputeCode.allCases.filter { $0 != .notFound }.map(\.rawValue)
            let codes =
                RefusalCode.allCases.map(\.rawValue) + disputeCodes
                + ["not_found", "method_not_allowed", "internal_error"]
            #expect(problem?["properties"]?["code"]?["enum"] == .array(codes.map { .string($0) }))
        }
    }

    @Test func `every path it names is served by the methods it names, and no other`() async throws {
        try await TestHub.run { hub in
            guard case .object(let paths)? = try await description(hub)["paths"] else {
                Issue.record("no paths")
                return
            }
            #expect(paths.count == 26)
            for path in paths {
                guard case .object(let methods) = path.value else { continue }
                let target = path.name.replacing("{identifier}", with: "card:9990123456789018").replacing("{", with: "")
                    .replacing("}", with: "")
                for method in ["GET", "POST", "PUT"] {
                    let answer = try await RawClient.send(
                        lines: ["\(method) \(target) HTTP/1.1", "Host: x", "Content-Length: 0"], port: hub.port)
                    let isServed = methods.contains { $0.name.uppercased() == method }
                    #expect((answer.status == 405) == !isServed)
                    #expect(answer.status != 404)
                }
            }
        }
    }

    @Test func `its examples of requests are read by the hub`() async throws {
        try await TestHub.run { hub in
            guard case .object(let paths)? = try await description(hub)["paths"] else { return }
            var count = 0
            for path in paths {
                let body = path.value["post"]?["requestBody"]?["content"]?["application/json"]
                guard case .object(let examples)? = body?["examples"] else { continue }
                let target = path.name.replacing("{identifier}", with: "phone:+40722123456")
                    .replacing("{message_id}", with: "web-77")
                for example in examples {
                    let value = try #require(example.value["value"])
                    let text = String(decoding: JSONWriter.encode(value), as: UTF8.self)
                    let answer = try await hub.post(target, text)
                    // Only stated points disagree with this partner's contract.
                    let mayDiffer = path.name == "/v1/accruals" && value["points"] != nil
                    #expect(answer.status != 400 || mayDiffer)
                    count += 1
                }
            }
            #expect(count == 12)
        }
    }
}
