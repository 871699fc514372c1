import Quantities
import Wire

/// The kinds of request a partner sends; raw values are the words of `partner send`.
public enum RequestType: String, CaseIterable, Hashable, Sendable {
    case member, identifier, accrual, redemption, capture, void, reversal
    case balance, message, cycles, cycle, statement

    /// Whether it posts a message, with an id of its own, rather than reads.
    public var isPosted: Bool {
        switch self {
        case .member, .identifier, .accrual, .redemption, .capture, .void, .reversal: true
        case .balance, .message, .cycles, .cycle, .statement: false
        }
    }

    /// The members that the path needs; they are taken out of the JSON.
    public var pathMembers: [String] {
        switch self {
        case .member, .accrual, .redemption, .reversal, .cycles: []
        case .identifier, .balance: ["member"]
        case .capture, .void: ["original_message_id"]
        case .message: ["message_id"]
        case .cycle: ["cycle"]
        case .statement: ["cycle", "file"]
        }
    }

    /// Makes the request of this kind.
    ///
    /// The members that the path names are taken from what is given and leave the content. Posted messages get a `message_id`
    /// and an `occurred_at` when they have none. All else is the hub's to judge.
    ///
    /// - Parameters:
    ///   - given: a JSON object; `nil` is an empty one.
    ///   - named: further members of it, by name, as a command's options give them.
    ///   - messageID: makes the id of a message without one.
    ///   - now: the time of a message without one, whole seconds of it.
    /// - Throws: ``RequestMistake``.
    public func request(
        _ given: JSONValue?, named: [String: String] = [:], messageID: () -> String, now: Instant
    ) throws(RequestMistake) -> HubRequest {
        guard case .object(var members) = given ?? .object([]) else { throw .notAnObject }
        for (name, text) in named.sorted(by: { $0.key < $1.key }) {
            guard !members.contains(where: { $0.name == name }) else { throw .givenTwice(name) }
            members.append(JSONMember(name: name, value: .string(text)))
        }
        var segments: [String] = []
        for name in pathMembers {
            guard let index = members.firstIndex(where: { $0.name == name }) else { throw .missing(name) }
            guard let text = members.remove(at: index).value.string, !text.isEmpty, text != ".", text != ".." else {
                throw .notText(name)
            }
            segments.append(PercentCoding.segment(text))
        }
        let path = path(segments)
        guard isPosted else {
            if let left = members.first { throw .unused(left.name) }
            return .get(path)
        }
        if !members.contains(where: { $0.name == "occurred_at" }) {
            let time = Instant(seconds: now.seconds).description
            members.insert(JSONMember(name: "occurred_at", value: .string(time)), at: 0)
        }
        if !members.contains(where: { $0.name == "message_id" }) {
            members.insert(JSONMember(name: "message_id", value: .string(messageID())), at: 0)
        }
        return .post(path, .object(members))
    }

    private func path(_ segments: [String]) -> String {
        let first = segments.first ?? ""
        return switch self {
        case .member: "/v1/members"
        case .identifier: "/v1/members/\(first)/identifiers"
        case .accrual: "/v1/accruals"
        case .redemption: "/v1/redemptions"
        case .capture: "/v1/redemptions/\(first)/capture"
        case .void: "/v1/redemptions/\(first)/void"
        case .reversal: "/v1/reversals"
        case .balance: "/v1/members/\(first)/balance"
        case .message: "/v1/messages/\(first)"
        case .cycles: "/v1/cycles"
        case .cycle: "/v1/cycles/\(first)"
        case .statement: "/v1/cycles/\(first)/statement/\(segments.last ?? "")"
        }
    }
}

/// Why a request cannot be made of what was given.
public enum RequestMistake: Error, Hashable, Sendable, CustomStringConvertible {
    /// The JSON is no object.
    case notAnObject
    /// An option gives a member that the JSON has too.
    case givenTwice(String)
    /// The path needs this member.
    case missing(String)
    /// This member of the path is no text, or empty.
    case notText(String)
    /// Reading takes no content, and this member has no place in the path.
    case unused(String)

    /// One English sentence.
    public var description: String {
        switch self {
        case .notAnObject: "the JSON is no object"
        case .givenTwice(let name): "\(name) is given twice"
        case .missing(let name): "\(name) is missing"
        case .notText(let name): "\(name) must be a text that is not empty"
        case .unused(let name): "\(name) does not belong to this request"
        }
    }
}
