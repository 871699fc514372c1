import Partners
import Quantities

/// Why money moves besides points.
public enum AdjustmentKind: String, Hashable, Sendable, CaseIterable {
    /// A mistake is put right.
    case correction
    /// A dispute was upheld.
    case dispute
    /// What is disputed is credited until the dispute is decided.
    case provisional
    /// A provisional credit is taken back.
    case provisionalReversal = "provisional_reversal"
    /// Interest on what was paid late.
    case interest
}

/// An adjustment that somebody wants to be posted: balanced, with a reason, naming what it corrects.
///
/// Legs are minor units of the coalition's currency: above zero the party is credited, below zero it is debited; the
/// operator is a party like any other. They add up to exactly zero.
public struct AdjustmentDraft: Hashable, Sendable {
    /// The most characters of a reason.
    public static let longestReason = 500
    /// The most things one adjustment corrects.
    public static let mostCorrected = 1_000

    /// Names it for ever: the same id is posted once, however often it is asked for.
    public let id: UniqueID
    /// Why it is made.
    public let kind: AdjustmentKind
    /// A sentence for people; 1 to 500 characters on one line, no member data.
    public let reason: String
    /// What it corrects: message ids, or places such as `cycle 000004 line 12`.
    public let corrects: [String]
    /// Minor units by party; none is zero, their sum is.
    public let legs: [PartnerID: Int64]
    /// The dispute it decides, where it decides one.
    public let dispute: Int64?

    /// A draft of these facts.
    ///
    /// - Throws: ``AdjustmentError``, the reason tested first, then the legs by party, then their sum.
    public init(
        id: UniqueID, kind: AdjustmentKind, reason: String, corrects: [String] = [], legs: [PartnerID: Int64],
        dispute: Int64? = nil
    ) throws(AdjustmentError) {
        guard Self.isLine(reason, atMost: Self.longestReason) else { throw .reasonLength }
        guard corrects.count <= Self.mostCorrected, corrects.allSatisfy({ Self.isLine($0, atMost: 128) }) else {
            throw .correctsLength
        }
        guard legs.count >= 2 else { throw .oneSided }
        var sum: Int128 = 0
        for (party, amount) in legs.sorted(by: { $0.key < $1.key }) {
            guard amount != 0 else { throw .zeroLeg(party) }
            guard amount != .min else { throw .overflow }
            sum += Int128(amount)
        }
        guard sum == 0 else {
            guard let difference = Int64(exactly: sum) else { throw .overflow }
            throw .notBalanced(difference)
        }
        self.id = id
        self.kind = kind
        self.reason = reason
        self.corrects = corrects
        self.legs = legs
        self.dispute = dispute
    }

    /// Whether a text is something, at most so many Unicode scalars, and on one line.
    public static func isLine(_ text: String, atMost most: Int) -> Bool {
        (1...most).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
    }
}

/// The one way money moves besides points: a balanced posting in the cycle that was open when it was committed.
public struct Adjustment: Hashable, Sendable {
    /// What was posted.
    public let draft: AdjustmentDraft
    /// When.
    public let madeAt: Instant
    /// By whom.
    public let madeBy: String

    /// A posted adjustment.
    public init(_ draft: AdjustmentDraft, madeAt: Instant, madeBy: String) {
        self.draft = draft
        self.madeAt = madeAt
        self.madeBy = madeBy
    }

    /// Names it for ever.
    public var id: UniqueID { draft.id }
    /// Why it was made.
    public var kind: AdjustmentKind { draft.kind }
    /// A sentence for people.
    public var reason: String { draft.reason }
    /// What it corrects.
    public var corrects: [String] { draft.corrects }
    /// Minor units by party; their sum is zero.
    public var legs: [PartnerID: Int64] { draft.legs }
    /// The dispute it decides.
    public var dispute: Int64? { draft.dispute }

    /// The first thing it corrects that has the form of a message id (PROTOCOL.md section 2, "Exactly once").
    public var correctedMessage: String? {
        corrects.first { text in
            (1...64).contains(text.utf8.count)
                && text.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F: true
                    default: false
                    }
                }
        }
    }
}

/// Why an adjustment is none.
public enum AdjustmentError: Error, Hashable, Sendable {
    /// The reason is missing, longer than 500 characters, or on more than one line.
    case reasonLength
    /// It corrects more than 1,000 things, or names one by nothing, by more than 128 characters, or by several lines.
    case correctsLength
    /// Fewer than two parties take part.
    case oneSided
    /// A party's leg moves nothing.
    case zeroLeg(PartnerID)
    /// The legs add up to so many minor units instead of zero.
    case notBalanced(Int64)
    /// A leg, or their sum, exceeds 64 bits.
    case overflow
}

extension AdjustmentError: CustomStringConvertible {
    /// A sentence for people.
    public var description: String {
        switch self {
        case .reasonLength:
            "an adjustment needs a reason of one line, at most \(AdjustmentDraft.longestReason) characters"
        case .correctsLength: "what an adjustment corrects is at most \(AdjustmentDraft.mostCorrected) short names"
        case .oneSided: "an adjustment credits one party and debits another"
        case .zeroLeg(let party): "the amount of \(party) is nothing"
        case .notBalanced(let sum): "credits and debits differ by \(sum) minor units"
        case .overflow: "an amount is too large"
        }
    }
}
