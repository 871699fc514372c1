import Wire

/// One line of an NDJSON file becoming a message: as it is, with `type` and `message_id` where they are missing.
struct NDJSONMessage {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let line: Int64

    /// Takes a line without blanks around it.
    init(_ bytes: UnsafeBufferPointer<UInt8>, line: Int64) {
        self.bytes = bytes
        self.line = line
    }

    /// The message as a line of a batch, without its line break, and its type.
    func encoded(
        defaultType: BatchType?, derivedID: () -> String
    ) -> Result<(json: [UInt8], type: BatchType), BatchMistake> {
        let members: [JSONMember]
        do throws(JSONError) {
            guard case .object(let found) = try JSONReader.read(UnsafeRawBufferPointer(bytes)) else {
                return mistake(nil, "is no JSON object")
            }
            members = found
        } catch {
            return mistake(error)
        }
        let (type, id) = (Self.member("type", members), Self.member("message_id", members))
        guard let word = type?.string ?? (type == nil ? defaultType?.rawValue : nil) else {
            return mistake("type", type == nil ? "missing: add it, or give --type" : "is no text")
        }
        guard let type = BatchType(rawValue: word) else {
            return mistake("type", "is none of \(BatchType.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard id.map({ $0.string.map(MessageIDForm.accepts) ?? false }) ?? true else {
            return mistake("message_id", "is not 1 to 64 of A-Z a-z 0-9 . _ : -")
        }
        if type.needsOriginal, Self.member("original_message_id", members)?.string == nil {
            return mistake("original_message_id", "missing: \(type.phrase) needs it")
        }
        return .success((complete(members, type, hasID: id != nil, derivedID), type))
    }

    /// The line with what is missing put in front.
    private func complete(
        _ members: [JSONMember], _ type: BatchType, hasID: Bool, _ derivedID: () -> String
    ) -> [UInt8] {
        let hasType = Self.member("type", members) != nil
        guard !hasType || !hasID else { return Array(bytes) }
        var front = JSONWriter.object(capacity: 128) { writer in
            if !hasType { writer.member("type", type.rawValue) }
            if !hasID { writer.member("message_id", derivedID()) }
        }
        front.removeLast()
        if !members.isEmpty { front.append(UInt8(ascii: ",")) }
        return front + bytes.dropFirst()
    }

    private static func member(_ name: String, _ members: [JSONMember]) -> JSONValue? {
        members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    private func mistake(
        _ field: String?, _ reason: String
    ) -> Result<(json: [UInt8], type: BatchType), BatchMistake> {
        .failure(BatchMistake(line: line, field: field, reason))
    }

    private func mistake(_ error: JSONError) -> Result<(json: [UInt8], type: BatchType), BatchMistake> {
        switch error {
        case .malformed(let offset): mistake(nil, "is not JSON, at byte \(offset + 1) of the line")
        case .duplicateField(let path): mistake(path, "stands twice")
        case .unknownField(let path), .invalidField(let path): mistake(path, "is wrong")
        }
    }
}
