import Signatures
import Wire

/// What a receipt says (PROTOCOL.md section 5), its signature checked.
public struct Receipt: Hashable, Sendable {
    /// The partner that sent the message.
    public let partner: String
    /// The partner's own id of the message.
    public let messageID: String
    /// Base64 of the content's SHA-256.
    public let digest: String
    /// `posted`, or a refusal's code.
    public let outcome: String
    /// The key of the hub that signed.
    public let keyID: String
    /// All of it.
    public let payload: JSONValue
    /// The compact JWS.
    public let text: String
}

/// Why a receipt is not believed.
public enum ReceiptRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The answer has no `receipt`.
    case missing
    /// It is no token signed by the hub.
    case token(JWSError)
    /// Its payload is no receipt.
    case payload(JSONError)
    /// It is a receipt for something else: this member is another than that of the message.
    case differs(member: String, expected: String, found: String)

    /// One English sentence.
    public var description: String {
        switch self {
        case .missing: "there is no receipt"
        case .token(let error): "not signed by the hub: \(error)"
        case .payload(let error): "its payload is no receipt: \(error)"
        case .differs(let member, let expected, let found): "\(member) is \(found), and should be \(expected)"
        }
    }
}

/// Checks receipts against the hub's keys and against the message they are for.
public struct ReceiptVerifier: Sendable {
    private let keys: JSONWebKeySet

    /// Takes the hub's public keys.
    public init(keys: JSONWebKeySet) {
        self.keys = keys
    }

    /// Checks a receipt's signature, and what it says as far as the caller knows it.
    ///
    /// - Parameters:
    ///   - text: the compact JWS.
    ///   - partner: the own id; `nil` leaves it unchecked.
    ///   - messageID: the message's id; `nil` leaves it unchecked.
    ///   - digest: ``HubRequest/contentDigest`` of the message; `nil` leaves it unchecked.
    /// - Throws: ``ReceiptRefusal``, tested in the order of its cases.
    public func verify(
        _ text: String, partner: String? = nil, messageID: String? = nil, digest: String? = nil
    ) throws(ReceiptRefusal) -> Receipt {
        let receipt = try read(text)
        let checks = [
            ("partner", partner, receipt.partner), ("message_id", messageID, receipt.messageID),
            ("digest", digest, receipt.digest),
        ]
        for (member, expected, found) in checks {
            if let expected, expected != found {
                throw .differs(member: member, expected: expected, found: found)
            }
        }
        return receipt
    }

    /// Checks the receipt of an answer: it must be for the message the answer names.
    ///
    /// - Parameters:
    ///   - answer: the answer's JSON, a refusal's problem document too.
    ///   - partner: the own id; `nil` leaves it unchecked.
    ///   - request: the request that was sent; `nil` leaves the content unchecked.
    /// - Throws: ``ReceiptRefusal``.
    public func verify(
        answer: JSONValue, partner: String? = nil, request: HubRequest? = nil
    ) throws(ReceiptRefusal) -> Receipt {
        guard let text = answer["receipt"]?.string else { throw .missing }
        let receipt = try verify(
            text, partner: partner, messageID: request?.messageID, digest: request?.contentDigest)
        if let named = answer["message_id"]?.string, named != receipt.messageID {
            throw .differs(member: "message_id", expected: named, found: receipt.messageID)
        }
        return receipt
    }

    private func read(_ text: String) throws(ReceiptRefusal) -> Receipt {
        let token: CompactJWS
        do throws(JWSError) {
            token = try CompactJWS(verifying: text) { keys.key($0) }
        } catch {
            throw .token(error)
        }
        do throws(JSONError) {
            let payload = try JSONReader.read(token.payload)
            var reader = try JSONObjectReader(payload)
            return Receipt(
                partner: try reader.string("partner"), messageID: try reader.string("message_id"),
                digest: try reader.string("digest"), outcome: try reader.string("outcome"), keyID: token.keyID,
                payload: payload, text: text)
        } catch {
            throw .payload(error)
        }
    }
}
