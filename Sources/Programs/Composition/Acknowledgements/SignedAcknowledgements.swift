import Operations
import Partners
import Quantities
import Signatures
import Wire

/// Believes acknowledgement files by the partners' keys that are registered and valid at the moment.
public struct SignedAcknowledgements: AcknowledgementVerifying {
    /// The header's `typ` of such a file.
    public static let type = "acknowledgement+jws"

    private let terms: @Sendable () -> CoalitionSnapshot?
    private let clock: @Sendable () -> Instant

    /// A verifier over the terms that bind.
    public init(terms: @escaping @Sendable () -> CoalitionSnapshot?, clock: @escaping @Sendable () -> Instant) {
        self.terms = terms
        self.clock = clock
    }

    /// See ``AcknowledgementVerifying/digest(of:)``.
    public func digest(of bytes: [UInt8]) -> [UInt8] { MessageDigest.sha256(bytes) }

    /// See ``AcknowledgementVerifying/verify(_:)``. A line end after the token is let pass.
    public func verify(_ bytes: [UInt8]) throws(AcknowledgementFileError) -> AcknowledgementFile.Content {
        let ending = bytes.reversed().prefix { $0 == 0x0A || $0 == 0x0D }.count
        let text = String(decoding: bytes.dropLast(ending), as: UTF8.self)
        let now = clock()
        let partners = terms()?.partners.values.map { $0 } ?? []
        func owner(_ keyID: String) -> (PartnerID, PartnerKey)? {
            for partner in partners {
                if let key = partner.keys.first(where: { $0.id == keyID }) { return (partner.id, key) }
            }
            return nil
        }
        let token: CompactJWS
        do throws(JWSError) {
            token = try CompactJWS(verifying: text, type: Self.type) { keyID in
                guard let (_, key) = owner(keyID), let algorithm = SignatureAlgorithm(rawValue: key.algorithm.rawValue)
                else { return nil }
                return try? VerificationKey(pem: key.publicKey, algorithm: algorithm)
            }
        } catch {
            throw AcknowledgementFileError(Self.reason(error))
        }
        guard let (signer, key) = owner(token.keyID) else {
            throw AcknowledgementFileError("its key is not registered")
        }
        guard !key.isRevoked else { throw AcknowledgementFileError("its key was revoked") }
        guard key.validFrom <= now, now < key.validUntil else {
            throw AcknowledgementFileError("its key is not valid now")
        }
        let addressed: AddressedAcknowledgement
        do throws(JSONError) {
            addressed = try AcknowledgementReader.file(token.payload)
        } catch {
            throw AcknowledgementFileError("its payload is not an acknowledgement: \(error)")
        }
        return AcknowledgementFile.Content(
            signer: signer, keyID: token.keyID, partner: addressed.partner, cycle: CycleName.cycle(addressed.cycle),
            acknowledgement: addressed.acknowledgement)
    }

    private static func reason(_ error: JWSError) -> String {
        switch error {
        case .malformed: "it is no compact JWS"
        case .header: "its header is not that of an acknowledgement"
        case .keyUnknown: "its key is not registered"
        case .wrongAlgorithm: "its algorithm is not its key's"
        case .signatureInvalid, .signing: "its signature does not verify"
        }
    }
}
