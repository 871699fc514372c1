import CArgon2
import Foundation

/// What a hash costs (RFC 9106; OWASP's least for Argon2id is 19 MiB, two passes, one lane).
public struct PasswordCost: Hashable, Sendable {
    /// Memory in KiB.
    public let memoryKibibytes: UInt32
    /// Passes over the memory.
    public let passes: UInt32
    /// Lanes.
    public let lanes: UInt32

    /// A cost; by default 19 MiB, two passes, one lane.
    public init(memoryKibibytes: UInt32 = 19 * 1024, passes: UInt32 = 2, lanes: UInt32 = 1) {
        self.memoryKibibytes = memoryKibibytes
        self.passes = passes
        self.lanes = lanes
    }
}

/// Why a password could not be hashed; holds nothing of it.
public struct PasswordHashingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// libargon2's code.
    public let code: Int32
    /// libargon2's words.
    public let description: String

    init(code: Int32) {
        self.code = code
        description = argon2_error_message(code).map { String(cString: $0) } ?? "error \(code)"
    }
}

/// Hashes passwords with Argon2id, by libargon2, on a thread of its own.
public actor PasswordHasher {
    private nonisolated let executor = HashingExecutor()
    private let cost: PasswordCost
    private static let saltByteCount = 16
    private static let hashByteCount = 32

    /// The thread this runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A hasher of this cost.
    public init(cost: PasswordCost = PasswordCost()) {
        self.cost = cost
    }

    /// The encoded hash (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`) with a fresh salt of 16 bytes.
    ///
    /// The text is taken in Unicode form NFKC (NIST SP 800-63B section 5.1.1.2), so that keyboards agree.
    /// - Throws: ``PasswordHashingError``, such as for want of memory.
    public func hash(_ password: String) throws(PasswordHashingError) -> String {
        var bytes = Self.bytes(password)
        defer { Self.wipe(&bytes) }
        var random = SystemRandomNumberGenerator()
        let salt = (0..<Self.saltByteCount).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let length = argon2_encodedlen(
            cost.passes, cost.memoryKibibytes, cost.lanes, UInt32(salt.count), UInt32(Self.hashByteCount),
            Argon2Variant)
        var encoded = [CChar](repeating: 0, count: length)
        let code = argon2id_hash_encoded(
            cost.passes, cost.memoryKibibytes, cost.lanes, bytes, bytes.count, salt, salt.count, Self.hashByteCount,
            &encoded, encoded.count)
        guard code == ARGON2_OK.rawValue else { throw PasswordHashingError(code: code) }
        return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether `encoded` is the hash of the password; compared in constant time. False too for a text that is no hash.
    public func verify(_ password: String, _ encoded: String) -> Bool {
        var bytes = Self.bytes(password)
        defer { Self.wipe(&bytes) }
        return argon2id_verify(encoded, bytes, bytes.count) == ARGON2_OK.rawValue
    }

    private static func bytes(_ password: String) -> [UInt8] {
        Array(password.precomposedStringWithCompatibilityMapping.utf8)
    }

    /// Overwrites bytes; `explicit_bzero` is kept by the optimiser.
    private static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { buffer in
            if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
        }
    }
}
