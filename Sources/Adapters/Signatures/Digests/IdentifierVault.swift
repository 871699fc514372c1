import Crypto

/// Why a sealed identifier does not open.
public enum VaultError: Error, Hashable, Sendable {
    /// The master secret has not 32 bytes.
    case secretLength(Int)
    /// The bytes were not sealed by this vault, or were changed since.
    case notSealedHere
}

/// Keeps members' identifiers: a keyed hash to look them up by, and ciphertext to show them from.
///
/// Both keys come from one master secret of 32 bytes (HKDF with SHA-256, RFC 5869). Look-up is HMAC-SHA256 over the
/// canonical text of the identifier, such as `phone:+40722123456`; display is AES-256-GCM with a random nonce.
public struct IdentifierVault: Sendable {
    /// Has taken in the key of look-ups, and nothing else yet.
    private let lookup: HMAC<SHA256>
    private let displayKey: SymmetricKey
    private static let purpose = Array("clearinghouse identifier".utf8)

    /// Makes a vault from its master secret.
    ///
    /// - Throws: ``VaultError/secretLength(_:)`` for other than 32 bytes.
    public init(masterSecret: [UInt8]) throws(VaultError) {
        guard masterSecret.count == 32 else { throw .secretLength(masterSecret.count) }
        let secret = SymmetricKey(data: masterSecret)
        lookup = HMAC<SHA256>(key: Self.derive("identifier look-up 1", from: secret))
        displayKey = Self.derive("identifier display 1", from: secret)
    }

    private static func derive(_ use: String, from secret: SymmetricKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret, salt: purpose, info: Array(use.utf8), outputByteCount: 32)
    }

    /// The 32 bytes an identifier is found by; equal for equal canonical texts.
    public func lookupHash(of canonicalIdentifier: String) -> [UInt8] {
        lookupHash(of: Array(canonicalIdentifier.utf8))
    }

    /// The 32 bytes of a text in UTF-8, as ``lookupHash(of:)-(String)``.
    public func lookupHash(of canonicalIdentifier: [UInt8]) -> [UInt8] {
        // A copy has its own state from its first update on.
        var code = lookup
        code.update(data: canonicalIdentifier)
        return code.finalize().withUnsafeBytes { Array($0) }
    }

    /// The text sealed for storage: nonce of 12 bytes, ciphertext, tag of 16 bytes; different each time.
    ///
    /// - Throws: ``VaultError/notSealedHere`` should the cipher refuse, which it does for no text that fits in memory.
    public func seal(_ text: String) throws(VaultError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(Array(text.utf8), using: displayKey, authenticating: Self.purpose)
            return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            throw .notSealedHere
        }
    }

    /// The text that was sealed.
    ///
    /// - Throws: ``VaultError/notSealedHere``.
    public func open(_ sealed: [UInt8]) throws(VaultError) -> String {
        do {
            let box = try AES.GCM.SealedBox(combined: sealed)
            let bytes = try AES.GCM.open(box, using: displayKey, authenticating: Self.purpose)
            guard let text = String(validating: bytes, as: UTF8.self) else { throw VaultError.notSealedHere }
            return text
        } catch {
            throw .notSealedHere
        }
    }
}
