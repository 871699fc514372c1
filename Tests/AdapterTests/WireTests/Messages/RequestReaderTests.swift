import Members
import Messages
import Quantities
import Testing
import Wire

@Suite struct `Reading requests` {
    @Test(arguments: SampleRequest.allCases)
    func `each kind of request is read`(_ sample: SampleRequest) throws {
        let message = try reader.read(sample.body(), as: sample.request)
        #expect(message.messageID == "m-1")
        #expect(message.terminal == "till-7")
        #expect(message.occurredAt == (try Instant(rfc3339: "2026-11-20T10:15:00Z")))
        #expect(message.contentDigest.bytes.count == 32)
    }

    @Test func `an accrual carries its purchase with items`() throws {
        let purchase = #"{"amount":12990,"currency":"RON","items":[{"category":"bakery","amount":1290}]}"#
        let message = try reader.read(SampleRequest.accrual.body(["purchase": purchase]), as: .accrual)
        let ron = try CurrencyCode("RON")
        let expected = Purchase(
            amount: Money(minorUnits: 12990, currency: ron), items: [.init(category: "bakery", amount: 1290)])
        let member = try #require(reader.identifier("card:9990123456789018"))
        #expect(message.content == .accrual(Accrual(member: member, basis: .purchase(expected))))
    }

    @Test func `an enrolment has defaults`() throws {
        let message = try reader.read(
            SampleRequest.enrolment.body(["language": nil, "issue": #"["code"]"#, "phone": nil]), as: .enrolment)
        let expected = Enrolment(
            issue: [.code], card: nil, phone: nil, language: .en,
            consents: .init(processing: true, marketing: false))
        #expect(message.content == .enrolment(expected))
    }

    @Test(arguments: ["9990123456789018", "card:9990123456789018"])
    func `a card of the stock is named with or without its kind`(_ text: String) throws {
        let message = try reader.read(
            SampleRequest.enrolment.body(["issue": nil, "phone": nil, "card": #""\#(text)""#]), as: .enrolment)
        guard case .enrolment(let enrolment) = message.content else {
            Issue.record("not an enrolment")
            return
        }
        #expect(enrolment.card?.digits == "9990123456789018")
        #expect(enrolment.issue.isEmpty)
    }

    @Test func `a redemption is taken at once unless it says later`() throws {
        for (word, mode) in [(nil, Redemption.CaptureMode.now), (#""now""#, .now), (#""later""#, .later)] {
            let message = try reader.read(SampleRequest.redemption.body(["capture": word]), as: .redemption)
            guard case .redemption(let redemption) = message.content else { continue }
            #expect(redemption.capture == mode)
            #expect(redemption.member.description == "phone:+40722123456")
        }
    }

    @Test func `a reversal takes back all, money or points`() throws {
        let whole = try reader.read(SampleRequest.reversal.body(["points": nil]), as: .reversal)
        #expect(whole.content == .reversal(Reversal(originalMessageID: "m-0", extent: .whole)))
        let some = try reader.read(SampleRequest.reversal.body(), as: .reversal)
        #expect(some.content == .reversal(Reversal(originalMessageID: "m-0", extent: .points(Points(clamping: 7)))))
    }

    @Test(arguments: ["129.0", "1.29e2", "1290E-1"])
    func `an exact integer is one however it is written`(_ number: String) throws {
        let message = try reader.read(SampleRequest.stated.body(["points": number]), as: .accrual)
        guard case .accrual(let accrual) = message.content else { return }
        #expect(accrual.basis == .stated(Points(clamping: 129)))
    }

    @Test(arguments: [
        SampleRequest.addition, .capture, .void, .reversal, .refund,
    ])
    func `some requests need not say when`(_ sample: SampleRequest) throws {
        #expect(try reader.read(sample.body(["occurred_at": nil]), as: sample.request).occurredAt == nil)
    }

    @Test(arguments: SampleRequest.allCases)
    func `the terminal may be left out`(_ sample: SampleRequest) throws {
        #expect(try reader.read(sample.body(["terminal": nil]), as: sample.request).terminal == nil)
    }

    @Test func `the longest purchase has 200 items that make up all of it`() throws {
        let item = #"{"category":"x","amount":5000000000}"#
        let items = Array(repeating: item, count: 200).joined(separator: ",")
        let purchase = #"{"amount":1000000000000,"currency":"RON","items":[\#(items)]}"#
        #expect(SampleRequest.accrual.refusal(of: SampleRequest.accrual.body(["purchase": purchase])) == nil)
    }
}
