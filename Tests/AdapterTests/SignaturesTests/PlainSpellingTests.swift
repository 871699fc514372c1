import RawStructuredFieldValues
import Testing

@testable import Signatures

/// The readers for the usual spelling of signature fields, against the general ones: whatever the quick one takes, the
/// general one reads the same.
@Suite struct `The usual spelling of signature fields` {
    /// Numbers that one seed always makes the same (SplitMix64).
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    private static let names = [
        "@method", "@target-uri", "@authority", "@path", "@query", "content-digest", "content-type", "date", "@status",
        "signature", "x-till", "@query-param",
    ]
    private static let parameters = [
        ";req", ";key=\"sig\"", ";name=\"a\"", ";req;key=\"sig\"", ";key=\"a\";req", ";bs", ";sf", ";req=?0",
        ";key=sig",
        ";req;req", ";key=\"a\";key=\"b\"", ";req=?1", "; req", ";key=\"a\\\"b\"",
    ]
    private static let labels = ["sig", "partner", "hub", "*", "a1_-.*", "1a", "Sig", "-a", ""]
    private static let numbers = ["1800000000", "0", "007", "-5", "999999999999999", "1000000000000000", "1.5", "@7"]
    private static let texts = [
        "\"grocery-1\"", "\"\"", "\"a\\\\b\"", "\"ă\"", "token", ":AAAA:", "\"a\tb\"", "\"x y\"", "?1",
    ]
    private static let ends = ["", ";x=1", ";created=3", ";keyid=\"b\"", " ", ", b=1", ";tag", ";alg=ed25519", "\t"]

    private static func field(_ random: inout Random, isWild: Bool) -> String {
        func one(_ choices: [String]) -> String {
            isWild ? choices[Int.random(in: choices.indices, using: &random)] : choices[0]
        }
        var text = one(labels) + "=("
        let count = Int.random(in: isWild ? 0...5 : 1...8, using: &random)
        for index in 0..<count {
            if index > 0 { text += isWild && Int.random(in: 0..<12, using: &random) == 0 ? "  " : " " }
            text += "\"\(names[Int.random(in: 0..<(isWild ? names.count : 8), using: &random)])\""
            if isWild, Bool.random(using: &random) { text += one(parameters) }
        }
        text += ")"
        let members = [
            "created=" + one(numbers), "keyid=" + one(texts), "nonce=" + one(texts), "tag=" + one(texts),
            "expires=" + one(numbers), "alg=" + one(texts),
        ]
        for member in members.shuffled(using: &random).prefix(isWild ? 6 : 4)
        where !isWild || Bool.random(using: &random) {
            text += ";" + member
        }
        return text + (isWild && Bool.random(using: &random) ? one(ends) : "")
    }

