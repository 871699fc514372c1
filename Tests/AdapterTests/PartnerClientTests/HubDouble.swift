import Foundation
import PartnerClient
import Signatures
import Wire

/// The hub's keys, and answers signed with them, for servers of these tests.
struct HubDouble: Sendable {
    let key: SigningKey
    let keyID = "hub-1"
    let partnerKey: SigningKey

    init() throws {
        key = try SigningKey.generate(.ed25519)
        partnerKey = try SigningKey.generate(.ed25519)
    }

    var keys: JSONWebKeySet { JSONWebKeySet(keys: [JSONWebKey(key: key.verificationKey, keyID: keyID)]) }

    /// The request as the hub sees it.
    func message(_ request: LoopbackServer.Incoming, _ address: PublicAddress) -> RequestMessage {
        RequestMessage(
            method: request.method, address: address, path: request.target, fields: request.fields, body: request.body)
    }

    /// A signed answer to a request.
    func answer(
        _ status: Int, _ json: [UInt8], to request: LoopbackServer.Incoming, at address: PublicAddress,
        further: [(String, String)] = []
    ) -> ResponseMessage {
        let plain = ResponseMessage(
            status: status, fields: HeaderFields([("Content-Type", "application/json")] + further), body: json)
        let signed = try? ResponseSigner(key: key, keyID: keyID).sign(
            plain, to: message(request, address), label: "partner", created: SystemClock.seconds())
        return signed ?? plain
    }

    func receipt(
        partner: String = "grocery", messageID: String, digest: String, key: SigningKey? = nil
    ) throws -> String {
        let payload = JSONWriter.encode(
            .object([
                "partner": .string(partner), "message_id": .string(messageID), "digest": .string(digest),
                "outcome": .string("posted"), "transaction_id": .null, "member": .null, "points": .integer(129),
                "cycle": .string("000001"), "received_at": .string("2026-11-20T10:15:00Z"),
            ]))
        return try CompactJWS(signing: payload, with: key ?? self.key, keyID: keyID).text
    }

    /// A client that waits little between attempts.
    func client(
        _ server: LoopbackServer, partner: String? = "grocery", attempts: Int = 4, requestMilliseconds: Int = 5_000
    ) throws -> HubClient {
        HubClient(
            connection: try HTTPConnection(
                to: server.address,
                settings: HTTPConnectionSettings(requestMilliseconds: requestMilliseconds)),
            signer: RequestSigner(key: partnerKey, keyID: "grocery-2026"), keys: keys, partner: partner,
            retries: RetryRule(attempts: attempts, firstWaitMilliseconds: 5, longestWaitMilliseconds: 20))
    }
}

/// Values that threads of a server leave for a test.
final class Notes<Value: Sendable>: @unchecked Sendable {
    // Unchecked: `values` is only touched inside `lock`.
    private let lock = NSLock()
    private var values: [Value] = []

    var all: [Value] { lock.withLock { values } }

    func add(_ value: Value) { lock.withLock { values.append(value) } }
}

extension HubRequest {
    /// An accrual of a given id.
    static func accrual(_ messageID: String) -> HubRequest {
        .post(
            "/v1/accruals",
            .object([
                "message_id": .string(messageID), "occurred_at": .string("2026-11-20T10:15:00Z"),
                "member": .string("card:9990123456789018"), "points": .integer(5),
            ]))
    }
}
