import Messages
import Testing
import Wire

/// One defect: what a member is set to (or left out), and the path that the refusal names.
struct Defect: Sendable, CustomTestStringConvertible {
    let sample: SampleRequest
    let member: String
    let text: String?
    let field: String

    init(_ sample: SampleRequest, _ member: String, _ text: String?, field: String? = nil) {
        self.sample = sample
        self.member = member
        self.text = text
        self.field = field ?? member
    }

    var testDescription: String { "\(sample.rawValue): \(member) = \(text ?? "absent")" }

    static let everywhere: [Defect] = SampleRequest.allCases.flatMap { sample in
        [
            Defect(sample, "message_id", nil), Defect(sample, "message_id", "1"), Defect(sample, "message_id", "null"),
            Defect(sample, "message_id", #""""#), Defect(sample, "message_id", #""a b""#),
            Defect(sample, "message_id", #""\#(String(repeating: "x", count: 65))""#),
            Defect(sample, "occurred_at", "1"), Defect(sample, "occurred_at", #""yesterday""#),
            Defect(sample, "occurred_at", #""2026-11-20T10:15:00+02:00""#),
            Defect(sample, "occurred_at", #""2026-02-30T10:15:00Z""#), Defect(sample, "occurred_at", "null"),
            Defect(sample, "terminal", "7"), Defect(sample, "terminal", #""""#), Defect(sample, "terminal", "null"),
            Defect(sample, "terminal", #""\u0000""#),
            Defect(sample, "terminal", #""\#(String(repeating: "x", count: 65))""#),
        ]
    }

    static let times = [SampleRequest.enrolment, .accrual, .stated, .redemption].map { Defect($0, "occurred_at", nil) }

    static let identifiers: [Defect] = [SampleRequest.accrual, .stated, .redemption].flatMap { sample in
        [
            nil, "7", "null", #""""#, #""9990123456789018""#, #""card:9990123456789019""#, #""card:1234567890123452""#,
            #""card:""#, #""mail:a@b""#, #""code:WQTCHWVMX""#, #""phone:x""#, #""card:9990123456789018 ""#,
        ].map { Defect(sample, "member", $0) }
    }

    static let points: [Defect] = [SampleRequest.stated, .redemption, .capture, .reversal].flatMap { sample in
        ["0", "-1", "934.5", #""934""#, "1000000001", "1e10", "null", "true", "[]", "9223372036854775808"]
            .map { Defect(sample, "points", $0) }
    }

    static let money: [Defect] = [(SampleRequest.accrual, "purchase"), (.refund, "refund")].flatMap { sample, name in
        [
            ("[]", name), ("null", name), ("12", name), (#"{"currency":"RON"}"#, "\(name).amount"),
            (#"{"amount":0,"currency":"RON"}"#, "\(name).amount"),
            (#"{"amount":-1,"currency":"RON"}"#, "\(name).amount"),
            (#"{"amount":1000000000001,"currency":"RON"}"#, "\(name).amount"),
            (#"{"amount":1.5,"currency":"RON"}"#, "\(name).amount"),
            (#"{"amount":"1","currency":"RON"}"#, "\(name).amount"),
            (#"{"amount":1}"#, "\(name).currency"), (#"{"amount":1,"currency":"ron"}"#, "\(name).currency"),
            (#"{"amount":1,"currency":"RONN"}"#, "\(name).currency"),
            (#"{"amount":1,"currency":9}"#, "\(name).currency"),
            (#"{"amount":1,"currency":"RON","items":{}}"#, "\(name).items"),
            (#"{"amount":1,"currency":"RON","items":[1]}"#, "\(name).items[0]"),
            (#"{"amount":1,"currency":"RON","items":[{"amount":1}]}"#, "\(name).items[0].category"),
            (#"{"amount":1,"currency":"RON","items":[{"category":"","amount":1}]}"#, "\(name).items[0].category"),
            (#"{"amount":1,"currency":"RON","items":[{"category":"x"}]}"#, "\(name).items[0].amount"),
            (
                #"{"amount":3,"currency":"RON","items":[{"category":"x","amount":1},{"category":"y","amount":0}]}"#,
                "\(name).items[1].amount"
            ),
            (
                #"{"amount":3,"currency":"RON","items":[{"category":"x","amount":2},{"category":"y","amount":2}]}"#,
                "\(name).items"
            ),
            (
                #"{"amount":900,"currency":"RON","items":[\#(Array(repeating: "{}", count: 201).joined(separator: ","))]}"#,
                "\(name).items"
            ),
        ].map { Defect(sample, name, $0.0, field: $0.1) }
    }

    static let joining: [Defect] = [SampleRequest.enrolment, .addition].flatMap { sample in
        [
            Defect(sample, "issue", #""card""#), Defect(sample, "issue", #"["card","card"]"#),
            Defect(sample, "issue", #"["phone"]"#, field: "issue[0]"),
            Defect(sample, "issue", #"["card","x"]"#, field: "issue[1]"),
            Defect(sample, "issue", "[1]", field: "issue[0]"),
            Defect(sample, "issue", #"["card","code","card"]"#), Defect(sample, "card", "9990123456789018"),
            Defect(sample, "card", #""9990123456789019""#), Defect(sample, "card", #""code:9990123456789018""#),
            Defect(sample, "card", "null"), Defect(sample, "phone", "40722123456"), Defect(sample, "phone", #""x""#),
            Defect(sample, "phone", #""""#),
        ]
    }

    static let others = [
        Defect(.stated, "points", nil, field: "purchase"),
        Defect(.accrual, "points", "5"), Defect(.refund, "points", "5"),
        Defect(.redemption, "points", nil), Defect(.redemption, "capture", #""soon""#),
        Defect(.redemption, "capture", "true"),
        Defect(.redemption, "capture", "null"), Defect(.reversal, "original_message_id", nil),
        Defect(.reversal, "original_message_id", #""a b""#), Defect(.reversal, "original_message_id", "1"),
        Defect(.enrolment, "language", #""de""#), Defect(.enrolment, "language", "1"),
        Defect(.enrolment, "consents", "true"), Defect(.enrolment, "consents", "null"),
        Defect(.enrolment, "consents", #"{"processing":false}"#, field: "consents.processing"),
        Defect(.enrolment, "consents", #"{"processing":1}"#, field: "consents.processing"),
        Defect(.enrolment, "consents", #"{"marketing":"yes"}"#, field: "consents.marketing"),
        Defect(.addition, "card", nil, field: "issue"), Defect(.addition, "replaces", "null"),
        Defect(.addition, "replaces", #""9990123456789018""#), Defect(.addition, "replaces", "1"),
    ]

    static let all = everywhere + times + identifiers + points + money + joining + others
}

@Suite struct `Refusing requests` {
    @Test(arguments: Defect.all)
    func `a defect names its field`(_ defect: Defect) {
        let body = defect.sample.body([defect.member: defect.text])
        #expect(defect.sample.refusal(of: body) == Refusal(.invalidField, field: defect.field))
    }

    @Test func `an enrolment without any identifier names issue`() {
        let body = SampleRequest.enrolment.body(["issue": "[]", "phone": nil])
        #expect(SampleRequest.enrolment.refusal(of: body) == Refusal(.invalidField, field: "issue"))
    }

    @Test(arguments: SampleRequest.allCases)
    func `an unknown field is named before any wrong value`(_ sample: SampleRequest) {
        let body = sample.body(["message_id": "1", "colour": #""red""#])
        #expect(sample.refusal(of: body) == Refusal(.unknownField, field: "colour"))
    }

    @Test(arguments: [
        (#"{"amount":1,"currency":"RON","vat":2}"#, "purchase.vat"),
        (#"{"amount":0,"items":[{"category":"x"},{"category":"x","sku":1}]}"#, "purchase.items[1].sku"),
    ])
    func `unknown fields are found at every depth`(_ purchase: String, _ field: String) {
        let body = SampleRequest.accrual.body(["purchase": purchase])
        #expect(SampleRequest.accrual.refusal(of: body) == Refusal(.unknownField, field: field))
    }

    @Test(arguments: SampleRequest.allCases)
    func `a field given twice is named before unknown and wrong ones`(_ sample: SampleRequest) {
        let body = Array(#"{"colour":1,"message_id":1,"occurred_at":2,"message_id":"x"}"#.utf8)
        #expect(sample.refusal(of: body) == Refusal(.duplicateField, field: "message_id"))
    }

    @Test(arguments: [
        "", " ", "{", "[]", "null", "7", #""text""#, "{} {}", #"{"message_id":"a","message_id":"a""#, "{'a':1}",
        #"{"a":1,}"#, "\u{FEFF}{}", #"[{"a":1,"a":1}]"#, #"{"a":"\ud800"}"#, #"{"a":NaN}"#, #"{"a":01}"#,
    ])
    func `what is no JSON object is malformed, whatever else is wrong`(_ text: String) {
        for sample in SampleRequest.allCases {
            #expect(sample.refusal(of: Array(text.utf8)) == Refusal(.malformedBody))
        }
    }

    @Test func `bytes that are not UTF-8 are malformed`() {
        #expect(
            SampleRequest.void.refusal(of: Array(#"{"message_id":""#.utf8) + [0xC3, 0x28]) == Refusal(.malformedBody))
    }

    @Test(arguments: ["", "card:1", "9990123456789018", "card:9990123456789018/x", "phone:", "code:", "card%3A99"])
    func `a path's malformed identifier is an invalid field`(_ text: String) {
        let refusal = #expect(throws: Refusal.self) {
            try reader.read(SampleRequest.addition.body(), as: .identifierAddition(member: text))
        }
        #expect(refusal == Refusal(.invalidField, field: "identifier"))
    }

    @Test(arguments: ["", "a b", "\u{0}", String(repeating: "x", count: 65)])
    func `a path's malformed message id is an invalid field`(_ text: String) {
        for request in [PostedRequest.capture(original: text), .void(original: text)] {
            let refusal = #expect(throws: Refusal.self) {
                try reader.read(Array(#"{"message_id":"m-1"}"#.utf8), as: request)
            }
            #expect(refusal == Refusal(.invalidField, field: "original_message_id"))
        }
    }
}
