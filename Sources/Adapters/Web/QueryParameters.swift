import Messages

/// The parameters of a query, each by name and at most once; others than those asked for are left alone.
struct QueryParameters: Hashable, Sendable {
    private let values: [String: String]

    /// Reads a query as sent, without its question mark.
    ///
    /// - Throws: ``Refusal`` `invalid_field` naming a parameter of `names` that comes twice, without a value, or wrongly
    ///   encoded.
    init(_ query: String?, named names: Set<String>) throws(Refusal) {
        var values: [String: String] = [:]
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.decoded(parts[0])
            guard names.contains(name) else { continue }
            let value = parts.count > 1 ? PercentEncoding.decoded(parts[1]) : ""
            // What could not be decoded keeps its percent sign, which no value of ours has.
            guard values[name] == nil, !value.isEmpty, !value.contains("%") else {
                throw Refusal(.invalidField, field: name)
            }
            values[name] = value
        }
        self.values = values
    }

    /// The value of a parameter; `nil` when absent.
    subscript(name: String) -> String? { values[name] }
}
