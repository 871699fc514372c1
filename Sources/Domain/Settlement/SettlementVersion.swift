/// One calculation of a cycle, and the earlier one it takes the place of.
public struct SettlementVersion: Hashable, Sendable {
    /// Counts the calculations of the cycle, from 1; the `n` of the folder `v<n>`.
    public let number: Int64
    /// The last version that went out to partners before this one; `nil` when none did.
    public let supersedes: Int64?
    /// SHA-256 of the settlement's canonical bytes, in hexadecimal.
    public let digest: String
    /// The person who had it calculated, who therefore never approves it; `nil` where no person did, as by schedule.
    public let preparer: String?

    /// A version of these facts.
    public init(number: Int64, supersedes: Int64?, digest: String, preparer: String? = nil) {
        self.number = number
        self.supersedes = supersedes
        self.digest = digest
        self.preparer = preparer
    }

    enum Fate {
        case dispatched, notDispatched
    }

    /// What is left of this version once it is given up.
    func history(_ fate: Fate) -> VersionHistory {
        switch fate {
        case .dispatched: VersionHistory(calculated: number, dispatched: number)
        case .notDispatched: VersionHistory(calculated: number, dispatched: supersedes)
        }
    }
}

/// What a cycle remembers of the versions it gave up.
public struct VersionHistory: Hashable, Sendable {
    /// How many versions were calculated.
    public let calculated: Int64
    /// The last version that was dispatched; `nil` when none was.
    public let dispatched: Int64?

    /// No version yet.
    public static let none = VersionHistory(calculated: 0, dispatched: nil)

    /// A history of these facts.
    public init(calculated: Int64, dispatched: Int64?) {
        self.calculated = calculated
        self.dispatched = dispatched
    }

    /// The version a new calculation makes.
    func next(digest: String, preparer: String?) -> SettlementVersion {
        SettlementVersion(number: calculated + 1, supersedes: dispatched, digest: digest, preparer: preparer)
    }
}
