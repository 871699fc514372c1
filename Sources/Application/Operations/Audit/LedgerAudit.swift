/// One thing in the ledger that does not agree with another.
public struct AuditFinding: Hashable, Sendable {
    /// Which law is broken, such as `conservation`.
    public let law: String
    /// What it is broken for, such as an issuer or a lot.
    public let subject: String
    /// Both figures, in words.
    public let detail: String

    /// A finding of these facts.
    public init(law: String, subject: String, detail: String) {
        self.law = law
        self.subject = subject
        self.detail = detail
    }
}

/// What an audit looked at.
public struct AuditReport: Hashable, Sendable {
    /// Conservation of one issuer's points, from its postings.
    public struct Issuer: Hashable, Sendable {
        /// Who answers for the points.
        public let issuer: String
        /// Given out.
        public let issued: Int64
        /// Taken back.
        public let reversed: Int64
        /// With members: available and pending, what is past its time but not yet posted so included.
        public let outstanding: Int64
        /// Set aside by holds.
        public let held: Int64
        /// Taken by redeemers, less what they gave back.
        public let redeemed: Int64
        /// Posted as expired, less what of it was taken back.
        public let expired: Int64

        /// One issuer's sums.
        public init(
            issuer: String, issued: Int64, reversed: Int64, outstanding: Int64, held: Int64, redeemed: Int64,
            expired: Int64
        ) {
            self.issuer = issuer
            self.issued = issued
            self.reversed = reversed
            self.outstanding = outstanding
            self.held = held
            self.redeemed = redeemed
            self.expired = expired
        }
    }

    /// Every issuer's sums, by id.
    public let issuers: [Issuer]
    /// How many postings were read.
    public let postings: Int64
    /// How many messages were read.
    public let messages: Int64
    /// What does not agree; empty when all is well.
    public let findings: [AuditFinding]

    /// A report of these parts.
    public init(issuers: [Issuer], postings: Int64, messages: Int64, findings: [AuditFinding]) {
        self.issuers = issuers
        self.postings = postings
        self.messages = messages
        self.findings = findings
    }
}

/// Proves, from the facts, that everything kept current beside them agrees.
public protocol LedgerAudit: Sendable {
    /// Reads all facts in one consistent state of the ledger.
    func check() async throws(StoreError) -> AuditReport
}
