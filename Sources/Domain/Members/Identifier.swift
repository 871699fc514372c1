/// What finds a member: a card, a phone or a code, in canonical form (PROTOCOL.md section 3).
public enum Identifier: Hashable, Sendable, CustomStringConvertible {
    /// A coalition card.
    case card(CardNumber)
    /// A telephone number in E.164.
    case phone(PhoneNumber)
    /// A code for reading aloud.
    case code(MemberCode)

    /// The kinds of identifier.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case card, phone, code
    }

    /// Turns a phone number in any usual national form into E.164, or nothing where it is none.
    public typealias PhoneNormaliser = (String) -> PhoneNumber?

    /// The kind.
    public var kind: Kind {
        switch self {
        case .card: .card
        case .phone: .phone
        case .code: .code
        }
    }

    /// Reads `card:…`, `phone:…` or `code:…`; nothing when the prefix or the value is not well formed.
    ///
    /// - Parameters:
    ///   - cardPrefix: the coalition's first digits of every card.
    ///   - normalisePhone: turns national forms into E.164.
    public init?(_ text: String, cardPrefix: String, normalisePhone: PhoneNormaliser) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let value = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "card":
            guard let card = CardNumber(value, prefix: cardPrefix) else { return nil }
            self = .card(card)
        case "phone":
            guard let phone = normalisePhone(value) else { return nil }
            self = .phone(phone)
        case "code":
            guard let code = MemberCode(value) else { return nil }
            self = .code(code)
        default:
            return nil
        }
    }

    /// The canonical text, such as `phone:+40722123456`; this is what look-up hashes are made of.
    public var description: String {
        switch self {
        case .card(let card): "card:" + card.digits
        case .phone(let phone): "phone:" + phone.e164
        case .code(let code): "code:" + code.symbols
        }
    }
}
