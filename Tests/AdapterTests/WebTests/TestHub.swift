import Hummingbird
import Logging
import Members
import Messages
import Operations
import Partners
import Quantities
import Signatures
import Synchronization
import Testing
import Web

/// A hub on a free port of loopback, with the partner `grocery` and its key `grocery-1`.
struct TestHub: Sendable {
    static let now = Instant(seconds: 1_795_000_000)
    static let hubKeyID = "hub-1"
    static let partnerKeyID = "grocery-1"

    let port: Int
    let address: PublicAddress
    let hubKey: VerificationKey
    let partnerKey: SigningKey
    let ledger: InMemoryLedger
    let desk: ClearingDesk
    let evidence: RememberedBatches
    let spool: SpoolFolder
    private let nonces = NonceSource()

    /// Serials for nonces of one test.
    final class NonceSource: Sendable {
        private let count = Mutex(0)
        func next() -> String {
            count.withLock { count in
                count += 1; return "nonce-\(count)"
            }
        }
    }

    /// Runs a hub for the length of `body`.
    ///
    /// - Parameters:
    ///   - knownRevision: what the node has learnt of the terms; nothing for 0. The ledger is at revision 2.
    static func run(
        knownRevision: Int64 = 2, isReady: Bool = true, _ body: @escaping @Sendable (TestHub) async throws -> Void
    ) async throws {
        let address = try #require(PublicAddress(url: "https://hub.example"))
        let partnerKey = try SigningKey.generate(.ed25519)
        let hubKey = try SigningKey.generate(.ed25519)
        let directory = CoalitionDirectory()
        if knownRevision > 0 {
            directory.learn(try terms(knownRevision, partnerKey))
        }
        let ledger = InMemoryLedger(try terms(2, partnerKey), directory: directory, now: now)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let answers = try SignedAnswerWriter(key: hubKey, keyID: hubKeyID, identifiers: PlainIdentifiers())
        let desk = ClearingDesk(
            laneCount: 2, store: ledger, answers: answers, clock: { now }, logger: logger)
        let spool = try SpoolFolder()
        let evidence = RememberedBatches()
        let parts = HubParts(
            desk: desk, directory: directory, readings: FixedReadings(),
            disputes: DisputeParts(acknowledgements: RememberedWords(), disputes: OneDispute()),
            identifiers: PlainIdentifiers(),
            makePhoneNormaliser: { _ in { PhoneNumber(e164: $0) } },
            responseSigner: ResponseSigner(key: hubKey, keyID: hubKeyID),
            keySet: JSONWebKeySet(keys: [JSONWebKey(key: hubKey.verificationKey, keyID: hubKeyID)]),
            address: address, metricsText: { "# TYPE up gauge\nup 1\n" }, isReady: { isReady },
            reconciliations: ReconciliationDesk(store: BookedDays(), directory: directory, sha256: { "\($0.count)" }),
            batches: BatchParts(evidence: evidence, spoolFolder: spool.path),
            clock: { now },
            logger: logger)
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let application = HubApplication.make(parts, host: "127.0.0.1", port: 0) { continuation.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask { await desk.run() }
            defer {
                desk.close()
                group.cancelAll()
            }
            let port = try #require(await ports.first { _ in true })
            try await body(
                TestHub(
                    port: port, address: address, hubKey: hubKey.verificationKey, partnerKey: partnerKey,
                    ledger: ledger, desk: desk, evidence: evidence, spool: spool))
        }
    }

    private static func terms(_ revision: Int64, _ key: SigningKey) throws -> CoalitionTerms {
        let id = try PartnerID("grocery")
        let periods: [(String, Int64, Int64, Bool)] = [
            ("grocery-1", -1000, 1000, false), ("grocery-old", -2000, -1000, false),
            ("grocery-lost", -1000, 1000, true),
        ]
        let keys = periods.map { name, from, until, isRevoked in
            PartnerKey(
                id: name, algorithm: .ed25519, publicKey: key.verificationKey.pem,
                validFrom: now.advanced(bySeconds: from), validUntil: now.advanced(bySeconds: until),
                isRevoked: isRevoked)
        }
        let contract = Contract(
            earning: .computed(points: 1, per: 100), issuePrice: try Rate("0.01"), redemptionRate: try Rate("0.0095"))
        let partner = Partner(
            id: id, name: ["en": "Green Grocer"], kind: .merchant, status: .active, keys: keys,
            contracts: [ContractVersion(effectiveFrom: Instant(seconds: 0), contract: contract)],
            settlement: PartnerSettlement(account: nil, deliveries: []))
        let coalition = Coalition(
            name: ["en": "Example"], currency: try CurrencyCode("RON"), timeZone: "UTC", defaultRegion: "RO",
            cardPrefix: "9990", pointValue: try Rate("0.0095"), settlement: CoalitionSettlement())
        return CoalitionTerms(
            snapshot: CoalitionSnapshot(revision: revision, coalition: coalition, partners: [id: partner]), zone: .utc)
    }

    /// A signed request.
    func signed(
        _ method: String, _ target: String, _ body: String = "", contentType: String = "application/json",
        keyID: String = partnerKeyID, nonce: String? = nil, created: Int64 = now.seconds
    ) throws -> RequestMessage {
        try signed(
            method, target, bytes: Array(body.utf8), contentType: contentType, keyID: keyID, nonce: nonce,
            created: created)
    }

    /// A signed request of any bytes.
    func signed(
        _ method: String, _ target: String, bytes body: [UInt8], contentType: String,
        keyID: String = partnerKeyID, nonce: String? = nil, created: Int64 = now.seconds
    ) throws -> RequestMessage {
        let parts = target.split(separator: "?", maxSplits: 1)
        var fields = HeaderFields()
        if !body.isEmpty { fields.append("content-type", contentType) }
        let request = RequestMessage(
            method: method, address: address, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : nil,
            fields: fields, body: body)
        return try RequestSigner(key: partnerKey, keyID: keyID).sign(
            request, created: created, nonce: nonce ?? nonces.next())
    }

    /// Sends a request and checks that its response is signed when its signature fields parse.
    func send(_ request: RequestMessage) async throws -> RawResponse {
        let response = try await RawClient.send(request, port: port)
        let key = hubKey
        try ResponseVerifier { $0 == Self.hubKeyID ? key : nil }.verify(
            ResponseMessage(status: response.status, fields: response.fields, body: response.body), to: request,
            now: Self.now.seconds)
        return response
    }

    /// Signs and sends.
    func post(_ target: String, _ body: String, nonce: String? = nil) async throws -> RawResponse {
        try await send(try signed("POST", target, body, nonce: nonce))
    }

    /// Signs and sends.
    func get(_ target: String) async throws -> RawResponse {
        try await send(try signed("GET", target))
    }

    static let enrolment = #"{"message_id":"e-1","occurred_at":"\#(now)","issue":["card"],"phone":"+40722123456"}"#

    static func accrual(_ id: String, member: String = "phone:+40722123456", amount: Int = 12990) -> String {
        #"{"message_id":"\#(id)","occurred_at":"\#(now)","member":"\#(member)","purchase":{"amount":\#(amount),"currency":"RON"}}"#
    }
}
