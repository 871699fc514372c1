import Quantities

/// A person with a points account, as clearing sees one.
public struct Member: Hashable, Sendable {
    /// Where a member stands.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// May earn and spend.
        case active
        /// May neither earn nor spend; what was agreed before can still be undone or finished.
        case blocked
        /// Its points and identifiers are another member's now.
        case merged
    }

    /// Languages that people's pages and messages speak.
    public enum Language: String, Hashable, Sendable, CaseIterable {
        case en, ro, ru
    }

    /// What the member agreed to.
    public struct Consents: Hashable, Sendable {
        /// Keeping the account at all.
        public let processing: Bool
        /// Being written to.
        public let marketing: Bool

        /// Consents as given.
        public init(processing: Bool, marketing: Bool) {
            self.processing = processing
            self.marketing = marketing
        }
    }

    /// The hub's own identity of the member; partners see a pseudonym of it.
    public let id: UniqueID
    /// Where the member stands.
    public var status: Status
    /// The language the member reads.
    public let language: Language
    /// What the member agreed to.
    public let consents: Consents

    /// A member of these facts.
    public init(id: UniqueID, status: Status, language: Language, consents: Consents) {
        self.id = id
        self.status = status
        self.language = language
        self.consents = consents
    }
}

/// What the hub knows of one identifier.
public struct IdentifierRecord: Hashable, Sendable {
    /// Where an identifier stands.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Printed and not yet anybody's.
        case stock
        /// Finds its member.
        case active
        /// Found its member once; lost, replaced or taken back.
        case retired
    }

    /// The member it finds; none for stock.
    public let member: UniqueID?
    /// Where it stands.
    public let status: Status

    /// An identifier's facts.
    public init(member: UniqueID?, status: Status) {
        self.member = member
        self.status = status
    }
}
