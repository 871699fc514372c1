/// A posted request by its kind, with what its path names, percent-decoded and otherwise as given.
///
/// Batches name the same requests by `type` and `original_message_id`; a line's content is its single request's.
public enum PostedRequest: Hashable, Sendable {
    /// `POST /v1/members`.
    case enrolment
    /// `POST /v1/members/{identifier}/identifiers`.
    case identifierAddition(member: String)
    /// `POST /v1/accruals`.
    case accrual
    /// `POST /v1/redemptions`.
    case redemption
    /// `POST /v1/redemptions/{message_id}/capture`.
    case capture(original: String)
    /// `POST /v1/redemptions/{message_id}/void`.
    case void(original: String)
    /// `POST /v1/reversals`.
    case reversal

    /// The percent-decoded path without query, which is part of the content.
    public var path: String {
        switch self {
        case .enrolment: "/v1/members"
        case .identifierAddition(let member): "/v1/members/\(member)/identifiers"
        case .accrual: "/v1/accruals"
        case .redemption: "/v1/redemptions"
        case .capture(let original): "/v1/redemptions/\(original)/capture"
        case .void(let original): "/v1/redemptions/\(original)/void"
        case .reversal: "/v1/reversals"
        }
    }

    /// The names that the request's body may hold.
    var shape: JSONShape {
        switch self {
        case .enrolment: Self.enrolmentShape
        case .identifierAddition: Self.identifierAdditionShape
        case .accrual: Self.accrualShape
        case .redemption: Self.redemptionShape
        case .capture: Self.captureShape
        case .void: Self.voidShape
        case .reversal: Self.reversalShape
        }
    }

    private static let purchaseShape = JSONShape.object([
        "amount": .any, "currency": .any, "items": .array(.object(["category": .any, "amount": .any])),
    ])
    private static let enrolmentShape = JSONShape.object([
        "message_id": .any, "occurred_at": .any, "terminal": .any, "issue": .any, "card": .any, "phone": .any,
        "language": .any, "consents": .object(["processing": .any, "marketing": .any]),
    ])
    private static let identifierAdditionShape = JSONShape.object([
        "message_id": .any, "occurred_at": .any, "terminal": .any, "issue": .any, "card": .any, "phone": .any,
        "replaces": .any,
    ])
    private static let accrualShape = JSONShape.object([
        "message_id": .any, "occurred_at": .any, "terminal": .any, "member": .any, "purchase": purchaseShape,
        "points": .any,
    ])
    private static let redemptionShape = JSONShape.object([
        "message_id": .any, "occurred_at": .any, "terminal": .any, "member": .any, "points": .any, "capture": .any,
    ])
    private static let captureShape = JSONShape.object([
        "message_id": .any, "occurred_at": .any, "terminal": .any, "points": .any,
    ])
    private static let voidShape = JSONShape.object(["message_id": .any, "occurred_at": .any, "terminal": .any])
    private static let reversalShape = JSONShape.object([
        "message_id": .any, "occurred_at": .any, "terminal": .any, "original_message_id": .any,
        "refund": purchaseShape, "points": .any,
    ])
}
