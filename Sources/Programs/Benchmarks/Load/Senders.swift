import Foundation
import Glibc
import PartnerClient
import Signatures

/// The partners a load client speaks for, and what it knows of the hub.
struct Senders: Sendable {
    let address: PublicAddress
    let socketAddress: SocketAddress
    let partners: [String]
    let signers: [RequestSigner]
    let hubKeys: JSONWebKeySet
    private let noncePrefix: String

    /// Reads the keys, and fetches the hub's.
    ///
    /// - Throws: ``BenchmarkFailure``, ``KeyError``.
    init(hub: String, _ senders: [LoadPlan.Sender]) throws {
        guard let address = PublicAddress(url: hub) else { throw BenchmarkFailure("“\(hub)” is no address of a hub.") }
        self.address = address
        socketAddress = try SocketAddress(address)
        partners = senders.map(\.partner)
        signers = try senders.map { sender in
            guard let pem = try? String(contentsOfFile: sender.keyPath, encoding: .utf8) else {
                throw BenchmarkFailure("\(sender.keyPath) cannot be read.")
            }
            return RequestSigner(key: try SigningKey(pem: pem), keyID: sender.keyID)
        }
        let response = try Self.exchange(
            RequestMessage(method: "GET", address: address, path: HubClient.keysPath), at: socketAddress)
        guard response.status == 200, let keys = try? JSONWebKeySet(json: response.body) else {
            throw BenchmarkFailure("The hub does not publish its keys.")
        }
        hubKeys = keys
        noncePrefix = RandomName.make()
    }

    /// Checks the hub's signature over a response.
    var verifier: ResponseVerifier { ResponseVerifier { [hubKeys] in hubKeys.key($0) } }

    /// The signed request of a message; the nonce is this client's own with a count behind it.
    func request(_ draft: MessageSource.Draft, now: Int64, count: Int) throws -> RequestMessage {
        var plain = RequestMessage(
            method: draft.kind == .balance ? "GET" : "POST", address: address, path: draft.path, body: draft.body)
        if draft.kind != .balance { plain.fields.append("content-type", "application/json") }
        return try signers[draft.sender].sign(plain, created: now, nonce: "\(noncePrefix)\(count)")
    }

    /// The status that a request without signature earns.
    func answer(to path: String) throws -> Int {
        var request = RequestMessage(method: "POST", address: address, path: path, body: Array("{}".utf8))
        request.fields.append("content-type", "application/x-ndjson")
        return try Self.exchange(request, at: socketAddress).status
    }

    /// One exchange over a connection of its own, waiting for the answer.
    static func exchange(
        _ request: RequestMessage, at address: SocketAddress, patienceMilliseconds: Int32 = 60_000
    ) throws -> ResponseMessage {
        let socket = try HubSocket(address)
        var scratch = [UInt8](repeating: 0, count: 262_144)
        try socket.send(request)
        while true {
            try socket.waitForEither(milliseconds: patienceMilliseconds)
            if socket.isSending { try socket.sendOn() }
            if let response = try scratch.withUnsafeMutableBytes({ try socket.receive($0) }) { return response }
        }
    }
}

extension HubSocket {
    /// Waits until something can be received, or sent while there is something to send.
    func waitForEither(milliseconds: Int32) throws {
        var event = pollfd(
            fd: descriptor, events: Int16(POLLIN) | (isSending ? Int16(POLLOUT) : 0), revents: 0)
        guard poll(&event, 1, milliseconds) > 0 else { throw BenchmarkFailure("The hub does not answer.") }
    }
}