    private static func signature(_ random: inout Random, isWild: Bool) -> String {
        let label = isWild ? labels[Int.random(in: labels.indices, using: &random)] : labels[0]
        let bytes = (0..<Int.random(in: 1...70, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        let usual = "\(label)=:\(Base64.encode(bytes)):"
        guard isWild, Bool.random(using: &random) else { return usual }
        return [
            label + "=::", label + "=:AB==:", label + "=:AAAA", label + "=:AA:AA:", usual + ";x", usual + ", b=:AAAA:",
            label + "=:A A=:", label + "=\"AAAA\"", label, usual + " ", label + "= :AAAA:", label + "=:AAA:",
        ][Int.random(in: 0..<12, using: &random)]
    }

    /// All that a label says, as text.
    private static func account(_ label: SignatureFields.Labelled) -> String {
        let input = label.input
        return "\(label.label) \(label.signature ?? []) \(input.components) \(String(describing: input.created)) "
            + "\(String(describing: input.expires)) \(String(describing: input.keyID)) "
            + "\(String(describing: input.nonce)) \(String(describing: input.algorithm)) "
            + "\(String(describing: input.tag)) \(input.isFaulty) \(input.serialized)"
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `whatever is read quickly is read the same by the general parser`(seed: UInt64) {
        var random = Random(state: seed)
        for round in 0..<100 {
            let isWild = round % 4 != 0
            var input = Self.field(&random, isWild: isWild)
            let signature = Self.signature(&random, isWild: isWild)
            if isWild, round % 3 == 0, var bytes = Optional(Array(input.utf8)), !bytes.isEmpty {
                // One byte spoiled anywhere.
                let place = Int.random(in: bytes.indices, using: &random)
                bytes[place] =
                    [0x20, 0x22, 0x28, 0x29, 0x3B, 0x3D, 0x5C, 0x00, 0x7F, 0x41].randomElement(using: &random) ?? 0
                input = String(decoding: bytes, as: UTF8.self)
            }
            guard let quick = PlainSignature.read(input: input, signature: signature) else {
                #expect(isWild, "seed \(seed): the usual spelling is read quickly: \(input) \(signature)")
                continue
            }
            let general = SignatureFields.labels(input: input, signature: signature)?.map(Self.account)
            #expect(general == [Self.account(quick)], "seed \(seed): \(input) \(signature)")
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a member of a dictionary field is covered as the general serialiser writes it`(seed: UInt64) {
        var random = Random(state: seed)
        for round in 0..<50 {
            let field = Self.signature(&random, isWild: round % 4 != 0)
            let key = Self.labels[Int.random(in: Self.labels.indices, using: &random)]
            guard let quick = PlainSignature.onlyByteSequence(in: field, key: key) else { continue }
            var general: [UInt8] = []
            #expect(SignatureBase.append(memberOf: field, key: key, to: &general), "seed \(seed): \(field)")
            #expect(Array(quick.utf8) == general, "seed \(seed): \(field)")
        }
        #expect(PlainSignature.onlyByteSequence(in: "hub=:AAAA:", key: "hub") == ":AAAA:")
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `what is signed here is serialised as the general serialiser does`(seed: UInt64) throws {
        var random = Random(state: seed)
        let texts = ["grocery-1", "", "a\\b", "say \"x\"", "ă", "a\u{7F}", "\n", "0123456789abcdef0123456789abcdef"]
        for _ in 0..<50 {
            func text() -> String { texts[Int.random(in: texts.indices, using: &random)] }
            let components = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                SignatureComponent(
                    Self.names[Int.random(in: 0..<11, using: &random)], ofRequest: Bool.random(using: &random),
                    key: Bool.random(using: &random) ? text() : nil)
            }
            let created = Int64.random(in: -2_000_000_000_000_000...2_000_000_000_000_000, using: &random)
            let (keyID, nonce, tag) = (text(), Bool.random(using: &random) ? text() : nil, text())
            let made = SignatureInput(components: components, created: created, keyID: keyID, nonce: nonce, tag: tag)
            var list = BareInnerList()
            for component in components {
                var parameters = OrderedMap<String, RFC9651BareItem>()
                if component.isOfRequest { parameters["req"] = .bool(true) }
                if let key = component.key { parameters["key"] = .string(key) }
                list.append(Item(bareItem: .string(component.name), parameters: parameters))
            }
            var parameters = OrderedMap<String, RFC9651BareItem>()
            parameters["created"] = .integer(created)
            parameters["keyid"] = .string(keyID)
            if let nonce { parameters["nonce"] = .string(nonce) }
            parameters["tag"] = .string(tag)
            let general = SignatureInput(InnerList(bareInnerList: list, parameters: parameters))
            let isSignable = components.allSatisfy { $0.isWellFormed }
            #expect(made?.serialized == (isSignable ? general?.serialized : nil), "seed \(seed)")
            #expect(made?.isFaulty ?? true == (isSignable ? general?.isFaulty ?? true : true), "seed \(seed)")
            #expect(made?.components ?? [] == (made == nil ? [] : general?.components ?? []), "seed \(seed)")
        }
    }

    @Test func `a digest is judged the same in any spelling`() {
        let body = Array("{}".utf8)
        let (short, long) = (ContentDigest.value(of: body), ContentDigest.value(of: body, algorithm: .sha512))
        let wrong = ContentDigest.value(of: body + body)
        let fields = [
            short, long, wrong, "", short + ", " + long, long + "," + short, short + ", " + wrong, wrong + ", " + short,
            short + ";x=1", " " + short, short + " ", "md5=:AAAA:", "md5=:AAAA:, " + short, "sha-256=::",
            "sha-256=:AB==:",
            "sha-256", short.uppercased(), short.replacing("=:", with: "=: "), String(short.dropLast()),
            short.replacing("sha-256", with: "sha-512"), short + String(repeating: " ", count: 5000),
        ]
        for field in fields {
            #expect(
                ContentDigest.matches(field, body: body) == ContentDigest.matchesStructured(field, body: body),
                "\(field)")
        }
        #expect(ContentDigest.matches(short, body: body) && ContentDigest.matches(long, body: body))
        #expect(!ContentDigest.matches(wrong, body: body))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `base64 has one text for each value and one value for each text`(seed: UInt64) {
        var random = Random(state: seed)
        for length in 0..<80 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes, "seed \(seed)")
            #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes, "seed \(seed)")
            #expect(Base64.encode(bytes[...]) == Base64.encode(AnyCollection(bytes)), "seed \(seed)")
            var (url, padded): ([UInt8], [UInt8]) = ([0], [0])
            Base64.appendURL(bytes, to: &url)
            Base64.append(bytes, to: &padded)
            #expect(url == [0] + Array(Base64.encodeURL(bytes).utf8), "seed \(seed)")
            #expect(padded == [0] + Array(Base64.encode(bytes).utf8), "seed \(seed)")
            let letters = Array("ABQg/+-_=é ")
            let text = String(
                (0..<Int.random(in: 0...9, using: &random)).compactMap { _ in letters.randomElement(using: &random) })
            if let value = Base64.decode(text) { #expect(Base64.encode(value) == text, "seed \(seed)") }
            if let value = Base64.decodeURL(text) { #expect(Base64.encodeURL(value) == text, "seed \(seed)") }
        }
    }
}
