import Foundation
import PartnerClient
import Signatures
import Wire

/// A hub that takes batches, with real signatures and receipts, posts each message once, and fails as it is told.
final class BatchHub: Sendable {
    /// What happens to a batch.
    enum Fault: Sendable {
        /// The connection breaks before anything is posted.
        case cutBefore
        /// Everything is posted and the answer is lost.
        case cutAfter
        /// The whole batch is refused with this status.
        case status(Int)
        /// Lines from this one on are answered `unavailable`.
        case unavailable(from: Int)
        /// The last result is missing.
        case short
        /// Receipts are signed by somebody else.
        case forged
        /// It takes long.
        case slow(milliseconds: Int)
        /// It takes until another batch comes beside it, or one did before; half a minute at most.
        case besideAnother
    }

    let double: HubDouble
    private let books = Books()
    private let listener: LoopbackServer

    var address: PublicAddress { listener.address }
    /// How often each message was posted.
    var postings: [String: Int] { books.postings }
    /// The contents of all batches that came, in their order.
    var batches: [[UInt8]] { books.batches }
    /// The most batches that were worked on at one time.
    var mostAtOnce: Int { books.mostAtOnce }

    /// Starts it.
    ///
    /// - Parameter fault: what to do about the batch of this number, from 1.
    init(_ double: HubDouble, fault: @escaping @Sendable (Int) -> Fault? = { _ in nil }) throws {
        self.double = double
        let books = books
        listener = try LoopbackServer { request in
            guard request.target != HubClient.keysPath else {
                return .answer(ResponseMessage(status: 200, body: double.keys.json))
            }
            guard let address = PublicAddress(url: "http://\(request.fields.combined("host") ?? "")") else {
                return .hangUp
            }
            let number = books.begin(request.body)
            defer { books.end() }
            guard BatchHub.isSigned(request, at: address, by: double.partnerKey) else {
                return .answer(
                    double.answer(401, Array(#"{"code":"signature_invalid"}"#.utf8), to: request, at: address))
            }
            let fault = fault(number)
            var lines = request.body.split(separator: 0x0A)
            var key = double.key
            switch fault {
            case .cutBefore: return .hangUp
            case .status(let status):
                let problem = Array(#"{"code":"no_luck"}"#.utf8)
                return .answer(
                    double.answer(status, problem, to: request, at: address, further: [("Retry-After", "0")]))
            case .slow(let milliseconds): usleep(UInt32(milliseconds) * 1000)
            case .besideAnother: books.waitForTwo(mostMilliseconds: 30_000)
            case .short: lines.removeLast()
            case .forged: key = double.partnerKey
            case .cutAfter, .unavailable, nil: break
            }
            var answer: [UInt8] = []
            for (index, line) in lines.enumerated() {
                if case .unavailable(let first)? = fault, index >= first {
                    answer += Array(#"{"status":503,"replay":false,"answer":{"code":"unavailable"}}"#.utf8) + [0x0A]
                } else {
                    answer += books.result(of: Array(line)) { try? BatchHub.judge($0, double, key) } + [0x0A]
                }
            }
            if case .cutAfter? = fault { return .hangUp }
            return .answer(double.answer(200, answer, to: request, at: address))
        }
    }

    /// How a partner reaches it: keys fetched, tiny waits.
    func access(_ bench: Workbench, attempts: Int = 6) throws -> HubAccess {
        try bench.write("key.pem", Array(double.partnerKey.pem.utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: bench.path("key.pem"))
        var access = HubAccess(hub: address.url, keyFile: bench.path("key.pem"), keyID: "grocery-2026")
        access.partner = "grocery"
        access.retries = RetryRule(attempts: attempts, firstWaitMilliseconds: 2, longestWaitMilliseconds: 10)
        return access
    }

    private static func isSigned(
        _ request: LoopbackServer.Incoming, at address: PublicAddress, by key: SigningKey
    ) -> Bool {
        let verifier = RequestVerifier { _ in
            RegisteredKey(
                partner: "grocery", key: key.verificationKey, validFrom: 0, validUntil: .max, isRevoked: false)
        }
        let message = RequestMessage(
            method: request.method, address: address, path: request.target, fields: request.fields, body: request.body)
        let judgement = verifier.judge(message, now: SystemClock.seconds())
        return request.target == "/v1/batches" && request.fields.combined("content-type") == "application/x-ndjson"
            && (try? judgement.result.get()) != nil
    }

    /// The first answer to a line: 13 points are malformed, the member `card:0` is unknown, everything else is posted.
    private static func judge(
        _ line: [UInt8], _ double: HubDouble, _ key: SigningKey
    ) throws -> (status: Int, answer: [UInt8]) {
        guard case .object(var members) = try JSONReader.read(line),
            let type = JSONValue.object(members)["type"]?.string
        else { return (400, Array(#"{"code":"malformed_body"}"#.utf8)) }
        let value = JSONValue.object(members)
        if value["points"]?.integer == 13 {
            return (400, Array(#"{"status":400,"code":"invalid_field","field":"points"}"#.utf8))
        }
        let id = value["message_id"]?.string ?? ""
        let original = value["original_message_id"]?.string ?? ""
        let path =
            switch type {
            case "member": "/v1/members"
            case "capture", "void": "/v1/redemptions/\(original)/\(type)"
            default: "/v1/\(type)s"
            }
        members.removeAll {
            $0.name == "type" || ["capture", "void"].contains(type) && $0.name == "original_message_id"
        }
        let content = Array("POST\n\(path)\n".utf8) + CanonicalJSON.encode(.object(members))
        let isUnknown = value["member"]?.string == "card:0"
        let receipt = try CompactJWS(
            signing: JSONWriter.encode(
                .object([
                    "partner": .string("grocery"), "message_id": .string(id),
                    "digest": .string(MessageDigest.sha256Base64(content)),
                    "outcome": .string(isUnknown ? "member_unknown" : "posted"),
                ])), with: key, keyID: double.keyID)
        let answer: JSONValue =
            isUnknown
            ? .object([
                "status": .integer(404), "code": .string("member_unknown"), "message_id": .string(id),
                "receipt": .string(receipt.text),
            ]) : .object(["message_id": .string(id), "outcome": .string("posted"), "receipt": .string(receipt.text)])
        return (isUnknown ? 404 : 201, JSONWriter.encode(answer))
    }
}

/// What the hub has posted. Unchecked: everything is only touched inside `lock`.
private final class Books: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [String: (status: Int, answer: [UInt8])] = [:]
    private var counts: [String: Int] = [:]
    private var contents: [[UInt8]] = []
    private var running = (now: 0, most: 0)

    var postings: [String: Int] { lock.withLock { counts } }
    var batches: [[UInt8]] { lock.withLock { contents } }
    var mostAtOnce: Int { lock.withLock { running.most } }

    func begin(_ content: [UInt8]) -> Int {
        lock.withLock {
            contents.append(content)
            running = (running.now + 1, max(running.most, running.now + 1))
            return contents.count
        }
    }

    func end() { lock.withLock { running.now -= 1 } }

    func waitForTwo(mostMilliseconds: Int) {
        for _ in 0..<(mostMilliseconds / 10) where mostAtOnce < 2 { usleep(10_000) }
    }

    func result(of line: [UInt8], judge: ([UInt8]) -> (status: Int, answer: [UInt8])?) -> [UInt8] {
        lock.withLock {
            let id = (try? JSONReader.read(line))?["message_id"]?.string ?? ""
            let isReplay = kept[id] != nil
            guard let (status, answer) = kept[id] ?? judge(line) else { return [] }
            if status != 400 { kept[id] = (status, answer) }
            if status == 201, !isReplay { counts[id, default: 0] += 1 }
            return Array(#"{"status":\#(status),"replay":\#(isReplay),"answer":"#.utf8) + answer + Array("}".utf8)
        }
    }
}
