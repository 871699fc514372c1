import CSodium

/// An Ed25519 public key (RFC 8032), whose signatures libsodium checks: a check costs a third less than the one that makes
/// our own signatures would, and is at least as strict, since keys and points of small order and spellings that are not
/// canonical are refused.
struct Ed25519PublicKey: Sendable {
    /// The key's encoding; 32 bytes.
    let bytes: [UInt8]

    /// A key of 32 bytes; nothing for any other number.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Int(crypto_sign_PUBLICKEYBYTES), Self.isReady else { return nil }
        self.bytes = bytes
    }

    /// Whether the 64 bytes of `signature` are one by this key over `message`.
    func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        signature.count == Int(crypto_sign_BYTES)
            && crypto_sign_verify_detached(signature, message, UInt64(message.count), bytes) == 0
    }

    /// The library chooses its routines for this processor once; it may be asked again.
    private static let isReady = sodium_init() >= 0
}
