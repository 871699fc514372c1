import Messages
import Operations
import Postgres
import Quantities

/// The nonces of a batch of requests, as they are kept.
struct NonceRows {
    /// The requests that use a nonce up, by their places, in the order of the keys: so that two lanes never wait for each
    /// other crosswise. Of the same nonce twice, the first request comes first.
    let places: [Int]
    private let rows: [(id: PostgresUUID, signature: PostgresUUID, expiresAt: Int64)]

    init(_ requests: [LaneRequest]) {
        var all: [(place: Int, id: UniqueID, signature: PostgresUUID, expiresAt: Int64)] = []
        all.reserveCapacity(requests.count)
        for (place, request) in requests.enumerated() where request.usesNonce {
            let signature = request.signature
            all.append(
                (
                    place, NonceHash.id(of: signature.nonce, key: signature.keyID), Self.half(of: signature.signature),
                    signature.created.advanced(bySeconds: LaneLimits.nonceSeconds).microseconds
                ))
        }
        all.sort { ($0.id, $0.place) < ($1.id, $1.place) }
        places = all.map(\.place)
        rows = all.map { ($0.id.column, $0.signature, $0.expiresAt) }
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Uses them up.
    ///
    /// - Parameter areExpectedNew: whether one that stands already breaks the transaction instead of being left out.
    func use(areExpectedNew: Bool) -> StatementCall {
        StatementCall(
            areExpectedNew ? FactStatements.useNewNonces : FactStatements.useNonces,
            [.uuidArray(rows.map(\.id)), .uuidArray(rows.map(\.signature)), .timestampArray(rows.map(\.expiresAt))])
    }

    /// Asks which of them stand under another signature.
    var reused: StatementCall {
        FactStatements.reusedNonces(.uuidArray(rows.map(\.id)), .uuidArray(rows.map(\.signature)))
    }

    /// The first 16 bytes of a signature, enough to tell it from another.
    private static func half(of signature: [UInt8]) -> PostgresUUID {
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
            bytes.reduce(0) { $0 << 8 | UInt64($1) }
        }
        return PostgresUUID(high: word(signature.prefix(8)), low: word(signature.dropFirst(8).prefix(8)))
    }
}

/// 128 bits that stand for a key and a nonce.
///
/// Two that fell together would at worst refuse a request, never let one pass: no secret is needed.
enum NonceHash {
    /// The identity a nonce is kept under.
    static func id(of nonce: String, key: String) -> UniqueID {
        var high: UInt64 = 0x9E37_79B9_7F4A_7C15
        var low: UInt64 = 0xC2B2_AE3D_27D4_EB4F
        func add(_ text: String) {
            var count: UInt64 = 0
            for byte in text.utf8 {
                high = (high ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
                low = (low &+ UInt64(byte) &+ 1) &* 0xD6E8_FEB8_6659_FD93
                low ^= low >> 32
                count &+= 1
            }
            // The length keeps "ab" and "c" apart from "a" and "bc".
            high = (high ^ count) &* 0x0000_0100_0000_01B3
            low = (low &+ count) &* 0xD6E8_FEB8_6659_FD93
        }
        add(key)
        add(nonce)
        return UniqueID(high: mixed(high ^ (low >> 29)), low: mixed(low))
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
