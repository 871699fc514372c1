import Messages
import Partners
import Quantities
import Signatures

/// Turns judgements of signatures into the domain's proof (PROTOCOL.md section 1).
enum SignatureGate {
    /// What was found of a request's signature under one revision of the terms.
    struct Passage: Sendable {
        /// The label a signed response refers to.
        let label: String?
        /// The proof, or the first refusal of row 401.
        let envelope: Result<VerifiedEnvelope, Refusal>
    }

    /// Judgements come from nowhere but ``RequestVerifier``, so believing one is believing the signature check.
    private static let verifier = MessageVerifier<RequestVerifier.Judgement> { judgement throws(Refusal) in
        switch judgement.result {
        case .failure(let refusal): throw Refusal(code(of: refusal))
        case .success(let proof): return try facts(of: proof)
        }
    }

    /// Judges a request's signature; of content still to come the digest is the caller's to compare.
    static func judge(
        _ message: RequestMessage, by ring: KeyRing, at now: Instant, content: RequestVerifier.Content = .here
    ) -> Passage {
        let judgement = ring.verifier.judge(message, now: now.seconds, content: content)
        do throws(Refusal) {
            let envelope = try verifier.verify(judgement, body: message.body)
            return Passage(label: judgement.label, envelope: .success(envelope))
        } catch {
            return Passage(label: judgement.label, envelope: .failure(error))
        }
    }

    private static func facts(of proof: VerifiedRequest) throws(Refusal) -> SignatureFacts {
        guard let partner = try? PartnerID(proof.partner) else { throw Refusal(.keyUnknown) }
        return SignatureFacts(
            partner: partner, keyID: proof.keyID, nonce: proof.nonce, created: Instant(seconds: proof.created),
            signature: proof.signature, signatureBase: proof.signatureBase)
    }

    private static func code(of refusal: RequestRefusal) -> RefusalCode {
        switch refusal {
        case .signatureMissing: .signatureMissing
        case .keyUnknown: .keyUnknown
        case .keyRevoked: .keyRevoked
        case .keyExpired: .keyExpired
        case .signatureStale: .signatureStale
        case .digestMismatch: .digestMismatch
        case .signatureInvalid: .signatureInvalid
        }
    }
}
