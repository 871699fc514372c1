import RawStructuredFieldValues

/// `Content-Digest` of content that is never whole in memory.
extension ContentDigest {
    /// The digest to run over content that comes with this field.
    public static func running(for value: String?) -> RunningDigest {
        RunningDigest(alsoSHA512: value?.lowercased().contains(Algorithm.sha512.rawValue) ?? false)
    }

    /// The value of the field for content of these digests.
    public static func value(of digests: ContentDigests) -> String {
        "\(Algorithm.sha256.rawValue)=:\(Base64.encode(digests.sha256)):"
    }

    /// Whether a field's value names at least one algorithm we know, and every one we know has the right digest.
    public static func matches(_ value: String, digests: ContentDigests) -> Bool {
        guard value.utf8.count <= SignatureFields.maximumLength else { return false }
        var parser = StructuredFieldValueParser(Array(value.utf8))
        guard let named = try? parser.parseDictionaryFieldValue() else { return false }
        var isKnown = false
        for (name, member) in named {
            guard let algorithm = Algorithm(rawValue: name) else { continue }
            let digest =
                switch algorithm {
                case .sha256: digests.sha256
                case .sha512: digests.sha512
                }
            guard case .item(let item) = member, case .undecodedByteSequence(let text) = item.rfc9651BareItem,
                let digest, Base64.decode(text) == digest
            else { return false }
            isKnown = true
        }
        return isKnown
    }
}
