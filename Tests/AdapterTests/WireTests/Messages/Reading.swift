import Members
import Messages
import Signatures
import Wire

/// A reader of a coalition in Romania, whose phones are understood in one national form.
let reader = RequestReader(
    cardPrefix: "9990",
    normalisePhone: { text in
        let digits = text.filter { $0 != " " && $0 != "-" }
        return PhoneNumber(e164: digits.hasPrefix("0") ? "+40" + digits.dropFirst() : digits)
    },
    digest: MessageDigest.sha256)

/// The kinds of request, with a body that is accepted, for tables.
enum SampleRequest: String, CaseIterable, Sendable {
    case enrolment, addition, accrual, stated, redemption, capture, void, reversal, refund

    var request: PostedRequest {
        switch self {
        case .enrolment: .enrolment
        case .addition: .identifierAddition(member: "card:9990123456789018")
        case .accrual, .stated: .accrual
        case .redemption: .redemption
        case .capture: .capture(original: "red-1")
        case .void: .void(original: "red-1")
        case .reversal, .refund: .reversal
        }
    }

    /// The members of the body, as JSON texts.
    var members: [String: String] {
        let base = ["message_id": #""m-1""#, "occurred_at": #""2026-11-20T10:15:00Z""#, "terminal": #""till-7""#]
        let own: [String: String] =
            switch self {
            case .enrolment: ["issue": #"["card","code"]"#, "phone": #""0722 123 456""#, "language": #""ro""#]
            case .addition: ["card": #""9990123456789018""#, "replaces": #""phone:+40722123456""#]
            case .accrual: ["member": #""card:9990123456789018""#, "purchase": #"{"amount":12990,"currency":"RON"}"#]
            case .stated: ["member": #""card:9990123456789018""#, "points": "129"]
            case .redemption: ["member": #""phone:0722123456""#, "points": "500", "capture": #""later""#]
            case .capture: ["points": "200"]
            case .void: [:]
            case .reversal: ["original_message_id": #""m-0""#, "points": "7"]
            case .refund: ["original_message_id": #""m-0""#, "refund": #"{"amount":990,"currency":"RON"}"#]
            }
        return base.merging(own) { $1 }
    }

    /// The body with some members set, or left out where the text is `nil`.
    func body(_ changes: [String: String?] = [:]) -> [UInt8] {
        var members = members
        for (name, text) in changes { members[name] = .some(text) ?? nil }
        for (name, text) in changes where text == nil { members[name] = nil }
        return SampleRequest.object(members)
    }

    static func object(_ members: [String: String]) -> [UInt8] {
        let texts = members.sorted { $0.key < $1.key }.map { #""\#($0.key)":\#($0.value)"# }
        return Array("{\(texts.joined(separator: ","))}".utf8)
    }

    /// The refusal of a body, or nothing when it is accepted.
    func refusal(of body: [UInt8]) -> Refusal? {
        do throws(Refusal) {
            _ = try reader.read(body, as: request)
            return nil
        } catch {
            return error
        }
    }
}
