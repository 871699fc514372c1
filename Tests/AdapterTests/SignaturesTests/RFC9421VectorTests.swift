import Foundation
import Testing
import Wire

@testable import Signatures

/// Appendix B.2 of RFC 9421. The file names its own sources; its keys are published ones.
@Suite struct `Vectors of RFC 9421` {
    private let document: JSONValue

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/rfc9421-appendix-b2.json")
        document = try JSONReader.read(Array(Data(contentsOf: file)))
    }

    private func text(_ value: JSONValue?) throws -> String {
        try #require(value?.string)
    }

    private func fields(_ message: JSONValue) throws -> HeaderFields {
        guard case .array(let lines)? = message["headers"] else { return HeaderFields() }
        return HeaderFields(
            try lines.map { line in
                guard case .array(let pair) = line else { return ("", "") }
                return (try text(pair[0]), try text(pair[1]))
            })
    }

    private func base(of vector: JSONValue) throws -> (bytes: [UInt8], signature: [UInt8], fields: HeaderFields) {
        let name = try text(vector["message"])
        let message = try #require(document["messages"]?[name])
        let label = try text(vector["label"])
        var fields = try fields(message)
        fields.append("Signature-Input", "\(label)=\(try text(vector["signature_params"]))")
        fields.append("Signature", "\(label)=:\(try text(vector["signature_base64"])):")
        guard case .parsed(let parsed) = SignatureFields.parse(fields) else {
            Issue.record("unparsable")
            return ([], [], fields)
        }
        let labelled = parsed.labels[0]
        let base =
            if message["type"]?.string == "response" {
                SignatureBase.bytes(
                    for: labelled.input,
                    response: ResponseMessage(status: 200, fields: fields), to: nil)
            } else {
                SignatureBase.bytes(for: labelled.input, request: try request(fields))
            }
        return (try #require(base), try #require(labelled.signature), fields)
    }

    private func request(_ fields: HeaderFields) throws -> RequestMessage {
        RequestMessage(
            method: "POST", address: try Draft.address("https://example.com"), path: "/foo",
            query: "param=Value&Pet=dog",
            fields: fields, body: Array(#"{"hello": "world"}"#.utf8))
    }

    @Test(arguments: 0..<6) func `bases are built, signatures verify, hmac is refused`(index: Int) throws {
        guard case .array(let vectors)? = document["vectors"],
            case .array(let lines)? = vectors[index]["signature_base"]
        else {
            Issue.record("no vectors")
            return
        }
        #expect(vectors.count == 6)
        let vector = vectors[index]
        let (base, signature, fields) = try base(of: vector)
        let expected = lines.compactMap(\.string).joined(separator: "\n")
        #expect(String(decoding: base, as: UTF8.self) == expected)
        let keyName = try text(vector["key"])
        let key = try #require(document["keys"]?[keyName])
        guard let algorithm = SignatureAlgorithm(rawValue: try text(vector["alg"])) else {
            #expect(vector["alg"]?.string == "hmac-sha256")
            return
        }
        let publicKey = try VerificationKey(pem: try text(key["public_pem"]), algorithm: algorithm)
        #expect(publicKey.isValid(signature: signature, over: base))
        #expect(!publicKey.isValid(signature: signature, over: base + [0]))
        #expect(!publicKey.isValid(signature: Array(signature.dropLast()), over: base))
        // None of the vectors has what the partner guide asks for, so the verifier takes none.
        let verifier = RequestVerifier { _ in RegisteredKey(partner: "p", key: publicKey) }
        let judgement = verifier.judge(try request(fields), now: 1_618_884_473)
        #expect(throws: RequestRefusal.self) { try judgement.result.get() }
        let privateKey = try SigningKey(pem: try text(key["private_pem"]))
        let made = try privateKey.signature(over: base)
        #expect(publicKey.isValid(signature: made, over: base))
        #expect((made == signature) == (algorithm == .ed25519))
        #expect(publicKey.pem == key["public_pem"]?.string)
    }

    @Test(arguments: [
        ("hello", "world"), ("a%20b", "c%20d"), ("plus", "x%20y"), ("empty", ""), ("bare", ""),
        ("var", "this%20is%20a%20big%0Amultiline%20value"),
    ])
    func `single query parameters are encoded anew`(name: String, expected: String) {
        let query = "hello=world&a+b=c%20d&plus=x+y&empty=&bare&var=this%20is%20a%20big%0Amultiline%20value"
        #expect(QueryParameters.value(of: name, in: query) == expected)
        #expect(QueryParameters.value(of: name, in: query + "&" + query) == nil)
        #expect(QueryParameters.value(of: name + "x", in: query) == nil)
    }

    @Test func `derived components and folded fields`() throws {
        let fields = HeaderFields([
            ("X-OWS", "  Leading and trailing.  "), ("X-Fold", "Obsolete\r\n    line folding."),
            ("Cache-Control", "max-age=60"),
            ("Cache-Control", "   must-revalidate"), ("X-Empty", ""), ("Dict", " a=1,    b=2;x=1;y=2,   c=(a   b   c)"),
            (
                "Signature-Input",
                #"s=("x-ows" "x-fold" "cache-control" "x-empty" "dict" "dict";key="b" "dict";key="c" "@scheme" "@request-target");created=1"#
            ), ("Signature", "s=:AAAA:"),
        ])
        guard case .parsed(let parsed) = SignatureFields.parse(fields) else {
            Issue.record("unparsable")
            return
        }
        let request = try request(fields)
        let base = try #require(SignatureBase.bytes(for: parsed.labels[0].input, request: request))
        let expected = #"""
            "x-ows": Leading and trailing.
            "x-fold": Obsolete line folding.
            "cache-control": max-age=60, must-revalidate
            "x-empty": 
            "dict": a=1,    b=2;x=1;y=2,   c=(a   b   c)
            "dict";key="b": 2;x=1;y=2
            "dict";key="c": (a b c)
            "@scheme": https
            "@request-target": /foo?param=Value&Pet=dog
            "@signature-params": 
            """#
        #expect(String(decoding: base, as: UTF8.self).hasPrefix(expected))
    }
}
