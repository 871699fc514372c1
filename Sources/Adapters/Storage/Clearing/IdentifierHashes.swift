import Members
import Operations

/// The keyed hashes by which a transaction's identifiers are found, each made once.
struct IdentifierHashes {
    let keeper: any IdentifierKeeper
    private let known: [Identifier: [UInt8]]

    init(_ identifiers: [Identifier], _ keeper: any IdentifierKeeper) {
        self.keeper = keeper
        known = Dictionary(identifiers.map { ($0, keeper.lookup($0.description)) }) { first, _ in first }
    }

    /// The hash of an identifier, known or new; 32 bytes.
    func callAsFunction(_ identifier: Identifier) -> [UInt8] {
        known[identifier] ?? keeper.lookup(identifier.description)
    }
}
