import CoalitionTestKit
import Messages
import Partners
import Quantities
import Testing

@Suite struct `Verifying messages` {
    @Test func `only the signer that the check established is the sender`() {
        let message = VerifiedMessage.sample(.voiding("h"), id: "v", from: .cafe, at: nil)
        #expect(message.partner == .cafe)
        #expect(message.key == MessageKey(partner: .cafe, messageID: "v"))
    }

    @Test func `a refused signature makes no envelope`() {
        let verifier = MessageVerifier<Int> { (_: Int) throws(Refusal) in throw Refusal(.keyRevoked) }
        #expect(throws: Refusal(.keyRevoked)) { try verifier.verify(1, body: []) }
    }

    @Test func `the body and the signature are kept as evidence`() throws {
        let facts = SignatureFacts(
            partner: .grocery, keyID: "k", nonce: "n", created: Instant(seconds: 7), signature: [1, 2],
            signatureBase: [3])
        let verifier = MessageVerifier<Int> { (_: Int) throws(Refusal) in facts }
        let envelope = try verifier.verify(1, body: [9])
        #expect(envelope.signature == facts)
        #expect(envelope.body == [9])
    }

    @Test func `keys are ordered by partner, then by bytes of the id`() {
        let keys = [("cafe", "b"), ("cafe", "B"), ("grocery", "a"), ("cafe", "b1")].map {
            MessageKey(partner: .of($0.0), messageID: $0.1)
        }
        #expect(keys.sorted().map(\.messageID) == ["B", "b", "b1", "a"])
    }
}
