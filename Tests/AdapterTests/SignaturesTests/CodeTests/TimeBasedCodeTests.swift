import Signatures
import Testing

@Suite struct `Time-based one-time codes` {
    /// RFC 6238 appendix B and RFC 4226 appendix D, both of the secret `12345678901234567890`.
    static let code = TimeBasedCode(secret: Array("12345678901234567890".utf8))

    @Test(arguments: [
        (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
    func `are those of RFC 6238`(seconds: Int64, expected: String) {
        #expect(Self.code.code(step: TimeBasedCode.step(atSeconds: seconds), digits: 8) == expected)
    }

    @Test func `are those of RFC 4226`() {
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        #expect((0..<10).map { Self.code.code(step: $0) } == expected)
    }

    @Test func `are taken one step early and late, and no further`() {
        let now: Int64 = 1_234_567_890
        let step = TimeBasedCode.step(atSeconds: now)
        for offset in Int64(-3)...3 {
            let found = Self.code.step(of: Self.code.code(step: step + offset), atSeconds: now, after: 0)
            #expect(found == (abs(offset) <= 1 ? step + offset : nil), "\(offset)")
        }
    }

    @Test func `count once, and none before it afterwards`() {
        let now: Int64 = 1_234_567_890
        let step = TimeBasedCode.step(atSeconds: now)
        #expect(Self.code.step(of: Self.code.code(step: step), atSeconds: now, after: step) == nil)
        #expect(Self.code.step(of: Self.code.code(step: step - 1), atSeconds: now, after: step) == nil)
        #expect(Self.code.step(of: Self.code.code(step: step + 1), atSeconds: now, after: step) == step + 1)
    }

    @Test(arguments: ["", "1", "00592", "0059244", "00592x", "٠٠٥٩٢٤", " 005924", "-05924"])
    func `are six digits and nothing else`(text: String) {
        #expect(Self.code.step(of: text, atSeconds: 1_234_567_890, after: 0) == nil)
    }

    @Test func `a step is thirty seconds, before 1970 too`() {
        #expect([0, 29, 30, -1, -30, -31].map { TimeBasedCode.step(atSeconds: $0) } == [0, 0, 1, -1, -1, -2])
    }

    @Test func `the address is one that authenticator programs read`() {
        let secret = TimeBasedCode.makeSecret()
        #expect(secret.count == 20 && secret != TimeBasedCode.makeSecret())
        let address = TimeBasedCode.address(secret: Array("12345".utf8), issuer: "Ana & Ion", account: "ana.pop")
        #expect(
            address == "otpauth://totp/Ana%20%26%20Ion:ana.pop?secret=GEZDGNBV&issuer=Ana%20%26%20Ion"
                + "&algorithm=SHA1&digits=6&period=30")
    }

    /// RFC 4648 section 10, without padding.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func `base 32 is that of RFC 4648`(bytes: String, text: String) {
        #expect(Base32.encode(Array(bytes.utf8)) == text)
        #expect(Base32.decode(text) == Array(bytes.utf8))
    }

    @Test(arguments: ["M", "mzxw6", "MZ", "MZXW6===", "MZXW1", "MZXW60"])
    func `other texts are no base 32`(text: String) {
        #expect(Base32.decode(text) == nil)
    }
}
