import Signatures

/// Yardstick: signatures made and verified a second, on one thread, of 300 bytes as messages have them.
struct SignatureYardstick: Sendable {
    let key: SigningKey
    private let content = [UInt8](repeating: 0x61, count: 300)

    init(_ algorithm: SignatureAlgorithm) throws {
        key = try SigningKey.generate(algorithm)
    }

    /// Verifications a second.
    func verifications(seconds: Double) throws -> Double {
        let signature = try key.signature(over: content)
        let verificationKey = key.verificationKey
        return try perSecond(seconds) {
            guard verificationKey.isValid(signature: signature, over: content) else {
                throw BenchmarkFailure("A signature made here is not valid.")
            }
        }
    }

    /// Signatures a second.
    func signatures(seconds: Double) throws -> Double {
        try perSecond(seconds) { _ = try key.signature(over: content) }
    }

    private func perSecond(_ seconds: Double, _ body: () throws -> Void) throws -> Double {
        let start = SteadyClock.nanoseconds()
        let limit = UInt64(seconds * 1e9)
        var count = 0
        while SteadyClock.nanoseconds() - start < limit {
            for _ in 0..<64 { try body() }
            count += 64
        }
        return Double(count) / (Double(SteadyClock.nanoseconds() - start) / 1e9)
    }
}
