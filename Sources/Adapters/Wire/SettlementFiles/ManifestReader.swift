import Partners

/// Reads `manifest.json`; what it says is the hub's word only once its signature is verified, which is done elsewhere.
public enum ManifestReader {
    /// The most files a folder may list.
    public static let maximumFiles = 64

    /// The manifest in `bytes`.
    ///
    /// - Throws: ``SettlementFileError`` for wrong form, unknown or missing members.
    public static func read(_ bytes: [UInt8]) throws(SettlementFileError) -> Manifest {
        do throws(JSONError) {
            return try Manifest(JSONObjectReader(JSONReader.read(bytes)))
        } catch {
            throw SettlementFileError(SettlementFile.manifest, error)
        }
    }
}

extension Manifest {
    fileprivate init(_ object: JSONObjectReader) throws(JSONError) {
        var reader = object
        let all = Int64.min...Int64.max
        let fromOne = Int64(1)...Int64.max
        coalition = try reader.string("coalition")
        let id = try reader.string("partner")
        guard let partner = try? PartnerID(id) else { throw reader.invalid("partner") }
        self.partner = partner
        cycle = try reader.string("cycle", length: 1...128)
        version = try reader.integer("version", in: fromOne)
        supersedes = try reader.isNull("supersedes") ? nil : reader.integer("supersedes", in: fromOne)
        sequence = try reader.integer("sequence", in: fromOne)
        guard let entries = try reader.optionalObjects("files", count: 1...ManifestReader.maximumFiles) else {
            throw reader.invalid("files")
        }
        var files: [File] = []
        for entry in entries {
            var inner = entry
            files.append(
                try File(
                    name: inner.string("name", length: 1...128), size: inner.integer("size", in: 0...Int64.max),
                    sha256: inner.string("sha256", length: 64...64)))
            try inner.finish()
        }
        self.files = files
        var inner = try reader.object("totals")
        totals = try Totals(
            rows: inner.integer("rows", in: 0...Int64.max), pointsDebit: inner.integer("points_debit", in: all),
            pointsCredit: inner.integer("points_credit", in: all), net: inner.integer("net", in: all))
        try inner.finish()
        checkpoint = try reader.isNull("checkpoint") ? nil : reader.string("checkpoint", length: 1...65_536)
        try reader.finish()
    }
}

extension JSONObjectReader {
    /// Whether a required member is `null`, which is then taken.
    ///
    /// - Throws: ``JSONError/invalidField(path:)`` when it is absent.
    fileprivate mutating func isNull(_ name: String) throws(JSONError) -> Bool {
        guard let value = value(name) else { throw invalid(name) }
        return value == .null
    }
}
