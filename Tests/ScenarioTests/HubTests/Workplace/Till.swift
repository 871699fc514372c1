import Foundation
import PartnerClient
import Quantities
import Signatures
import Testing
import Wire

/// The hub's answer over the wire, its signature checked.
struct Answer: Sendable {
    let status: Int
    let fields: HeaderFields
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { (try? JSONReader.read(body)) ?? .null }
    var code: String? { json["code"]?.string }
    var isReplay: Bool { fields.combined("idempotent-replay") == "true" }
    /// The balance's available points, of a posted message.
    var available: Int64? { json["balance"]?["available"]?.integer }
}

/// One till of a partner: signs with the partner's key, over a connection of its own.
struct Till: Sendable {
    let key: SigningKey
    let keyID: String
    let connection: HTTPConnection
    let hubKeys: JSONWebKeySet

    /// How a request departs from an ordinary one.
    struct Oddity: Sendable {
        var contentType: String? = "application/json"
        var nonce: String?
        /// Seconds that the signature's time lies ahead of the clock.
        var ahead: Int64 = 0
        var expiresAhead: Int64?
        var keyID: String?
        /// Header fields added before signing.
        var fields: [(String, String)] = []
        /// What is done to the request after signing.
        var spoil: @Sendable (RequestMessage) -> RequestMessage = { $0 }
        var isSigned = true
    }

    /// The request of these parts, signed.
    func request(
        _ method: String, _ target: String, _ body: [UInt8], _ oddity: Oddity = Oddity()
    ) throws -> RequestMessage {
        let parts = target.split(separator: "?", maxSplits: 1)
        var fields = HeaderFields()
        if method == "POST", let type = oddity.contentType { fields.append("content-type", type) }
        for (name, value) in oddity.fields { fields.append(name, value) }
        let plain = RequestMessage(
            method: method, address: connection.address, path: String(parts[0]),
            query: parts.count > 1 ? String(parts[1]) : nil, fields: fields, body: body)
        guard oddity.isSigned else { return oddity.spoil(plain) }
        let now = SystemClock.seconds()
        let signed = try RequestSigner(key: key, keyID: oddity.keyID ?? keyID).sign(
            plain, created: now + oddity.ahead, nonce: oddity.nonce ?? RandomName.make(),
            expires: oddity.expiresAhead.map { now + $0 })
        return oddity.spoil(signed)
    }

    /// Sends a request as it is; where it carries a signature that parses, the answer must be signed for it.
    func send(_ request: RequestMessage) async throws -> Answer {
        let response = try await connection.exchange(request)
        if case .parsed = SignatureFields.parse(request.fields) {
            let keys = hubKeys
            try ResponseVerifier { keys.key($0) }.verify(response, to: request, now: SystemClock.seconds())
        }
        return Answer(status: response.status, fields: response.fields, body: response.body)
    }

    /// Signs and posts a body.
    func post(_ target: String, _ body: String, _ oddity: Oddity = Oddity()) async throws -> Answer {
        try await send(try request("POST", target, Array(body.utf8), oddity))
    }

    /// Signs and reads.
    func get(_ target: String, _ oddity: Oddity = Oddity()) async throws -> Answer {
        try await send(try request("GET", target, [], oddity))
    }

    /// Posts a message that must be posted.
    @discardableResult
    func posting(
        _ target: String, _ body: String, at location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        let answer = try await post(target, body)
        try #require(answer.status == 201, "\(answer.text)", sourceLocation: location)
        return answer
    }
}

/// Bodies of messages.
enum Body {
    /// Now, or so many seconds later.
    static func time(_ ahead: Int64 = 0) -> String { Instant(seconds: SystemClock.seconds() + ahead).description }

    static func enrolment(_ id: String, phone: String, more: String = "") -> String {
        #"{"message_id":"\#(id)","occurred_at":"\#(time())","phone":"\#(phone)"\#(more)}"#
    }

    static func accrual(
        _ id: String, _ member: String, _ amount: Int = 10_000, currency: String = "RON", ahead: Int64 = 0
    ) -> String {
        #"{"message_id":"\#(id)","occurred_at":"\#(time(ahead))","member":"\#(member)","#
            + #""purchase":{"amount":\#(amount),"currency":"\#(currency)"}}"#
    }

    static func redemption(_ id: String, _ member: String, _ points: Int, capture: String = "now") -> String {
        #"{"message_id":"\#(id)","occurred_at":"\#(time())","member":"\#(member)","points":\#(points),"capture":"\#(capture)"}"#
    }

    static func reversal(_ id: String, of original: String, more: String = "") -> String {
        #"{"message_id":"\#(id)","original_message_id":"\#(original)"\#(more)}"#
    }

    static func alone(_ id: String, more: String = "") -> String { #"{"message_id":"\#(id)"\#(more)}"# }
}
