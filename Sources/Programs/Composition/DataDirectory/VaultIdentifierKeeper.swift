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
        let symbols = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        var text = "m_"
        var (bits, count): (UInt32, Int) = (0, 0)
        for byte in vault.lookupHash(of: "pseudonym:\(partner):\(member)").prefix(17) {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5, text.count < 28 {
                count -= 5
                text.append(symbols[Int(bits >> UInt32(count) & 31)])
            }
        }
        return text
    }
}
