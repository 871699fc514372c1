import Partners
import Signatures
import Wire

/// What a partner is about to say of a statement of its own, by the API or by a file beside the manifest.
public struct AcknowledgementDraft: Hashable, Sendable {
    /// The partner's word; raw values are those of the API.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case received, accepted, disputed
    }

    /// Lines that do not stand, and why.
    public struct Claim: Hashable, Sendable {
        /// A reason's code, such as `wrong_amount`; the hub knows which there are.
        public let reason: String
        /// All lines of the statement that these messages caused.
        public let messageIDs: [String]
        /// Lines of `statement.csv` by their number, from 1.
        public let lines: [Int64]
        /// SHA-256 of what proves it; the evidence stays here.
        public let evidenceSHA256: String?
        /// A sentence for people.
        public let comment: String?

        /// A claim of these facts.
        public init(
            reason: String, messageIDs: [String] = [], lines: [Int64] = [], evidenceSHA256: String? = nil,
            comment: String? = nil
        ) {
            self.reason = reason
            self.messageIDs = messageIDs
            self.lines = lines
            self.evidenceSHA256 = evidenceSHA256
            self.comment = comment
        }
    }

    /// The word.
    public let status: Status
    /// What is disputed; `nil` unless the word is ``Status/disputed``.
    public let claim: Claim?

    /// A word, with a claim where it disputes.
    ///
    /// - Throws: ``AcknowledgementMistake``.
    public init(_ status: Status, claim: Claim? = nil) throws(AcknowledgementMistake) {
        switch (status, claim) {
        case (.disputed, nil): throw .claimMissing
        case (.received, .some), (.accepted, .some): throw .claimNotExpected
        case (.disputed, .some(let claim)) where claim.messageIDs.isEmpty && claim.lines.isEmpty: throw .nothingDisputed
        case (.disputed, .some(let claim)) where claim.lines.contains { $0 < 1 }: throw .lineNumber
        case (.disputed, .some), (.received, nil), (.accepted, nil): break
        }
        self.status = status
        self.claim = claim
    }

    /// The body of `POST /v1/cycles/{id}/acknowledgement`.
    ///
    /// - Parameter manifestSHA256: names the manifest that is spoken of, in lower-case hexadecimal; `nil` names none.
    public func body(version: Int64, manifestSHA256: String? = nil) -> JSONValue {
        .object(members(version: version, manifestSHA256: manifestSHA256))
    }

    /// The file beside a manifest: a compact JWS (RFC 7515) of type `acknowledgement+jws` by the partner's own key.
    ///
    /// - Throws: ``AcknowledgementMistake/keyCannotSign``: RSA keys sign no such tokens.
    public func file(
        for manifest: Manifest, manifestSHA256: String, key: SigningKey, keyID: String
    ) throws(AcknowledgementMistake) -> [UInt8] {
        let payload = JSONValue.object(
            [
                JSONMember(name: "partner", value: .string(manifest.partner.text)),
                JSONMember(name: "cycle", value: .string(manifest.cycle)),
            ] + members(version: manifest.version, manifestSHA256: manifestSHA256))
        do throws(JWSError) {
            let token = try CompactJWS(
                signing: JSONWriter.encode(payload), with: key, keyID: keyID, type: "acknowledgement+jws")
            return Array(token.text.utf8)
        } catch {
            throw .keyCannotSign
        }
    }

    private func members(version: Int64, manifestSHA256: String?) -> [JSONMember] {
        var members = [
            JSONMember(name: "version", value: .integer(version)),
            JSONMember(name: "status", value: .string(status.rawValue)),
        ]
        if let manifestSHA256 { members.append(JSONMember(name: "manifest_sha256", value: .string(manifestSHA256))) }
        guard let claim else { return members }
        var dispute = [JSONMember(name: "reason", value: .string(claim.reason))]
        if !claim.messageIDs.isEmpty {
            dispute.append(JSONMember(name: "message_ids", value: .array(claim.messageIDs.map { .string($0) })))
        }
        if !claim.lines.isEmpty {
            dispute.append(JSONMember(name: "lines", value: .array(claim.lines.map { .integer($0) })))
        }
        if let digest = claim.evidenceSHA256 {
            dispute.append(JSONMember(name: "evidence_sha256", value: .string(digest)))
        }
        if let comment = claim.comment { dispute.append(JSONMember(name: "comment", value: .string(comment))) }
        members.append(JSONMember(name: "disputes", value: .array([.object(dispute)])))
        return members
    }
}

/// Why nothing can be said of a statement.
public enum AcknowledgementMistake: Error, Hashable, Sendable {
    /// A dispute without a reason.
    case claimMissing
    /// A reason, message id, line, comment or evidence without a dispute.
    case claimNotExpected
    /// A dispute that names neither message nor line.
    case nothingDisputed
    /// Lines count from 1.
    case lineNumber
    /// The key is RSA, or its library refused to sign.
    case keyCannotSign
    /// The directory is no single settlement folder.
    case notOneFolder
    /// The folder is not as the hub made it; its findings.
    case unsound([FolderFinding])
    /// The folder is another partner's, or of another cycle, than was named.
    case otherStatement(String)
    /// The file cannot be written, or stands there already with another content.
    case notWritten(String)
    /// The evidence cannot be read.
    case evidence(String)
    /// The own key cannot be used.
    case key(PartnerKeyError)
    /// The directory cannot be looked through.
    case tree(SettlementTreeError)
}

extension AcknowledgementMistake: CustomStringConvertible {
    /// One English sentence.
    public var description: String {
        switch self {
        case .claimMissing: "a dispute needs --reason, and --message-id or --line"
        case .claimNotExpected: "--reason, --message-id, --line, --comment and --evidence belong to disputed only"
        case .nothingDisputed: "a dispute names what it is about: --message-id or --line"
        case .lineNumber: "--line counts from 1"
        case .keyCannotSign: "this key cannot sign the file; take an ed25519 or ecdsa-p256-sha256 key"
        case .notOneFolder: "--folder must be one settlement folder, with a manifest.json in it"
        case .unsound(let findings):
            "the folder is not as the hub made it: " + findings.map(\.description).joined(separator: "; ")
        case .otherStatement(let found): "the folder holds \(found), not the statement that was named"
        case .notWritten(let path): "\(path): cannot be written, or holds another word already"
        case .evidence(let path): "\(path): cannot be read"
        case .key(let error): error.description
        case .tree(let error): error.description
        }
    }
}
