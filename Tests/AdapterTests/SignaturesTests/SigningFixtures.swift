import Testing
import Wire

@testable import Signatures

/// A request to be signed, whose every part a test may spoil.
struct Draft {
    static let now: Int64 = 1_800_000_000
    static let key = try? SigningKey.generate(.ed25519)

    var method = "POST"
    var path = "/v1/accruals"
    var query: String?
    var body = Array(#"{"message_id":"till7-000123"}"#.utf8)
    var fields: [(String, String)] = [("Content-Type", "application/json")]
    var digestedBody: [UInt8]?
    var components = #""@method" "@target-uri" "content-digest" "content-type""#
    var created: String? = "\(Draft.now)"
    var keyID: String? = "\"grocery-1\""
    var nonce: String? = "\"n1\""
    var otherParameters = ""
    var signatureCount = 1
    var isSignatureSpoiled = false
    var registration: RegisteredKey?

    init() throws {
        registration = RegisteredKey(
            partner: "grocery", key: try #require(Self.key).verificationKey, validFrom: Self.now - 1000,
            validUntil: Self.now + 1000)
    }

    var parameters: String {
        var text = "(\(components))"
        if let created { text += ";created=\(created)" }
        if let keyID { text += ";keyid=\(keyID)" }
        if let nonce { text += ";nonce=\(nonce)" }
        return text + otherParameters
    }

    static func address(_ url: String = "https://hub.example") throws -> PublicAddress {
        try #require(PublicAddress(url: url))
    }

    /// The request with the signature fields this draft says, signed for real where a base can be made.
    func request(signedWith key: SigningKey? = Draft.key) throws -> RequestMessage {
        var request = RequestMessage(
            method: method, address: try Self.address(), path: path, query: query, fields: HeaderFields(fields),
            body: body)
        if !body.isEmpty || digestedBody != nil {
            request.fields.append("Content-Digest", ContentDigest.value(of: digestedBody ?? body))
        }
        for index in 0..<signatureCount {
            let label = "sig\(index)"
            var probe = HeaderFields([("signature-input", "\(label)=\(parameters)"), ("signature", "\(label)=:AAAA:")])
            var signature: [UInt8] = Array(repeating: 0, count: 64)
            if case .parsed(let parsed) = SignatureFields.parse(probe),
                let base = SignatureBase.bytes(for: parsed.labels[0].input, request: request)
            {
                signature = try #require(key).signature(over: base)
            }
            if isSignatureSpoiled { signature[5] ^= 1 }
            probe = HeaderFields([
                ("Signature-Input", "\(label)=\(parameters)"), ("Signature", "\(label)=:\(Base64.encode(signature)):"),
            ])
            for field in probe.fields { request.fields.append(field.name, field.value) }
        }
        return request
    }

    func judge(_ request: RequestMessage, now: Int64 = Draft.now) -> RequestVerifier.Judgement {
        let registration = registration
        return RequestVerifier { $0 == "grocery-1" ? registration : nil }.judge(request, now: now)
    }

    /// The refusal of this draft; `nil` when it is verified.
    func refusal(now: Int64 = Draft.now) throws -> RequestRefusal? {
        switch judge(try request(), now: now).result {
        case .success: nil
        case .failure(let refusal): refusal
        }
    }
}
