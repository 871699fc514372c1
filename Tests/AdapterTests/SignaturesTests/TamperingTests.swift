import Testing

@testable import Signatures

@Suite struct `Messages changed on the way` {
    private let hub = try? SigningKey.generate(.ecdsaP256SHA256)
    private let till = try? SigningKey.generate(.ed25519)

    private func request(seed: UInt64) throws -> RequestMessage {
        let draft = RequestMessage(
            method: "POST", address: try Draft.address(), path: "/v1/accruals/\(seed)",
            query: seed % 2 == 0 ? nil : "a=\(seed)",
            fields: HeaderFields([("Content-Type", "application/json")]),
            body: seed % 5 == 4 ? [] : Array("{\"seed\":\(seed)}".utf8))
        return try RequestSigner(key: try #require(till), keyID: "grocery-1").sign(
            draft, created: Draft.now, nonce: "n\(seed)")
    }

    private func verifier() throws -> RequestVerifier {
        let registered = RegisteredKey(partner: "grocery", key: try #require(till).verificationKey)
        return RequestVerifier { $0 == "grocery-1" ? registered : nil }
    }

    private func changed(
        _ request: RequestMessage, method: String? = nil, address: String = "https://hub.example", path: String? = nil,
        query: String?? = nil, body: [UInt8]? = nil, field: (String, String, String)? = nil
    ) throws -> RequestMessage {
        RequestMessage(
            method: method ?? request.method, address: try Draft.address(address), path: path ?? request.path,
            query: query ?? request.query,
            fields: HeaderFields(
                request.fields.fields.map { line in
                    guard let field, line.name == field.0 else { return (line.name, line.value) }
                    return (line.name, line.value.replacing(field.1, with: field.2))
                }), body: body ?? request.body)
    }

    @Test(arguments: 0..<25 as Range<UInt64>)
    func `every change to a request is noticed`(seed: UInt64) throws {
        let signed = try request(seed: seed)
        let verifier = try verifier()
        #expect(try verifier.judge(signed, now: Draft.now).result.get().nonce == "n\(seed)")
        var changes = [
            try changed(signed, method: "PUT"), try changed(signed, address: "https://other.example"),
            try changed(signed, address: "http://hub.example"), try changed(signed, path: signed.path + "x"),
            try changed(signed, query: "b=\(seed)"), try changed(signed, body: signed.body + [0x20]),
            try changed(signed, field: ("signature-input", "created=18", "created=17")),
            try changed(signed, field: ("signature-input", "nonce=\"n", "nonce=\"m")),
            try changed(signed, field: ("signature-input", "@method", "@scheme")),
        ]
        if !signed.body.isEmpty {
            changes += [
                try changed(signed, field: ("content-type", "json", "xml")),
                try changed(signed, field: ("content-digest", "sha-256", "sha-512")),
                try changed(signed, body: []),
            ]
        }
        for (index, change) in changes.enumerated() {
            #expect(throws: RequestRefusal.self, "seed \(seed), change \(index)") {
                try verifier.judge(change, now: Draft.now).result.get()
            }
        }
    }

    @Test(arguments: 0..<25 as Range<UInt64>)
    func `a signed response is believed, and no changed one`(seed: UInt64) throws {
        let request = try request(seed: seed)
        let hub = try #require(hub)
        let requestVerifier = try verifier()
        let label = try #require(requestVerifier.judge(request, now: Draft.now).label)
        let plain = ResponseMessage(
            status: 201, fields: HeaderFields([("Content-Type", "application/json")]),
            body: Array("{\"n\":\(seed)}".utf8))
        let signed = try ResponseSigner(key: hub, keyID: "hub-1").sign(
            plain, to: request, label: label, created: Draft.now)
        let verifier = ResponseVerifier { $0 == "hub-1" ? hub.verificationKey : nil }
        try verifier.verify(signed, to: request, now: Draft.now + 300)

        let other = try self.request(seed: seed + 1000)
        #expect(throws: ResponseRefusal.signatureInvalid) { try verifier.verify(signed, to: other, now: Draft.now) }
        let again = try RequestSigner(key: try #require(till), keyID: "grocery-1").sign(
            RequestMessage(
                method: "POST", address: request.address, path: request.path, query: request.query,
                fields: HeaderFields([("Content-Type", "application/json")]), body: request.body),
            created: Draft.now, nonce: "another")
        #expect(throws: ResponseRefusal.signatureInvalid) { try verifier.verify(signed, to: again, now: Draft.now) }
        #expect(throws: ResponseRefusal.signatureStale) {
            try verifier.verify(signed, to: request, now: Draft.now + 301)
        }
        #expect(throws: ResponseRefusal.signatureMissing) { try verifier.verify(plain, to: request, now: Draft.now) }
        #expect(throws: ResponseRefusal.signatureInvalid) {
            try verifier.verify(
                ResponseMessage(status: 200, fields: signed.fields, body: signed.body), to: request, now: Draft.now)
        }
        #expect(throws: ResponseRefusal.digestMismatch) {
            try verifier.verify(
                ResponseMessage(status: 201, fields: signed.fields, body: [1]), to: request, now: Draft.now)
        }
        #expect(throws: ResponseRefusal.keyUnknown) {
            try ResponseVerifier { _ in nil }.verify(signed, to: request, now: Draft.now)
        }
        let replacements: [(String, String, String, ResponseRefusal)] = [
            ("content-type", "json", "xml", .signatureInvalid),
            ("signature-input", "\"@authority\";req ", "", .notCovered),
            ("signature-input", "clearinghouse-response", "clearinghouse-request", .signatureMissing),
            ("signature-input", "created=18", "created=17", .signatureStale),
            ("signature-input", "key=\"partner\"", "key=\"other\"", .notCovered),
            ("signature", "hub=:", "hub=:*", .signatureUnreadable),
        ]
        for (name, old, new, refusal) in replacements {
            let fields = HeaderFields(
                signed.fields.fields.map { ($0.name, $0.name == name ? $0.value.replacing(old, with: new) : $0.value) })
            #expect(throws: refusal, "seed \(seed), \(name)") {
                try verifier.verify(
                    ResponseMessage(status: 201, fields: fields, body: signed.body), to: request, now: Draft.now)
            }
        }
    }

    @Test(arguments: [
        ("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:", true),
        ("sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:", true),
        ("md5=:AAAA:, sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:", true), ("md5=:AAAA:", false),
        ("", false),
        ("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:, sha-512=:AAAA:", false), ("sha-256=X48E9q", false),
        ("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPF=:", false), ("sha-256=", false), ("sha-256", false),
    ])
    func `digests of RFC 9530`(value: String, matches: Bool) {
        #expect(ContentDigest.matches(value, body: Array(#"{"hello": "world"}"#.utf8)) == matches)
    }

    @Test(arguments: [
        ("https://Hub.Example", "https://hub.example"), ("https://hub.example:443/", "https://hub.example"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("HTTP://h:80", "http://h"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("ftp://h", nil), ("hub.example", nil), ("https://", nil), ("https://a/b", nil), ("https://u@h", nil),
        ("https://h?x", nil),
    ])
    func `public addresses`(url: String, expected: String?) {
        #expect(PublicAddress(url: url)?.url == expected)
    }
}
