import Messages

/// Reads the lines of a batch, each as its single request would be read (PROTOCOL.md section 2).
extension RequestReader {
    /// Reads one line, without its line feed.
    ///
    /// `type` is taken off, and with captures and voids `original_message_id`, which single requests have in their path; what
    /// is left is the single request's body. A `type` that is missing or unknown is an `invalid_field`, since nothing
    /// else can be judged without it.
    ///
    /// - Throws: ``Refusal`` of row 400.
    public func read(line: [UInt8]) throws(Refusal) -> UnverifiedMessage {
        do throws(JSONError) {
            let value = try Self.parse(line)
            guard case .object(var members) = value else { throw .malformed(offset: 0) }
            guard let place = members.firstIndex(where: { $0.name.isField("type") }),
                let word = members[place].value.string, let kind = BatchLineKind(rawValue: word)
            else { throw .invalidField(path: "type") }
            members.remove(at: place)
            let request: PostedRequest
            switch kind {
            case .member: request = .enrolment
            case .accrual: request = .accrual
            case .redemption: request = .redemption
            case .capture: request = .capture(original: Self.takeOriginal(of: &members))
            case .void: request = .void(original: Self.takeOriginal(of: &members))
            case .reversal: request = .reversal
            }
            return try read(content: .object(members), as: request)
        } catch {
            throw Refusal(error)
        }
    }

    /// Takes the original's id, which becomes part of the path; one that is none becomes empty, which no path accepts.
    private static func takeOriginal(of members: inout [JSONMember]) -> String {
        guard let place = members.firstIndex(where: { $0.name.isField("original_message_id") }) else { return "" }
        return members.remove(at: place).value.string ?? ""
    }
}

/// The kinds of message that a line may be; raw values are its `type`.
private enum BatchLineKind: String {
    case member, accrual, redemption, capture, void, reversal
}
