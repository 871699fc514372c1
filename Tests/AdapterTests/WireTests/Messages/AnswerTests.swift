import Clearing
import Ledger
import Members
import Messages
import Partners
import Quantities
import Testing
import Wire

@Suite struct `Answers` {
    private let transaction = UniqueID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001)
    private let balance = Balance(available: 1540, pending: 0, held: 200, arrears: 0)

    private func message(_ sample: SampleRequest) throws -> UnverifiedMessage {
        try reader.read(sample.body(), as: sample.request)
    }

    private func text(_ posted: PostedMessage, _ sample: SampleRequest) throws -> String {
        let bytes = AnswerDocument.json(posted, to: try message(sample), member: "ps-1", receipt: "a.b.c")
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `an accrual's answer is these bytes`() throws {
        let posted = PostedMessage(transaction: transaction, member: transaction, points: 129, balance: balance)
        #expect(
            try text(posted, .accrual)
                == #"{"message_id":"m-1","transaction_id":"01900000-0000-7000-8000-000000000001","#
                + #""outcome":"posted","points":{"base":129,"bonus":0,"total":129},"#
                + #""balance":{"available":1540,"pending":0,"held":200,"arrears":0},"receipt":"a.b.c"}"#)
    }

    @Test func `a reversal's shortfall and a hold's end stand before the receipt`() throws {
        let posted = PostedMessage(
            transaction: transaction, member: transaction, points: 5, balance: balance, shortfall: 3,
            holdExpiresAt: Instant(seconds: 0))
        #expect(
            try text(posted, .reversal).hasSuffix(
                #""arrears":0},"shortfall":3,"hold_expires_at":"1970-01-01T00:00:00Z","receipt":"a.b.c"}"#))
    }

    @Test(arguments: [SampleRequest.enrolment, .addition])
    func `an enrolment and an addition tell the identifiers`(_ sample: SampleRequest) throws {
        let card = try #require(reader.identifier("card:9990123456789018"))
        let phone = try #require(reader.identifier("phone:0722123456"))
        let posted = PostedMessage(
            transaction: transaction, member: transaction, points: 0, balance: .zero, identifiers: [card, phone])
        #expect(
            try text(posted, sample) == #"{"message_id":"m-1","member_id":"ps-1","#
                + #""identifiers":["card:9990123456789018","phone:+40722123456"],"receipt":"a.b.c"}"#)
    }

    @Test func `a problem names its code and field`() {
        let problem = ProblemDocument(
            Refusal(.invalidField, field: "purchase.amount"), messageID: "m-1", receipt: "a.b.c")
        #expect(
            String(decoding: problem.json, as: UTF8.self)
                == #"{"type":"urn:coalition:problem:invalid_field","title":"A field is missing, of the wrong type or out "#
                + #"of range.","status":400,"code":"invalid_field","field":"purchase.amount","message_id":"m-1","#
                + #""receipt":"a.b.c"}"#)
    }

    @Test func `receipts name all, with nulls for refusals`() throws {
        let key = MessageKey(partner: try PartnerID("grocery"), messageID: "m-1")
        let refused = ReceiptPayload(
            key: key, digest: "AA==", outcome: "member_unknown", cycle: "000042", receivedAt: Instant(seconds: 0))
        #expect(
            String(decoding: refused.json, as: UTF8.self)
                == #"{"partner":"grocery","message_id":"m-1","digest":"AA==","outcome":"member_unknown","#
                + #""transaction_id":null,"member":null,"points":0,"cycle":"000042","#
                + #""received_at":"1970-01-01T00:00:00Z"}"#)
        let posted = ReceiptPayload(
            key: key, digest: "AA==", outcome: "posted", transaction: transaction, member: "ps-1", points: 129,
            cycle: "000042", receivedAt: Instant(seconds: 0))
        #expect(
            String(decoding: posted.json, as: UTF8.self).contains(
                #""transaction_id":"01900000-0000-7000-8000-000000000001","member":"ps-1","points":129,"#))
    }

    @Test func `every code has a status of its row and a sentence`() {
        let rows: [(ClosedRange<Int>, Int)] = [
            (0...0, 413), (1...1, 415), (2...9, 401), (10...10, 429), (11...14, 400), (15...15, 409), (16...17, 403),
            (18...19, 404), (20...22, 409), (23...30, 422), (31...31, 503),
        ]
        let codes = RefusalCode.allCases
        #expect(codes.count == 32)
        for (range, status) in rows {
            for code in codes[range] {
                #expect(code.status == status)
                #expect(code.title.hasSuffix(".") && code.title.count < 120)
            }
        }
        #expect(Set(codes.map(\.title)).count == codes.count)
    }
}
