import Foundation
import Testing
import Wire

@testable import Signatures

@Suite struct `Keys and tokens` {
    /// The key of RFC 8037 appendix A, as PEM.
    private func rfc8037Key() throws -> SigningKey {
        let seed = try #require(Base64.decodeURL("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))
        return try SigningKey(pem: PEM.encode(PEM.ed25519PrivatePrefix + seed, label: "PRIVATE KEY"))
    }

    @Test func `signature and thumbprint of RFC 8037 appendix A`() throws {
        let key = try rfc8037Key()
        let signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        #expect(Base64.encodeURL(try key.signature(over: Array(signed.utf8))) == signature)
        #expect(JSONWebKey.thumbprint(of: key.verificationKey) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        #expect(throws: JWSError.header) {
            try CompactJWS(verifying: signed + "." + signature) { _ in key.verificationKey }
        }
    }

    @Test func `thumbprint of RFC 7638 section 3.1`() throws {
        let set = try JSONWebKeySet(
            json: Array(
                (#"{"keys":[{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiF"#
                    + #"V4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbO"#
                    + #"pbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"PS512","kid":"2011-04-29"}]}"#)
                    .utf8))
        let key = try #require(set.key("2011-04-29"))
        #expect(JSONWebKey.thumbprint(of: key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    @Test(arguments: [SignatureAlgorithm.ed25519, .ecdsaP256SHA256])
    func `receipts are signed and believed through the key set`(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let set = JSONWebKeySet(keys: [JSONWebKey(key: key.verificationKey)])
        let read = try JSONWebKeySet(json: set.json)
        let payload = Array(#"{"partner":"grocery"}"#.utf8)
        let receipt = try CompactJWS(signing: payload, with: key, keyID: set.keys[0].keyID)
        let believed = try CompactJWS(verifying: receipt.text) { read.key($0) }
        #expect(believed.payload == payload && believed == receipt)
        for (index, unit) in receipt.text.utf8.enumerated() {
            var units = Array(receipt.text.utf8)
            units[index] = unit == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: JWSError.self) {
                try CompactJWS(verifying: String(decoding: units, as: UTF8.self)) { read.key($0) }
            }
        }
        #expect(throws: JWSError.keyUnknown(set.keys[0].keyID)) { try CompactJWS(verifying: receipt.text) { _ in nil } }
        #expect(throws: JWSError.header) { try CompactJWS(verifying: receipt.text, type: "JWT") { read.key($0) } }
    }

    @Test(
        arguments: [
            (#"{"alg":"none","kid":"k","typ":"receipt+jws"}"#, .wrongAlgorithm),
            (#"{"alg":"ES256","kid":"k","typ":"receipt+jws"}"#, .wrongAlgorithm),
            (#"{"alg":"EdDSA","kid":"k"}"#, .header),
            (#"{"alg":"EdDSA","kid":"k","typ":"receipt+jws","crit":["x"]}"#, .header),
            (#"{"alg":"EdDSA","alg":"EdDSA","kid":"k","typ":"receipt+jws"}"#, .malformed), ("[]", .malformed),
            ("", .malformed),
            (#"{"alg":"EdDSA","kid":"k","typ":"receipt+jws"}"#, nil),
        ] as [(String, JWSError?)])
    func `only the exact header is taken`(header: String, expected: JWSError?) throws {
        let key = try rfc8037Key()
        let signed = Base64.encodeURL(Array(header.utf8)) + ".e30"
        let text = signed + "." + Base64.encodeURL(try key.signature(over: Array(signed.utf8)))
        guard let expected else {
            #expect(try CompactJWS(verifying: text) { _ in key.verificationKey }.payload == Array("{}".utf8))
            #expect(throws: JWSError.malformed) { try CompactJWS(verifying: text + "=") { _ in key.verificationKey } }
            #expect(throws: JWSError.malformed) { try CompactJWS(verifying: text + ".") { _ in key.verificationKey } }
            return
        }
        #expect(throws: expected) { try CompactJWS(verifying: text) { _ in key.verificationKey } }
    }

    @Test(arguments: [SignatureAlgorithm.ed25519, .ecdsaP256SHA256])
    func `keys made here are read again, and never print themselves`(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let again = try SigningKey(pem: key.pem)
        #expect(try again.verificationKey.isValid(signature: key.signature(over: [1, 2]), over: [1, 2]))
        #expect(
            again.pem == key.pem && again.pem.hasSuffix("-----END PRIVATE KEY-----\n") && !again.pem.hasSuffix("\n\n"))
        #expect(try VerificationKey(pem: key.verificationKey.pem).pem == key.verificationKey.pem)
        #expect(!key.verificationKey.pem.hasSuffix("\n\n"))
        #expect("\(key)" == "SigningKey(\(algorithm.rawValue))")
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("PrivateKey"))
        #expect(throws: KeyError.unreadable) { try SigningKey(pem: key.verificationKey.pem) }
        #expect(throws: KeyError.unreadable) { try VerificationKey(pem: key.pem) }
        #expect(throws: KeyError.wrongAlgorithm(algorithm)) {
            try VerificationKey(pem: key.verificationKey.pem, algorithm: .rsaPSSSHA512)
        }
    }

    @Test(
        arguments: [
            (["genpkey", "-algorithm", "ED25519"], nil),
            (["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], nil),
            (["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], nil),
            (["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], .rsaBits(1024)),
            (["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], .unreadable),
            (["genpkey", "-algorithm", "ED448"], .unreadable),
            (["genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"], nil),
            (["genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:1024"], .rsaBits(1024)),
        ] as [([String], KeyError?)])
    func `keys of OpenSSL are read, and OpenSSL reads ours`(arguments: [String], expected: KeyError?) throws {
        let privatePEM = try openssl(arguments, input: "")
        let publicPEM = try openssl(["pkey", "-pubout"], input: privatePEM)
        if let expected {
            #expect(throws: expected) { try SigningKey(pem: privatePEM) }
            #expect(throws: expected) { try VerificationKey(pem: publicPEM) }
            return
        }
        let key = try SigningKey(pem: privatePEM)
        // A key said to be for RSASSA-PSS alone is given out as a plain RSA key.
        if !arguments.contains("RSA-PSS") { #expect(key.verificationKey.pem == publicPEM) }
        let verifier = try VerificationKey(pem: publicPEM, algorithm: key.algorithm)
        #expect(verifier.isValid(signature: try key.signature(over: [7]), over: [7]))
        #expect(try openssl(["pkey", "-pubout"], input: key.pem) == key.verificationKey.pem)
    }

    private func openssl(_ arguments: [String], input: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (source, result) = (folder.appending(path: "in"), folder.appending(path: "out"))
        try Data(input.utf8).write(to: source)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments + (input.isEmpty ? [] : ["-in", source.path]) + ["-out", result.path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try String(contentsOf: result, encoding: .utf8)
    }

    @Test func `identifiers are found by hash and shown from ciphertext`() throws {
        let vault = try IdentifierVault(masterSecret: Array(0..<32))
        let other = try IdentifierVault(masterSecret: Array(1..<33))
        let text = "phone:+40722123456"
        #expect(vault.lookupHash(of: text).count == 32 && vault.lookupHash(of: text) == vault.lookupHash(of: text))
        #expect(vault.lookupHash(of: text) != other.lookupHash(of: text))
        #expect(vault.lookupHash(of: text) != vault.lookupHash(of: text + "0"))
        // HMAC-SHA256 under the key that HKDF makes of this secret, by another program.
        #expect(
            MessageDigest.hexadecimal(vault.lookupHash(of: text))
                == "f591c577e3785fc5a36e8c5480470ee047e02737d40139836e66593da7b9a34f")
        let sealed = try vault.seal(text)
        #expect(try vault.open(sealed) == text)
        #expect(try vault.seal(text) != sealed)
        #expect(throws: VaultError.notSealedHere) { try other.open(sealed) }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: VaultError.notSealedHere) { try vault.open(changed) }
        }
        #expect(throws: VaultError.notSealedHere) { try vault.open([]) }
        #expect(throws: VaultError.secretLength(31)) { try IdentifierVault(masterSecret: Array(0..<31)) }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 of RFC 4648 section 10`(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        #expect(Base64.decodeURL(encoded.filter { $0 != "=" }) == Array(plain.utf8))
    }

    @Test(arguments: ["Zg=", "Zg", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9v", "Zm9v\n", "Zm-v", "Z"])
    func `base64 of another spelling is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `digests and their texts`() {
        #expect(
            MessageDigest.sha256Hexadecimal(Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(MessageDigest.sha256Base64([]) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }
}
