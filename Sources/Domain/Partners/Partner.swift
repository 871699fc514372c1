import Quantities

/// A merchant or charity of the coalition, as its partner file describes it (PROTOCOL.md section 6).
public struct Partner: Hashable, Sendable {
    /// What a partner is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case merchant, charity
    }

    /// Where a partner stands; a suspended or leaving one is refused some requests (PROTOCOL.md section 2, row 403).
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case active, suspended, leaving
    }

    /// The partner's name in messages, files and accounts.
    public let id: PartnerID
    /// The name people read, by language (`en`, `ro`, `ru`); English is always there.
    public let name: [String: String]
    /// Merchant or charity.
    public let kind: Kind
    /// Active, suspended or leaving.
    public let status: Status
    /// The keys that messages may be signed with.
    public let keys: [PartnerKey]
    /// Contracts in order of `effectiveFrom`; the last that has begun binds. Never empty.
    public let contracts: [ContractVersion]
    /// Where its money and its files go.
    public let settlement: PartnerSettlement
    /// The run-off date of a partner that leaves: the first cycle that closes on or after it is its last.
    public let leavesOn: LocalDay?

    /// A partner of these facts.
    public init(
        id: PartnerID, name: [String: String], kind: Kind, status: Status, keys: [PartnerKey],
        contracts: [ContractVersion], settlement: PartnerSettlement, leavesOn: LocalDay? = nil
    ) {
        // An empty list would be a mistake of ours: the reader of partner files refuses a file without a contract.
        precondition(!contracts.isEmpty)
        self.id = id
        self.name = name
        self.kind = kind
        self.status = status
        self.keys = keys
        self.contracts = contracts.sorted { $0.effectiveFrom < $1.effectiveFrom }
        self.settlement = settlement
        self.leavesOn = leavesOn
    }

    /// The contract that binds at `instant`: the last that has begun, or the first before any has.
    public func contract(at instant: Instant) -> Contract {
        (contracts.last { $0.effectiveFrom <= instant } ?? contracts[0]).contract
    }
}

/// A public key a partner signs with (PROTOCOL.md sections 1 and 6).
public struct PartnerKey: Hashable, Sendable {
    /// The algorithms of RFC 9421 that are accepted; HMAC and RSA PKCS#1 v1.5 never are.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case ed25519
        case ecdsaP256SHA256 = "ecdsa-p256-sha256"
        case rsaPSSSHA512 = "rsa-pss-sha512"
    }

    /// The `keyid` of signatures; unique in the coalition, 1 to 128 characters.
    public let id: String
    /// The algorithm this key is used with; a signature that says another is refused.
    public let algorithm: Algorithm
    /// SubjectPublicKeyInfo as PEM text.
    public let publicKey: String
    /// First moment of validity.
    public let validFrom: Instant
    /// First moment after validity.
    public let validUntil: Instant
    /// Whether the partner took the key back; its signatures then answer `key_revoked`.
    public let isRevoked: Bool

    /// A key of these facts.
    public init(
        id: String, algorithm: Algorithm, publicKey: String, validFrom: Instant, validUntil: Instant,
        isRevoked: Bool = false
    ) {
        self.id = id
        self.algorithm = algorithm
        self.publicKey = publicKey
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.isRevoked = isRevoked
    }
}

/// A bank account as partner files give it.
public struct BankAccount: Hashable, Sendable {
    /// International bank account number (ISO 13616), without spaces.
    public let iban: String
    /// Business identifier code of the bank (ISO 9362).
    public let bic: String
    /// Who holds the account.
    public let holder: String

    /// An account of these facts.
    public init(iban: String, bic: String, holder: String) {
        self.iban = iban
        self.bic = bic
        self.holder = holder
    }
}

/// Where a partner's money and files go.
public struct PartnerSettlement: Hashable, Sendable {
    /// The bank account payments go to.
    public let account: BankAccount?
    /// The places its folders are pushed to, in order.
    public let deliveries: [DeliveryTarget]

    /// An account and places to push to.
    public init(account: BankAccount?, deliveries: [DeliveryTarget]) {
        self.account = account
        self.deliveries = deliveries
    }
}

/// One place settlement folders are pushed to, and what proves both ends to each other.
public struct DeliveryTarget: Hashable, Sendable {
    /// `sftp`, `https`, `ftps` or `file` URL of a folder.
    public let url: String
    /// File of the SSH private key, for `sftp`.
    public let identity: String?
    /// The server's pinned host key, for `sftp`: an OpenSSH public key line or a `SHA256:` fingerprint.
    public let hostKey: String?
    /// File of the client certificate, for `https` and `ftps`.
    public let clientCertificate: String?
    /// File of the client certificate's private key; absent, the data directory's key of the same name.
    public let clientKey: String?
    /// File of the certificate authority the server must be under, for `https` and `ftps`.
    public let ca: String?

    /// A place of these facts.
    public init(
        url: String, identity: String? = nil, hostKey: String? = nil, clientCertificate: String? = nil,
        clientKey: String? = nil, ca: String? = nil
    ) {
        self.url = url
        self.identity = identity
        self.hostKey = hostKey
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.ca = ca
    }
}
