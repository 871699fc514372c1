import Partners
import Quantities
import Wire

/// One message that a partner sends, known before the play begins.
struct ScriptStep: Hashable, Sendable {
    /// The place in the week, from 0.
    let index: Int
    /// Who sends.
    let partner: PartnerID
    /// Whose points.
    let household: String
    /// When it is said to have happened.
    let occurredAt: Instant
    /// The partner's own id of it.
    let messageID: String
    /// What it asks for.
    let action: Action
    /// The household's step before this one in the same week, which has to be answered first.
    let previous: Int?
    /// Whether a later step refers to this one, and so needs to know what became of it.
    let hasSequel: Bool

    /// What a message asks for.
    enum Action: Hashable, Sendable {
        /// Makes the household a member; some give a phone number too.
        case enrolment(phone: String?)
        /// A purchase.
        case accrual(amount: Int64, items: [RecordedPurchase.Item], store: String)
        /// Spends points now, or sets them aside.
        case redemption(points: Int64, later: Bool, store: String)
        /// Takes points of a hold.
        case capture(original: String, points: Int64)
        /// Gives a hold up.
        case void(original: String)
        /// Goods come back: part of what was paid is given back.
        case refund(original: String, amount: Int64)
        /// Part of what was bought with points comes back.
        case comeback(original: String, points: Int64)

        /// The message that must have been accepted for this one to be sent at all.
        var original: String? {
            switch self {
            case .enrolment, .accrual, .redemption: nil
            case .capture(let original, _), .void(let original), .refund(let original, _), .comeback(let original, _):
                original
            }
        }

        /// The kind as the summary names it.
        var kind: Kind {
            switch self {
            case .enrolment: .enrolment
            case .accrual: .accrual
            case .redemption(_, let later, _): later ? .hold : .redemption
            case .capture: .capture
            case .void: .void
            case .refund, .comeback: .reversal
            }
        }
    }

    /// The kinds of messages in the summary, in its order.
    enum Kind: String, CaseIterable, Hashable, Sendable {
        case enrolment, accrual, redemption, hold, capture, void, reversal
    }
}

extension ScriptStep {
    /// The path and the content of the message.
    ///
    /// - Parameters:
    ///   - member: an identifier of the household; not needed for enrolments and messages about earlier ones.
    ///   - currency: of all amounts.
    func request(member: String, currency: String) -> (path: String, body: JSONValue) {
        var members = [
            JSONMember(name: "message_id", value: .string(messageID)),
            JSONMember(name: "occurred_at", value: .string(occurredAt.description)),
        ]
        func add(_ name: String, _ value: JSONValue) { members.append(JSONMember(name: name, value: value)) }
        let path: String
        switch action {
        case .enrolment(let phone):
            path = "/v1/members"
            add("issue", .array([.string("card"), .string("code")]))
            if let phone { add("phone", .string(phone)) }
            add("language", .string("ro"))
            add("consents", .object(["processing": .bool(true), "marketing": .bool(phone != nil)]))
        case .accrual(let amount, let items, let store):
            path = "/v1/accruals"
            add("member", .string(member))
            add("terminal", .string("store-\(store)"))
            let list = items.map {
                JSONValue.object(["category": .string($0.category), "amount": .integer($0.amount)])
            }
            add(
                "purchase",
                .object(["amount": .integer(amount), "currency": .string(currency), "items": .array(list)]))
        case .redemption(let points, let later, let store):
            path = "/v1/redemptions"
            add("member", .string(member))
            add("terminal", .string("store-\(store)"))
            add("points", .integer(points))
            if later { add("capture", .string("later")) }
        case .capture(let original, let points):
            path = "/v1/redemptions/\(original)/capture"
            add("points", .integer(points))
        case .void(let original):
            path = "/v1/redemptions/\(original)/void"
        case .refund(let original, let amount):
            path = "/v1/reversals"
            add("original_message_id", .string(original))
            add("refund", .object(["amount": .integer(amount), "currency": .string(currency)]))
        case .comeback(let original, let points):
            path = "/v1/reversals"
            add("original_message_id", .string(original))
            add("points", .integer(points))
        }
        return (path, .object(members))
    }
}
