/// Which statements a connection has prepared.
///
/// A name can have several variants, one for each set of parameter types it was called with. NULL fits any type, so
/// their number stays within the number of parameters.
struct StatementCache {
    struct Variant {
        let serverName: String
        let types: [PostgresType]
    }

    private struct Entry {
        let sql: String
        var variants: [Variant]
    }

    private var entries: [String: Entry] = [:]
    private var lastNumber = 0

    /// Finds the variant for these parameters, or makes one that is still to be prepared.
    mutating func variant(for call: StatementCall) -> (variant: Variant, isNew: Bool) {
        let name = call.statement.name
        var entry = entries[name] ?? Entry(sql: call.statement.sql, variants: [])
        // Two texts under one name are a mistake in our own constants.
        precondition(entry.sql == call.statement.sql, "statement \(name) stands for two SQL texts")
        for variant in entry.variants where Self.fits(variant, call.parameters) {
            return (variant, false)
        }
        lastNumber += 1
        let types = call.parameters.indices.map { index in
            let type = call.parameters[index].type
            guard type == .unspecified else { return type }
            return entry.variants.last { $0.types.indices.contains(index) && $0.types[index] != .unspecified }?
                .types[index] ?? .unspecified
        }
        // The server tells names apart by their first 63 bytes, so the number comes first.
        let variant = Variant(serverName: "\(lastNumber):\(name)", types: types)
        entry.variants.append(variant)
        entries[name] = entry
        return (variant, true)
    }

    /// Forgets one variant, which could not be prepared.
    mutating func forget(_ statement: Statement, serverName: String) {
        entries[statement.name]?.variants.removeAll { $0.serverName == serverName }
    }

    /// Forgets all variants of a statement; the next ones get fresh names, so the old may stay on the server.
    mutating func forget(_ statement: Statement) {
        entries[statement.name] = nil
    }

    /// Forgets everything, as after DISCARD ALL.
    mutating func forgetAll() {
        entries = [:]
    }

    private static func fits(_ variant: Variant, _ parameters: [PostgresValue]) -> Bool {
        guard variant.types.count == parameters.count else { return false }
        for index in parameters.indices {
            let type = parameters[index].type
            if type != .unspecified && type != variant.types[index] { return false }
        }
        return true
    }
}
