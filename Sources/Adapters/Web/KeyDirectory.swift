import Members
import Operations
import Partners
import Quantities
import Signatures
import Synchronization
import Wire

/// What one revision of the coalition's terms means for reading requests: parsed keys and forms of identifiers.
struct KeyRing: Sendable {
    /// The revision of the terms; 0 before there is a coalition, under which no signature holds.
    let revision: Int64
    /// Judges signatures by the registered keys.
    let verifier: RequestVerifier
    /// Reads bodies.
    let reader: RequestReader
    private let keys: [String: RegisteredKey]

    init(revision: Int64, keys: [String: RegisteredKey], reader: RequestReader) {
        self.revision = revision
        self.keys = keys
        self.reader = reader
        verifier = RequestVerifier { keys[$0] }
    }

    /// The label that a signed response refers to when the request is refused before its signature is judged: of the
    /// signature by a registered key, else of the first; `nil` when the signature fields do not parse.
    func label(of fields: HeaderFields) -> String? {
        guard case .parsed(let parsed) = SignatureFields.parse(fields) else { return nil }
        let registered = parsed.labels.first { labelled in
            labelled.signature != nil && labelled.input.keyID.map { keys[$0] != nil } ?? false
        }
        return registered?.label ?? parsed.firstSignedLabel
    }
}

/// Gives each coalition's region a reader of its national phone numbers.
public typealias PhoneNormaliserMaker = @Sendable (_ region: String) -> @Sendable (String) -> PhoneNumber?

/// Keeps the keys of the newest terms parsed, once for each revision.
final class KeyDirectory: Sendable {
    private let terms: CoalitionDirectory
    private let makeNormaliser: PhoneNormaliserMaker
    private let newest: Mutex<KeyRing>

    init(terms: CoalitionDirectory, makeNormaliser: @escaping PhoneNormaliserMaker) {
        self.terms = terms
        self.makeNormaliser = makeNormaliser
        let reader = RequestReader(cardPrefix: "", normalisePhone: { _ in nil }, digest: MessageDigest.sha256)
        newest = Mutex(KeyRing(revision: 0, keys: [:], reader: reader))
    }

    /// The keys that bind now, as far as this node knows.
    var current: KeyRing {
        guard let snapshot = terms.current?.snapshot else { return newest.withLock { $0 } }
        return newest.withLock { known in
            if known.revision < snapshot.revision { known = makeRing(snapshot) }
            return known
        }
    }

    private func makeRing(_ snapshot: CoalitionSnapshot) -> KeyRing {
        var keys: [String: RegisteredKey] = [:]
        for partner in snapshot.partners.values {
            for key in partner.keys {
                // Keys were parsed when the partner files were applied; one that does not parse here serves nobody.
                guard let algorithm = SignatureAlgorithm(rawValue: key.algorithm.rawValue),
                    let parsed = try? VerificationKey(pem: key.publicKey, algorithm: algorithm)
                else { continue }
                keys[key.id] = RegisteredKey(
                    partner: partner.id.text, key: parsed, validFrom: key.validFrom.seconds,
                    validUntil: key.validUntil.seconds, isRevoked: key.isRevoked)
            }
        }
        let coalition = snapshot.coalition
        let reader = RequestReader(
            cardPrefix: coalition.cardPrefix, normalisePhone: makeNormaliser(coalition.defaultRegion),
            digest: MessageDigest.sha256)
        return KeyRing(revision: snapshot.revision, keys: keys, reader: reader)
    }
}
