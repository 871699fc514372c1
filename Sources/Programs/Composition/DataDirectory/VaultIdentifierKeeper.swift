import Operations
import Partners
import Quantities
import Signatures

/// Keeps identifiers with the hub's vault, and derives partners' pseudonyms from the same secret.
public struct VaultIdentifierKeeper: IdentifierKeeper {
    private let vault: IdentifierVault

    /// A keeper over this vault.
    public init(vault: IdentifierVault) {
        self.vault = vault
    }

    /// The keyed hash an identifier's canonical text is found by; 32 bytes.
    public func lookup(_ identifier: String) -> [UInt8] {
        vault.lookupHash(of: identifier)
    }

    /// The ciphertext an identifier is shown from; different each time.
    public func seal(_ identifier: String) -> [UInt8] {
        guard let sealed = try? vault.seal(identifier) else {
            // The cipher refuses no text that fits in memory: only our own mistake could bring us here.
            preconditionFailure("an identifier could not be sealed")
        }
        return sealed
    }

    /// The identifier's canonical text, or nothing when the ciphertext is not ours.
    public func open(_ sealed: [UInt8]) -> String? {
        try? vault.open(sealed)
    }

    /// A partner's own pseudonym for a member: `m_` and 26 symbols of Crockford's base 32, 130 bits of a keyed hash.
    ///
    /// It is the same each time, and two partners cannot tell from theirs that they know the same member. No identifier's
    /// canonical text begins with `pseudonym:`, so that no look-up hash gives a pseudonym away.
    public func pseudonym(of member: UniqueID, for partner: PartnerID) -> String {
        let symbols: StaticString = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        var name: [UInt8] = []
        name.reserveCapacity(96)
        name.append(contentsOf: "pseudonym:".utf8)
        name.append(contentsOf: partner.text.utf8)
        name.append(UInt8(ascii: ":"))
        name.append(contentsOf: member.description.utf8)
        let hash = vault.lookupHash(of: name)
        return String(unsafeUninitializedCapacity: 28) { text in
            (text[0], text[1]) = (UInt8(ascii: "m"), UInt8(ascii: "_"))
            var (bits, count, used): (UInt32, Int, Int) = (0, 0, 2)
            for byte in hash.prefix(17) {
                bits = bits << 8 | UInt32(byte)
                count += 8
                while count >= 5, used < 28 {
                    count -= 5
                    text[used] = symbols.utf8Start[Int(bits >> UInt32(count) & 31)]
                    used += 1
                }
            }
            return used
        }
    }
}
