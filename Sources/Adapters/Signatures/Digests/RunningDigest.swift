import Crypto

/// SHA-256, and SHA-512 where it is asked for, of content that passes by piece by piece.
public struct RunningDigest: Sendable {
    private var sha256 = SHA256()
    private var sha512: SHA512?

    /// A digest of nothing yet.
    public init(alsoSHA512: Bool = false) {
        sha512 = alsoSHA512 ? SHA512() : nil
    }

    /// Takes the next piece.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        sha256.update(bufferPointer: bytes)
        sha512?.update(bufferPointer: bytes)
    }

    /// The digests of all pieces so far.
    public var digests: ContentDigests {
        ContentDigests(sha256: Array(sha256.finalize()), sha512: sha512.map { Array($0.finalize()) })
    }
}

/// Digests of one content.
public struct ContentDigests: Hashable, Sendable {
    /// Thirty-two bytes.
    public let sha256: [UInt8]
    /// Sixty-four bytes, where it was asked for.
    public let sha512: [UInt8]?
}
