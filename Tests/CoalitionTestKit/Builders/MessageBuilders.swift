import Members
import Messages
import Partners
import Quantities

extension VerifiedMessage {
    /// A message as the real verifier lets it through, its signature taken for granted.
    ///
    /// - Parameter digest: what tells its content from another under the same id; made from the content when absent.
    public static func sample(
        _ content: MessageContent, id: String = "m-1", from partner: PartnerID = .grocery, at occurredAt: Instant?,
        digest: [UInt8]? = nil
    ) -> VerifiedMessage {
        let verifier = MessageVerifier<PartnerID> { (signer: PartnerID) throws(Refusal) in
            SignatureFacts(
                partner: signer, keyID: "key", nonce: "nonce", created: Instant(seconds: 0), signature: [],
                signatureBase: [])
        }
        let envelope = certain { () throws(Refusal) in try verifier.verify(partner, body: []) }
        let text = digest ?? Array("\(occurredAt?.microseconds ?? 0) \(content)".utf8)
        return envelope.carrying(
            UnverifiedMessage(
                messageID: id, occurredAt: occurredAt, content: content, contentDigest: ContentDigest(bytes: text)))
    }
}

extension Identifier {
    /// A member's phone by a number of at most nine digits.
    public static func phone(_ number: Int) -> Identifier {
        .phone(certain(PhoneNumber(e164: "+40\(700_000_000 + number)")))
    }
}

extension MessageContent {
    /// An enrolment by a phone.
    public static func enrolment(_ phone: Identifier, issue: [Identifier.Kind] = []) -> MessageContent {
        .enrolment(
            Enrolment(
                issue: issue, card: phone.cardNumber, phone: phone.phoneNumber, language: .ro,
                consents: Member.Consents(processing: true, marketing: false)))
    }

    /// A new identifier in place of a lost one.
    public static func replacement(of lost: Identifier, by new: Identifier) -> MessageContent {
        .identifierAddition(
            IdentifierAddition(
                member: lost, issue: [], card: new.cardNumber, phone: new.phoneNumber, replaces: lost))
    }

    /// A purchase, in minor units.
    public static func purchase(
        _ amount: Int64, by member: Identifier, currency: CurrencyCode = .ron
    ) -> MessageContent {
        .accrual(Accrual(member: member, basis: .purchase(.of(amount, currency))))
    }

    /// Points that the partner states.
    public static func stated(_ points: Int64, by member: Identifier) -> MessageContent {
        .accrual(Accrual(member: member, basis: .stated(.of(points))))
    }

    /// Points spent, or held.
    public static func spending(
        _ points: Int64, by member: Identifier, capture: Redemption.CaptureMode = .now
    ) -> MessageContent {
        .redemption(Redemption(member: member, points: .of(points), capture: capture))
    }

    /// A hold taken, all of it when no points are named.
    public static func capturing(_ original: String, _ points: Int64? = nil) -> MessageContent {
        .capture(Capture(originalMessageID: original, points: points.map { .of($0) }))
    }

    /// A hold released.
    public static func voiding(_ original: String) -> MessageContent {
        .void(VoidRequest(originalMessageID: original))
    }

    /// An accrual or redemption taken back.
    public static func reversing(_ original: String, _ extent: Reversal.Extent = .whole) -> MessageContent {
        .reversal(Reversal(originalMessageID: original, extent: extent))
    }
}

extension Purchase {
    /// A purchase or refund of so many minor units.
    public static func of(_ amount: Int64, _ currency: CurrencyCode = .ron) -> Purchase {
        Purchase(amount: Money(minorUnits: amount, currency: currency), items: [])
    }
}

extension Identifier {
    var cardNumber: CardNumber? { if case .card(let card) = self { card } else { nil } }
    var phoneNumber: PhoneNumber? { if case .phone(let phone) = self { phone } else { nil } }
}
