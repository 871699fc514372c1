import PartnerClient
import Signatures
import Testing
import Wire

@Suite struct `Verifying a kept receipt` {
    @Test func `an honest one holds, alone and against its message`() throws {
        let hub = try HubDouble()
        let request = HubRequest.accrual("m1")
        let digest = try #require(request.contentDigest)
        let answer = JSONValue.object([
            "message_id": .string("m1"), "receipt": .string(try hub.receipt(messageID: "m1", digest: digest)),
        ])
        let verifier = ReceiptVerifier(keys: hub.keys)
        let receipt = try verifier.verify(answer: answer, partner: "grocery", request: request)
        #expect(receipt.outcome == "posted" && receipt.digest == digest && receipt.keyID == "hub-1")
        #expect(receipt.payload["points"] == .integer(129))
        #expect(throws: Never.self) { try verifier.verify(answer: answer) }
        #expect(throws: ReceiptRefusal.differs(member: "message_id", expected: "m2", found: "m1")) {
            try verifier.verify(answer: answer, request: .accrual("m2"))
        }
        #expect(throws: ReceiptRefusal.differs(member: "partner", expected: "cafe", found: "grocery")) {
            try verifier.verify(answer: answer, partner: "cafe")
        }
    }

    @Test func `one of another key, changed, absent or for another answer is refused`() throws {
        let (hub, stranger) = (try HubDouble(), try HubDouble())
        let verifier = ReceiptVerifier(keys: hub.keys)
        let text = try hub.receipt(messageID: "m1", digest: "AAAA")
        #expect(throws: ReceiptRefusal.token(.signatureInvalid)) {
            try verifier.verify(stranger.receipt(messageID: "m1", digest: "AAAA"))
        }
        #expect(throws: ReceiptRefusal.token(.malformed)) { try verifier.verify(text + ".x") }
        #expect(throws: ReceiptRefusal.missing) { try verifier.verify(answer: .object(["message_id": .string("m1")])) }
        #expect(throws: ReceiptRefusal.differs(member: "message_id", expected: "m9", found: "m1")) {
            try verifier.verify(answer: .object(["message_id": .string("m9"), "receipt": .string(text)]))
        }
        let empty = ReceiptVerifier(keys: .init(keys: []))
        #expect(throws: ReceiptRefusal.token(.keyUnknown("hub-1"))) { try empty.verify(text) }
    }
}
