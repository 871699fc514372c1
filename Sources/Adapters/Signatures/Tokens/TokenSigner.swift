import Wire

/// Signs any number of tokens with one key; their header, the same each time, is made once.
public struct TokenSigner: Sendable {
    private let key: SigningKey
    private let keyID: String
    /// The header in base64url, and the dot after it.
    private let lead: [UInt8]

    /// A signer of tokens of one type.
    ///
    /// - Parameters:
    ///   - key: Ed25519 or P-256; any other signs nothing.
    ///   - keyID: the key's id, `kid`.
    ///   - type: the type, `typ`.
    public init(key: SigningKey, keyID: String, type: String = CompactJWS.receiptType) {
        self.key = key
        self.keyID = keyID
        let header = JSONWriter.object(capacity: 128) { writer in
            writer.member("alg", key.algorithm.joseName)
            writer.member("kid", keyID)
            writer.member("typ", type)
        }
        var lead: [UInt8] = []
        Base64.appendURL(header, to: &lead)
        self.lead = lead + [UInt8(ascii: ".")]
    }

    /// The token of a payload (RFC 7515 section 7.1).
    ///
    /// - Throws: ``JWSError/signing``.
    public func sign(_ payload: [UInt8]) throws(JWSError) -> CompactJWS {
        var text: [UInt8] = []
        text.reserveCapacity(lead.count + (payload.count + 2) / 3 * 4 + 88)
        text += lead
        Base64.appendURL(payload, to: &text)
        guard key.algorithm != .rsaPSSSHA512, let signature = try? key.signature(over: text) else { throw .signing }
        text.append(UInt8(ascii: "."))
        Base64.appendURL(signature, to: &text)
        return CompactJWS(text: String(decoding: text, as: UTF8.self), payload: payload, keyID: keyID)
    }
}
