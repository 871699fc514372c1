import Disputes
import Partners
import Quantities

/// What lies under the name of an acknowledgement file in a delivered folder.
public enum FetchedAcknowledgement: Hashable, Sendable {
    /// Nothing yet.
    case absent
    /// A file of at most ``AcknowledgementFile/largest`` bytes.
    case file([UInt8])
    /// A larger file, which is not read.
    case tooLarge
    /// The place could not be read; one line for people, without any secret.
    case failed(String)
}

/// Looks for signed files where settlements were delivered.
public protocol AcknowledgementFetching: Sendable {
    /// Reads ``AcknowledgementFile/name`` in the delivered folder of `place`.
    func fetch(_ place: AcknowledgementPlace) async -> FetchedAcknowledgement
}

/// The signed file that a partner leaves in the folder it was sent: a compact JWS (RFC 7515) of type
/// `acknowledgement+jws` by its registered key.
public enum AcknowledgementFile {
    /// Its name in the folder.
    public static let name = "acknowledgement.jws"
    /// The most bytes of it.
    public static let largest = 64 << 10

    /// What a file says, once its signature held.
    public struct Content: Hashable, Sendable {
        /// Whose key signed it.
        public let signer: PartnerID
        /// The key.
        public let keyID: String
        /// The partner it says it is from.
        public let partner: String
        /// The cycle it says it speaks of; `nil` when its text is no cycle.
        public let cycle: Int64?
        /// What it says.
        public let acknowledgement: Acknowledgement

        /// A content of these facts.
        public init(
            signer: PartnerID, keyID: String, partner: String, cycle: Int64?, acknowledgement: Acknowledgement
        ) {
            self.signer = signer
            self.keyID = keyID
            self.partner = partner
            self.cycle = cycle
            self.acknowledgement = acknowledgement
        }

        /// Why it does not belong into `folder`; `nil` when it does.
        ///
        /// The manifest it must name is compared by the store, which has it.
        public func mismatch(with folder: FolderKey) -> String? {
            if signer != folder.party || partner != folder.party.text { return "it is another partner's" }
            if cycle != folder.cycle || acknowledgement.version != folder.version {
                return "it speaks of another statement"
            }
            return acknowledgement.manifestSHA256 == nil ? "it names no manifest" : nil
        }
    }
}

/// Reads and checks signed files; an adapter knows keys and signatures.
public protocol AcknowledgementVerifying: Sendable {
    /// SHA-256: 32 bytes.
    func digest(of bytes: [UInt8]) -> [UInt8]
    /// Checks the signature by the keys that are registered and valid now, and reads the payload.
    ///
    /// - Throws: ``AcknowledgementFileError``.
    func verify(_ bytes: [UInt8]) throws(AcknowledgementFileError) -> AcknowledgementFile.Content
}

/// Why a file is not believed; the reason is one clause for people, without any secret.
public struct AcknowledgementFileError: Error, Hashable, Sendable {
    /// Such as "its key is not registered".
    public let reason: String

    /// An error for a reason.
    public init(_ reason: String) {
        self.reason = reason
    }
}
