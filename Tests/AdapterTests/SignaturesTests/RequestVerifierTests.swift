import Testing

@testable import Signatures

@Suite struct `Judging the signature of a request` {
    /// A way to spoil a request, and what it earns.
    struct Defect: Sendable, CustomTestStringConvertible {
        let name: String
        let refusal: RequestRefusal
        let apply: @Sendable (inout Draft) -> Void
        var testDescription: String { name }

        init(_ refusal: RequestRefusal, _ name: String, _ apply: @escaping @Sendable (inout Draft) -> Void) {
            (self.refusal, self.name, self.apply) = (refusal, name, apply)
        }
    }

    static func registered(_ draft: Draft, from: Int64 = -1000, until: Int64 = 1000, isRevoked: Bool = false)
        -> RegisteredKey?
    {
        draft.registration.map {
            RegisteredKey(
                partner: $0.partner, key: $0.key, validFrom: max($0.validFrom ?? 0, Draft.now + from),
                validUntil: min($0.validUntil ?? .max, Draft.now + until), isRevoked: $0.isRevoked || isRevoked)
        }
    }

    static let defects: [Defect] = [
        Defect(.signatureMissing, "no signature") { $0.signatureCount = 0 },
        Defect(.keyUnknown, "key not registered") { $0.registration = nil },
        Defect(.keyRevoked, "key revoked") { $0.registration = registered($0, isRevoked: true) },
        Defect(.keyExpired, "key expired") { $0.registration = registered($0, until: 0) },
        Defect(.keyExpired, "key not yet valid") { $0.registration = registered($0, from: 1) },
        Defect(.signatureStale, "301 s old") { $0.created = "\(Draft.now - 301)" },
        Defect(.signatureStale, "31 s ahead") { $0.created = "\(Draft.now + 31)" },
        Defect(.signatureStale, "expired") { $0.otherParameters += ";expires=\(Draft.now - 1)" },
        Defect(.digestMismatch, "digest of another body") { $0.digestedBody = [1] },
        Defect(.signatureInvalid, "wrong signature") { $0.isSignatureSpoiled = true },
        Defect(.signatureInvalid, "no nonce") { $0.nonce = nil },
        Defect(.signatureInvalid, "empty nonce") { $0.nonce = "\"\"" },
        Defect(.signatureInvalid, "nonce of 129") { $0.nonce = "\"\(String(repeating: "n", count: 129))\"" },
        Defect(.signatureInvalid, "nonce that is a token") { $0.nonce = "abc" },
        Defect(.signatureInvalid, "alg that disagrees") { $0.otherParameters += ";alg=\"rsa-pss-sha512\"" },
        Defect(.signatureInvalid, "hmac") { $0.otherParameters += ";alg=\"hmac-sha256\"" },
        Defect(.signatureInvalid, "rsa-v1_5") { $0.otherParameters += ";alg=\"rsa-v1_5-sha256\"" },
        Defect(.signatureInvalid, "tag of responses") { $0.otherParameters += ";tag=\"clearinghouse-response\"" },
        Defect(.signatureInvalid, "expires that is a string") { $0.otherParameters += ";expires=\"1\"" },
        Defect(.signatureInvalid, "method not covered") {
            $0.components = #""@target-uri" "content-digest" "content-type""#
        },
        Defect(.signatureInvalid, "target not covered") {
            $0.components = #""@method" "content-digest" "content-type""#
        },
        Defect(.signatureInvalid, "path not covered") {
            $0.components = #""@method" "@authority" "content-digest" "content-type""#
        },
        Defect(.signatureInvalid, "query not covered") {
            $0.query = "a=1"
            $0.components = #""@method" "@authority" "@path" "content-digest" "content-type""#
        },
        Defect(.signatureInvalid, "digest not covered") { $0.components = #""@method" "@target-uri" "content-type""# },
        Defect(.signatureInvalid, "type not covered") { $0.components = #""@method" "@target-uri" "content-digest""# },
        Defect(.signatureInvalid, "component twice") { $0.components += #" "@method""# },
        Defect(.signatureInvalid, "component of a request in a request") { $0.components += #" "@path";req"# },
        Defect(.signatureInvalid, "unknown parameter of a component") { $0.components += #" "date";sf"# },
        Defect(.signatureInvalid, "unknown derived component") { $0.components += #" "@status""# },
        Defect(.signatureInvalid, "signature parameters as a component") { $0.components += #" "@signature-params""# },
        Defect(.signatureInvalid, "field that is not there") { $0.components += #" "x-absent""# },
        Defect(.signatureInvalid, "upper case field name") { $0.components += #" "Content-Type""# },
        Defect(.signatureInvalid, "33 components") { draft in
            for index in 0..<29 {
                draft.fields.append(("x-\(index)", "1"))
                draft.components += " \"x-\(index)\""
            }
        },
        Defect(.signatureInvalid, "component that is a token") { $0.components += " date" },
    ]

    @Test func `a well signed request is verified`() throws {
        let draft = try Draft()
        let request = try draft.request()
        let judgement = draft.judge(request)
        let verified = try judgement.result.get()
        #expect(judgement.label == "sig0")
        #expect(verified.partner == "grocery" && verified.keyID == "grocery-1" && verified.nonce == "n1")
        #expect(verified.created == Draft.now && verified.signature.count == 64)
        #expect(
            verified.signatureBase.starts(
                with: "\"@method\": POST\n\"@target-uri\": https://hub.example/v1/accruals\n".utf8))
    }

    @Test(
        arguments: [
            (-300, nil), (30, nil), (-301, .signatureStale), (31, .signatureStale),
        ] as [(Int64, RequestRefusal?)])
    func `created may be 300 s old and 30 s ahead`(offset: Int64, expected: RequestRefusal?) throws {
        var draft = try Draft()
        draft.created = "\(Draft.now + offset)"
        #expect(try draft.refusal() == expected)
    }

    @Test func `what may be left out or added`() throws {
        var draft = try Draft()
        draft.query = "a=1"
        draft.components =
            #""@method" "@authority" "@path" "@query" "content-digest" "content-type" "@query-param";name="a""#
        draft.otherParameters = #";alg="ed25519";tag="clearinghouse-request";expires=\#(Draft.now);x=1"#
        #expect(try draft.refusal() == nil)
        draft = try Draft()
        (draft.body, draft.fields, draft.method) = ([], [], "GET")
        draft.components = #""@method" "@authority" "@path""#
        #expect(try draft.refusal() == nil)
        draft.nonce = "\"\(String(repeating: "n", count: 128))\""
        draft.keyID = "\"grocery-1\""
        #expect(try draft.refusal() == nil)
    }

    @Test(arguments: defects) func `each defect earns its refusal`(defect: Defect) throws {
        var draft = try Draft()
        defect.apply(&draft)
        #expect(try draft.refusal() == defect.refusal)
    }

    @Test(arguments: defects) func `of two defects the earlier one is told`(first: Defect) throws {
        let order = RequestRefusal.allCases
        for second in Self.defects {
            var draft = try Draft()
            first.apply(&draft)
            second.apply(&draft)
            let places = [first, second].compactMap { order.firstIndex(of: $0.refusal) }
            // A second `expires` replaces the first by the rules of structured fields, and so do drafts' other fields.
            guard places[0] != places[1] else { continue }
            if first.name.contains("expire"), second.name.contains("expire") { continue }
            #expect(try draft.refusal() == order[try #require(places.min())], "\(first.name) and \(second.name)")
        }
    }

    @Test(
        arguments: [
            ("", "sig=:AAAA:", .signatureMissing), ("sig=()", "", .signatureMissing),
            ("sig=(", "sig=:AAAA:", .signatureInvalid),
            ("sig=1", "sig=:AAAA:", .signatureInvalid), (#"sig=();keyid="grocery-1""#, "sig=1", .signatureInvalid),
            (#"sig=();keyid="grocery-1""#, "sig=:*:", .signatureInvalid),
            (#"sig=();keyid="grocery-1""#, "other=:AAAA:", .signatureInvalid),
            (#"sig=();keyid="other""#, "sig=:AAAA:", .keyUnknown), ("sig=()", "sig=:AAAA:", .keyUnknown),
            (#"a=();keyid="grocery-1", b=();keyid="grocery-1""#, "a=:AAAA:, b=:AAAA:", .signatureInvalid),
            (#"sig=();keyid="grocery-1";created="1""#, "sig=:AAAA:", .signatureInvalid),
            (#"sig=();keyid="grocery-1";created=1"#, "sig=:AAAA:", .signatureStale),
            (#"sig=();keyid="grocery-1";created=-999999999999999"#, "sig=:AAAA:", .signatureStale),
        ] as [(String, String, RequestRefusal)])
    func `fields by hand`(input: String, signature: String, expected: RequestRefusal) throws {
        let draft = try Draft()
        let request = RequestMessage(
            method: "GET", address: try Draft.address(), path: "/",
            fields: HeaderFields([("Signature-Input", input), ("Signature", signature)]))
        #expect(throws: expected) { try draft.judge(request).result.get() }
    }

    @Test func `fields of a megabyte are not parsed`() throws {
        let labels = (0..<50_000).map { "s\($0)=()" }.joined(separator: ",")
        let request = RequestMessage(
            method: "GET", address: try Draft.address(), path: "/",
            fields: HeaderFields([("Signature-Input", labels), ("Signature", "s1=:AAAA:")]))
        let judgement = try Draft().judge(request)
        #expect(judgement.label == nil)
        #expect(throws: RequestRefusal.signatureInvalid) { try judgement.result.get() }
    }

    @Test func `32 components are taken`() throws {
        var draft = try Draft()
        for index in 0..<28 {
            draft.fields.append(("x-\(index)", "1"))
            draft.components += " \"x-\(index)\""
        }
        #expect(try draft.refusal() == nil)
    }

    @Test func `another signature beside ours is passed over`() throws {
        let draft = try Draft()
        var request = try draft.request()
        request.fields.append("Signature-Input", #"proxy=("@method");created=1;keyid="proxy";tag="other""#)
        request.fields.append("Signature", "proxy=:AAAA:")
        let judgement = draft.judge(request)
        #expect(judgement.label == "sig0")
        #expect(try judgement.result.get().label == "sig0")
    }

    @Test func `a refused request still tells the label a response refers to`() throws {
        var draft = try Draft()
        draft.registration = nil
        #expect(draft.judge(try draft.request()).label == "sig0")
        draft = try Draft()
        draft.created = "1"
        #expect(draft.judge(try draft.request()).label == "sig0")
        draft.signatureCount = 0
        #expect(draft.judge(try draft.request()).label == nil)
    }

    @Test func `two lines of one field cannot hide a component`() throws {
        // A line break in a value would forge the next line of the base.
        var draft = try Draft()
        draft.fields.append(("X-Note", "a\n\"@path\": /v1/other"))
        draft.components += #" "x-note""#
        #expect(try draft.refusal() == .signatureInvalid)
    }
}
