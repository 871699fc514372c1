import Members
import Messages
import Quantities

/// What each kind of request asks for; fields are judged in the order they are taken.
extension RequestReader {
    func content(
        of request: PostedRequest, _ fields: inout JSONObjectReader
    ) throws(JSONError) -> MessageContent {
        switch request {
        case .enrolment: .enrolment(try enrolment(&fields))
        case .identifierAddition(let member): .identifierAddition(try addition(to: member, &fields))
        case .accrual: .accrual(try accrual(&fields))
        case .redemption: .redemption(try redemption(&fields))
        case .capture(let original):
            .capture(
                Capture(originalMessageID: try Self.original(original), points: try fields.optionalPoints("points")))
        case .void(let original): .void(VoidRequest(originalMessageID: try Self.original(original)))
        case .reversal: .reversal(try reversal(&fields))
        }
    }

    private func enrolment(_ fields: inout JSONObjectReader) throws(JSONError) -> Enrolment {
        let (issue, card, phone) = try newIdentifiers(&fields)
        let language: Member.Language = try fields.optionalChoice("language") ?? .en
        var consents = Member.Consents(processing: true, marketing: false)
        if var given = try fields.optionalObject("consents") {
            consents = Member.Consents(
                processing: try given.optionalBool("processing") ?? true,
                marketing: try given.optionalBool("marketing") ?? false)
            // Without it there can be no account.
            guard consents.processing else { throw given.invalid("processing") }
        }
        return Enrolment(issue: issue, card: card, phone: phone, language: language, consents: consents)
    }

    private func addition(
        to member: String, _ fields: inout JSONObjectReader
    ) throws(JSONError) -> IdentifierAddition {
        guard let member = identifier(member) else { throw fields.invalid("identifier") }
        let (issue, card, phone) = try newIdentifiers(&fields)
        let replaces = fields.has("replaces") ? try identifier("replaces", &fields) : nil
        return IdentifierAddition(member: member, issue: issue, card: card, phone: phone, replaces: replaces)
    }

    /// The identifiers that a request makes or names: at least one.
    private func newIdentifiers(
        _ fields: inout JSONObjectReader
    ) throws(JSONError) -> (issue: [Identifier.Kind], card: CardNumber?, phone: PhoneNumber?) {
        var issue: [Identifier.Kind] = []
        let names = try fields.optionalStrings("issue", count: 0...2, length: 1...16) ?? []
        for (index, name) in names.enumerated() {
            guard let kind = Identifier.Kind(rawValue: name), kind != .phone else {
                throw .invalidField(path: JSONPath.element(index, of: fields.path(of: "issue")))
            }
            guard !issue.contains(kind) else { throw fields.invalid("issue") }
            issue.append(kind)
        }
        var card: CardNumber?
        if let text = try fields.optionalString("card", length: 1...64) {
            card = CardNumber(Self.value(of: text, kind: .card), prefix: cardPrefix)
            guard card != nil else { throw fields.invalid("card") }
        }
        var phone: PhoneNumber?
        if let text = try fields.optionalString("phone", length: 1...64) {
            phone = normalisePhone(Self.value(of: text, kind: .phone))
            guard phone != nil else { throw fields.invalid("phone") }
        }
        guard !issue.isEmpty || card != nil || phone != nil else { throw fields.invalid("issue") }
        return (issue, card, phone)
    }

    private func accrual(_ fields: inout JSONObjectReader) throws(JSONError) -> Accrual {
        let member = try identifier("member", &fields)
        let purchase = try fields.optionalPurchase("purchase")
        let points = try fields.optionalPoints("points")
        switch (purchase, points) {
        case (let purchase?, nil): return Accrual(member: member, basis: .purchase(purchase))
        case (nil, let points?): return Accrual(member: member, basis: .stated(points))
        case (nil, nil): throw fields.invalid("purchase")
        case (.some, .some): throw fields.invalid("points")
        }
    }

    private func redemption(_ fields: inout JSONObjectReader) throws(JSONError) -> Redemption {
        let member = try identifier("member", &fields)
        let points = try fields.points("points")
        let capture: CaptureWord = try fields.optionalChoice("capture") ?? .now
        return Redemption(member: member, points: points, capture: capture == .now ? .now : .later)
    }

    private func reversal(_ fields: inout JSONObjectReader) throws(JSONError) -> Reversal {
        let original = try fields.messageID("original_message_id")
        let refund = try fields.optionalPurchase("refund")
        let points = try fields.optionalPoints("points")
        switch (refund, points) {
        case (nil, nil): return Reversal(originalMessageID: original, extent: .whole)
        case (let refund?, nil): return Reversal(originalMessageID: original, extent: .refund(refund))
        case (nil, let points?): return Reversal(originalMessageID: original, extent: .points(points))
        case (.some, .some): throw fields.invalid("points")
        }
    }

    private func identifier(_ name: String, _ fields: inout JSONObjectReader) throws(JSONError) -> Identifier {
        guard let identifier = identifier(try fields.string(name, length: 1...64)) else { throw fields.invalid(name) }
        return identifier
    }

    /// The redemption's id in the path of a capture or a void.
    private static func original(_ text: String) throws(JSONError) -> String {
        guard MessageIDForm.accepts(text) else { throw .invalidField(path: "original_message_id") }
        return text
    }

    /// The value without the kind's own prefix, where it has it.
    private static func value(of text: String, kind: Identifier.Kind) -> String {
        let prefix = kind.rawValue + ":"
        return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    }
}

/// The words of `capture`.
private enum CaptureWord: String {
    case now, later
}
