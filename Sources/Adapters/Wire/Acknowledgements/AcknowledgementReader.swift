import Disputes

/// An acknowledgement that says itself whose it is, as a signed file does.
public struct AddressedAcknowledgement: Hashable, Sendable {
    /// The partner it says it is from.
    public let partner: String
    /// The cycle it says it speaks of.
    public let cycle: String
    /// What it says.
    public let acknowledgement: Acknowledgement
}

/// Reads acknowledgements and answers to disputes, strictly (PROTOCOL.md, "Conventions"): refusals come in the order
/// `malformed_body`, `duplicate_field`, `unknown_field`, `invalid_field`.
public enum AcknowledgementReader {
    private static let claimShape = JSONShape.object([
        "reason": .any, "message_ids": .any, "lines": .any, "evidence_sha256": .any, "comment": .any,
    ])
    private static let bodyShape = JSONShape.object([
        "version": .any, "status": .any, "manifest_sha256": .any, "disputes": .array(claimShape),
    ])
    private static let fileShape = JSONShape.object([
        "partner": .any, "cycle": .any, "version": .any, "status": .any, "manifest_sha256": .any,
        "disputes": .array(claimShape),
    ])
    private static let answerShape = JSONShape.object(["stance": .any, "comment": .any, "evidence_sha256": .any])
    private static let withdrawalShape = JSONShape.object(["reason": .any])

    /// The body of `POST /v1/cycles/{id}/acknowledgement`.
    ///
    /// - Throws: ``JSONError``.
    public static func body(_ content: JSONValue) throws(JSONError) -> Acknowledgement {
        var fields = try JSONObjectReader(content)
        try bodyShape.refuseUnknown(in: content)
        return try acknowledgement(&fields)
    }

    /// The payload of an acknowledgement file, which always names its manifest.
    ///
    /// - Throws: ``JSONError``.
    public static func file(_ payload: [UInt8]) throws(JSONError) -> AddressedAcknowledgement {
        let content = try JSONReader.read(payload)
        var fields = try JSONObjectReader(content)
        try fileShape.refuseUnknown(in: content)
        let partner = try fields.string("partner", length: 1...64)
        let cycle = try fields.string("cycle", length: 1...18)
        let acknowledgement = try acknowledgement(&fields)
        guard acknowledgement.manifestSHA256 != nil else { throw fields.invalid("manifest_sha256") }
        return AddressedAcknowledgement(partner: partner, cycle: cycle, acknowledgement: acknowledgement)
    }

    /// The body of `POST /v1/disputes/{id}/answer`.
    ///
    /// - Throws: ``JSONError``.
    public static func answer(_ content: JSONValue) throws(JSONError) -> DisputeAnswer {
        var fields = try JSONObjectReader(content)
        try answerShape.refuseUnknown(in: content)
        guard let stance = DisputeStance(rawValue: try fields.string("stance", length: 1...32)) else {
            throw fields.invalid("stance")
        }
        return DisputeAnswer(
            stance: stance, comment: try fields.optionalString("comment", length: 1...500),
            evidenceSHA256: try fields.optionalDigest("evidence_sha256"))
    }

    /// The body of `POST /v1/cycles/{id}/disputes/{n}/withdrawal`: why, where that is said.
    ///
    /// - Throws: ``JSONError``.
    public static func withdrawal(_ content: JSONValue) throws(JSONError) -> String? {
        var fields = try JSONObjectReader(content)
        try withdrawalShape.refuseUnknown(in: content)
        return try fields.optionalString("reason", length: 1...500)
    }

    private static func acknowledgement(_ fields: inout JSONObjectReader) throws(JSONError) -> Acknowledgement {
        let version = try fields.integer("version", in: 1...1_000_000)
        let status = try fields.string("status", length: 1...32)
        let manifest = try fields.optionalDigest("manifest_sha256")
        var claims: [DisputeClaim] = []
        for var claim in try fields.optionalObjects("disputes", count: 1...DisputeClaim.mostClaims) ?? [] {
            claims.append(try Self.claim(&claim))
        }
        let word: Acknowledgement.Word
        switch status {
        case "received": word = .received
        case "accepted": word = .accepted
        case "disputed": word = .disputed(claims)
        default: throw fields.invalid("status")
        }
        // Whoever disputes says what, and nobody else does.
        guard (status == "disputed") == !claims.isEmpty else { throw fields.invalid("disputes") }
        return Acknowledgement(version: version, word: word, manifestSHA256: manifest)
    }

    private static func claim(_ fields: inout JSONObjectReader) throws(JSONError) -> DisputeClaim {
        guard let reason = DisputeReason(rawValue: try fields.string("reason", length: 1...32)) else {
            throw fields.invalid("reason")
        }
        let names = 0...DisputeClaim.mostNames
        let messages = try fields.optionalStrings("message_ids", count: names, length: 1...64) ?? []
        guard messages.allSatisfy(MessageIDForm.accepts) else { throw fields.invalid("message_ids") }
        var lines: [Int64] = []
        for value in try fields.optionalArray("lines", count: names) ?? [] {
            guard let line = value.integer, line > 0 else { throw fields.invalid("lines") }
            lines.append(line)
        }
        guard !messages.isEmpty || !lines.isEmpty else { throw fields.invalid("lines") }
        let evidence = try fields.optionalDigest("evidence_sha256")
        let comment = try fields.optionalString("comment", length: 1...500)
        guard reason != .other || comment != nil else { throw fields.invalid("comment") }
        return DisputeClaim(
            reason: reason, messageIDs: messages, lines: lines, evidenceSHA256: evidence, comment: comment)
    }
}

extension JSONObjectReader {
    /// Takes a SHA-256 in 64 lower-case hexadecimal digits; `nil` when absent.
    fileprivate mutating func optionalDigest(_ name: String) throws(JSONError) -> String? {
        guard let text = try optionalString(name, length: 64...64) else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            throw invalid(name)
        }
        return text
    }
}
