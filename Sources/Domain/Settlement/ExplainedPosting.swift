import Partners
import Quantities

/// Where a posting stands in the order of the ledger; its text is what `after` takes.
public struct PostingPlace: Hashable, Sendable, CustomStringConvertible {
    /// The posting's transaction.
    public let transaction: UniqueID
    /// Its place in the transaction, from zero up.
    public let index: Int32

    /// A place.
    public init(transaction: UniqueID, index: Int32) {
        self.transaction = transaction
        self.index = index
    }

    /// Reads `<transaction>.<index>`; nothing for another form.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let transaction = try? UniqueID(String(parts[0])),
            (1...9).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let index = Int32(parts[1])
        else { return nil }
        self.init(transaction: transaction, index: index)
    }

    /// `<transaction>.<index>`.
    public var description: String { "\(transaction).\(index)" }
}

/// One posting behind an amount, with what either side of it pays or receives, and the receipt of its message.
public struct ExplainedPosting: Hashable, Sendable {
    /// Where it stands.
    public let place: PostingPlace
    /// When the business took place.
    public let occurredAt: Instant
    /// Who sent the message that caused it; none where none did, as with expiry.
    public let sender: PartnerID?
    /// The message.
    public let messageID: String?
    /// What it stands for.
    public let kind: StatementKind
    /// Who answers for the points.
    public let issuer: PartnerID
    /// Who took them; none where they stayed with the issuer.
    public let redeemer: PartnerID?
    /// How many, above zero where they were taken and below where they came back.
    public let points: PointsDelta
    /// What the issuer pays; none when only the redeemer's side is told.
    public let debit: PricedSide?
    /// What the redeemer receives, or an issuer for expired points; none when only the paying side is told.
    public let credit: PricedSide?
    /// The receipt, a compact JWS; none where no message caused the posting, or where it is another partner's.
    public let receipt: String?

    /// The price of one point, and points × price before rounding, in whole currency units; signed so that the sum over
    /// a pair is its figure in the matrix but for rounding.
    public struct PricedSide: Hashable, Sendable {
        /// For one point.
        public let rate: UnroundedAmount
        /// For all of them.
        public let amount: UnroundedAmount

        /// A side of these amounts.
        public init(rate: UnroundedAmount, amount: UnroundedAmount) {
            self.rate = rate
            self.amount = amount
        }
    }

    /// A posting of these facts.
    public init(
        place: PostingPlace, occurredAt: Instant, sender: PartnerID?, messageID: String?, kind: StatementKind,
        issuer: PartnerID, redeemer: PartnerID?, points: PointsDelta, debit: PricedSide?, credit: PricedSide?,
        receipt: String?
    ) {
        self.place = place
        self.occurredAt = occurredAt
        self.sender = sender
        self.messageID = messageID
        self.kind = kind
        self.issuer = issuer
        self.redeemer = redeemer
        self.points = points
        self.debit = debit
        self.credit = credit
        self.receipt = receipt
    }
}

/// Some postings in the order of the ledger.
public struct PostingPage: Hashable, Sendable {
    /// The most postings read for a page.
    public static let size: Int64 = 1000

    /// The postings; one that moves two figures, as expired points taken back do, is told twice.
    public let postings: [ExplainedPosting]
    /// What `after` takes for the next page; none on the last.
    public let next: PostingPlace?

    /// A page.
    public init(postings: [ExplainedPosting], next: PostingPlace?) {
        self.postings = postings
        self.next = next
    }
}
