import Signatures
import Wire

/// A partner's side of the hub's API: signs requests, tries again where that is safe, and believes no answer that the hub
/// did not sign.
public struct HubClient: Sendable {
    /// Where the hub publishes its keys.
    public static let keysPath = "/.well-known/jwks.json"

    private let connection: HTTPConnection
    private let signer: RequestSigner
    private let publicAddress: PublicAddress
    private let retries: RetryRule
    private let partner: String?
    private let verifier: ResponseVerifier
    /// Checks receipts by the hub's keys.
    let receipts: ReceiptVerifier
    private let clock: @Sendable () -> Int64

    /// A client on one connection; several clients may share one.
    ///
    /// - Parameters:
    ///   - keys: the hub's keys, from a file or ``fetchKeys(over:publicAddress:retries:)``.
    ///   - partner: the own id, which receipts must name; `nil` leaves it unchecked.
    ///   - publicAddress: what the hub is configured to be called; `nil` is the connection's own address.
    ///   - clock: Unix seconds.
    public init(
        connection: HTTPConnection, signer: RequestSigner, keys: JSONWebKeySet, partner: String? = nil,
        publicAddress: PublicAddress? = nil, retries: RetryRule = RetryRule(),
        clock: @escaping @Sendable () -> Int64 = SystemClock.seconds
    ) {
        self.connection = connection
        self.signer = signer
        self.publicAddress = publicAddress ?? connection.address
        self.retries = retries
        self.partner = partner
        self.clock = clock
        verifier = ResponseVerifier { keys.key($0) }
        receipts = ReceiptVerifier(keys: keys)
    }

    /// The keys the hub publishes. They are as trustworthy as the connection: over TLS, the hub's own word.
    ///
    /// - Throws: ``HubClientError/connection(_:attempts:)``, ``HubClientError/keys(status:)``.
    public static func fetchKeys(
        over connection: HTTPConnection, publicAddress: PublicAddress? = nil, retries: RetryRule = RetryRule()
    ) async throws(HubClientError) -> JSONWebKeySet {
        let request = RequestMessage(method: "GET", address: publicAddress ?? connection.address, path: keysPath)
        let (_, response, _) = try await Self.repeating(retries, isRepeatable: true) {
            () async throws(HubClientError) in (request, try await Self.exchange(request, over: connection))
        }
        guard response.status == 200, let keys = try? JSONWebKeySet(json: response.body) else {
            throw .keys(status: response.status)
        }
        return keys
    }

    /// Sends a request and checks the answer.
    ///
    /// A broken connection, no answer in time, 429 and 503 are tried again, with a new signature and nonce and the same
    /// content, as often as the rule allows; a posted message without `message_id` only when it cannot have arrived.
    ///
    /// - Returns: the hub's answer, a refusal too.
    /// - Throws: ``HubClientError``.
    public func send(_ request: HubRequest) async throws(HubClientError) -> HubAnswer {
        let content = request.content
        let (signed, response, attempts) = try await Self.repeating(retries, isRepeatable: request.isRepeatable) {
            () async throws(HubClientError) in
            let signed = try sign(request, content)
            return (signed, try await Self.exchange(signed, over: connection))
        }
        do throws(ResponseRefusal) {
            try verifier.verify(response, to: signed, now: clock())
        } catch {
            throw .response(error, status: response.status)
        }
        return HubAnswer(
            status: response.status, fields: response.fields, body: response.body,
            isReplay: response.fields.combined("idempotent-replay") == "true",
            receipt: try receipt(in: response, for: request), attempts: attempts)
    }

    private func receipt(
        in response: ResponseMessage, for request: HubRequest
    ) throws(HubClientError) -> Receipt? {
        // What became of an earlier message is told with that message's receipt, which has another content.
        guard request.body != nil, let answer = try? JSONReader.read(response.body), answer["receipt"] != nil else {
            return nil
        }
        do throws(ReceiptRefusal) {
            return try receipts.verify(answer: answer, partner: partner, request: request)
        } catch {
            throw .receipt(error)
        }
    }

    private func sign(_ request: HubRequest, _ content: [UInt8]) throws(HubClientError) -> RequestMessage {
        var message = RequestMessage(
            method: request.method, address: publicAddress, path: request.path, query: request.query, body: content)
        if !content.isEmpty { message.fields.append("content-type", request.mediaType) }
        do throws(SigningError) {
            return try signer.sign(message, created: clock(), nonce: RandomName.make())
        } catch {
            throw .signing(error)
        }
    }
}
