import Members
import Partners
import Quantities

/// What a partner asks for, read and well formed, but not yet known to be the partner's.
public struct UnverifiedMessage: Hashable, Sendable {
    /// The partner's own id for the message: 1 to 64 of `A-Za-z0-9._:-`.
    public let messageID: String
    /// When it happened at the partner; absent where the request may leave it out.
    public let occurredAt: Instant?
    /// The till or shop it came from.
    public let terminal: String?
    /// What is asked for.
    public let content: MessageContent
    /// SHA-256 of method, path and canonical body (RFC 8785), by which a replay is known.
    public let contentDigest: ContentDigest

    /// A message of these parts.
    public init(
        messageID: String, occurredAt: Instant?, terminal: String? = nil, content: MessageContent,
        contentDigest: ContentDigest
    ) {
        self.messageID = messageID
        self.occurredAt = occurredAt
        self.terminal = terminal
        self.content = content
        self.contentDigest = contentDigest
    }
}

/// SHA-256 of a message's content: method, path and canonical body.
public struct ContentDigest: Hashable, Sendable {
    /// Thirty-two bytes.
    public let bytes: [UInt8]

    /// A digest by its bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// What a message asks for (PROTOCOL.md section 2).
public enum MessageContent: Hashable, Sendable {
    case enrolment(Enrolment)
    case identifierAddition(IdentifierAddition)
    case accrual(Accrual)
    case redemption(Redemption)
    case capture(Capture)
    case void(VoidRequest)
    case reversal(Reversal)

    /// The `type` of the message in batches and answers.
    public var kind: MessageKind {
        switch self {
        case .enrolment: .member
        case .identifierAddition: .identifier
        case .accrual: .accrual
        case .redemption: .redemption
        case .capture: .capture
        case .void: .void
        case .reversal: .reversal
        }
    }
}

/// The kinds of message; raw values are the `type` of batch lines and the `kind` of stored messages.
public enum MessageKind: String, Hashable, Sendable, CaseIterable {
    case member, identifier, accrual, redemption, capture, void, reversal
}

/// A person joins the coalition through a partner.
public struct Enrolment: Hashable, Sendable {
    /// The kinds of identifier the hub shall make.
    public let issue: [Identifier.Kind]
    /// A card of the operator's printed stock, activated for this member.
    public let card: CardNumber?
    /// The member's telephone number.
    public let phone: PhoneNumber?
    /// The language the member reads.
    public let language: Member.Language
    /// What the member agreed to.
    public let consents: Member.Consents

    /// An enrolment of these facts.
    public init(
        issue: [Identifier.Kind], card: CardNumber?, phone: PhoneNumber?, language: Member.Language,
        consents: Member.Consents
    ) {
        self.issue = issue
        self.card = card
        self.phone = phone
        self.language = language
        self.consents = consents
    }
}

/// A member gets another identifier, or a new one for a lost one.
public struct IdentifierAddition: Hashable, Sendable {
    /// Any identifier that finds the member now.
    public let member: Identifier
    /// The kinds of identifier the hub shall make.
    public let issue: [Identifier.Kind]
    /// A card of the printed stock to activate.
    public let card: CardNumber?
    /// A telephone number to add.
    public let phone: PhoneNumber?
    /// The lost identifier that is retired by this; it must be this member's.
    public let replaces: Identifier?

    /// An addition of these facts.
    public init(
        member: Identifier, issue: [Identifier.Kind], card: CardNumber?, phone: PhoneNumber?, replaces: Identifier?
    ) {
        self.member = member
        self.issue = issue
        self.card = card
        self.phone = phone
        self.replaces = replaces
    }
}

/// A purchase as a partner tells it.
public struct Purchase: Hashable, Sendable {
    /// A part of the purchase by category of goods.
    public struct Item: Hashable, Sendable {
        /// The partner's own word for the goods.
        public let category: String
        /// What was paid for them, in minor units.
        public let amount: Int64

        /// An item of these facts.
        public init(category: String, amount: Int64) {
            self.category = category
            self.amount = amount
        }
    }

    /// What was paid; above zero.
    public let amount: Money
    /// What it was made of, as far as told.
    public let items: [Item]

    /// A purchase of these facts.
    public init(amount: Money, items: [Item]) {
        self.amount = amount
        self.items = items
    }
}

/// A member earns points.
public struct Accrual: Hashable, Sendable {
    /// What the points are for.
    public enum Basis: Hashable, Sendable {
        /// The hub computes the points of a purchase.
        case purchase(Purchase)
        /// The partner states them, as its contract allows.
        case stated(Points)
    }

    /// Who earns.
    public let member: Identifier
    /// For what.
    public let basis: Basis

    /// An accrual of these facts.
    public init(member: Identifier, basis: Basis) {
        self.member = member
        self.basis = basis
    }
}

/// A member spends points.
public struct Redemption: Hashable, Sendable {
    /// When the points are taken for good.
    public enum CaptureMode: Hashable, Sendable {
        case now, later
    }

    /// Who spends.
    public let member: Identifier
    /// How many; above zero.
    public let points: Points
    /// At once, or held until captured.
    public let capture: CaptureMode

    /// A redemption of these facts.
    public init(member: Identifier, points: Points, capture: CaptureMode) {
        self.member = member
        self.points = points
        self.capture = capture
    }
}

/// Held points are taken, all or part, and the rest is released.
public struct Capture: Hashable, Sendable {
    /// The redemption that made the hold.
    public let originalMessageID: String
    /// How many; all when absent.
    public let points: Points?

    /// A capture of these facts.
    public init(originalMessageID: String, points: Points?) {
        self.originalMessageID = originalMessageID
        self.points = points
    }
}

/// Held points are all released.
public struct VoidRequest: Hashable, Sendable {
    /// The redemption that made the hold.
    public let originalMessageID: String

    /// A void of these facts.
    public init(originalMessageID: String) {
        self.originalMessageID = originalMessageID
    }
}

/// An accrual or a redemption is taken back, all or part.
public struct Reversal: Hashable, Sendable {
    /// How much is taken back.
    public enum Extent: Hashable, Sendable {
        /// All that is left of it.
        case whole
        /// Money refunded of a purchase.
        case refund(Purchase)
        /// Points of a redemption or of a stated accrual.
        case points(Points)
    }

    /// The accrual or redemption it takes back.
    public let originalMessageID: String
    /// How much of it.
    public let extent: Extent

    /// A reversal of these facts.
    public init(originalMessageID: String, extent: Extent) {
        self.originalMessageID = originalMessageID
        self.extent = extent
    }
}
