/// Who may import whom: the table of targets of `docs/architecture.md`, as law.
enum DependencyLaw {
    /// The targets of `Sources/Domain`, each with the others it may import.
    static let domain: [String: Set<String>] = [
        "Quantities": [],
        "Partners": ["Quantities"],
        "Members": ["Quantities", "Partners"],
        "Messages": ["Quantities", "Partners", "Members"],
        "LoyaltyRules": ["Quantities", "Partners", "Members", "Messages"],
        "Ledger": ["Quantities", "Partners", "Members", "Messages", "LoyaltyRules"],
        "Clearing": ["Quantities", "Partners", "Members", "Messages", "LoyaltyRules", "Ledger"],
        "Settlement": ["Quantities", "Partners", "Ledger"],
        "Delivery": ["Quantities", "Partners"],
        "Books": ["Quantities", "Partners", "Ledger", "Settlement"],
        "Payments": ["Quantities", "Partners", "Settlement", "Books"],
        "Disputes": ["Quantities", "Partners", "Ledger", "Settlement"],
        "Reconciliation": ["Quantities", "Partners"],
        "Governance": ["Quantities", "Partners"],
    ]

    /// The targets above the domain, each with the targets outside the domain that it may import.
    static let above: [String: Set<String>] = [
        "Telemetry": [],
        "Operations": ["Telemetry"],
        "CPostgres": [], "COpenSSL": [], "CCurl": [], "CPhoneNumber": [], "CArgon2": [], "CXML": [],
        "CZstandard": [], "CSodium": [],
        "Postgres": ["CPostgres"],
        "Certificates": ["COpenSSL"],
        "FileTransfer": ["CCurl"],
        "EmbeddedPostgres": ["Postgres"],
        "PhoneNumbers": ["CPhoneNumber"],
        "Passwords": ["CArgon2"],
        "BankFiles": ["CXML"],
        "Wire": [],
        "Signatures": ["Wire", "CSodium"],
        "PartnerClient": ["CCurl", "Certificates", "Signatures", "Wire"],
        "Storage": ["Operations", "Telemetry", "Postgres", "Wire", "BankFiles", "CZstandard"],
        "Web": ["Operations", "Telemetry", "Wire", "Signatures"],
        "Composition": [
            "Operations", "Telemetry", "Postgres", "Certificates", "FileTransfer", "EmbeddedPostgres", "PhoneNumbers",
            "Passwords", "BankFiles", "Wire", "Signatures", "PartnerClient", "Storage", "Web",
        ],
        "LoopbackServers": [],
        "Demonstration": [
            "Composition", "LoopbackServers", "Operations", "Telemetry", "Certificates", "EmbeddedPostgres", "Wire",
            "Signatures", "PartnerClient", "Storage",
        ],
        "Benchmarks": ["Postgres", "EmbeddedPostgres", "Wire", "Signatures", "PartnerClient"],
        "clearinghouse": ["Composition", "Demonstration"],
        "clearinghouse-bench": ["Benchmarks"],
        "partner": ["PartnerClient", "Signatures", "Wire"],
    ]

    /// Targets that know no value of the domain: they wrap one neighbour and could serve any program.
    static let withoutDomain: Set<String> = [
        "CPostgres", "COpenSSL", "CCurl", "CPhoneNumber", "CArgon2", "CXML", "CZstandard", "CSodium", "Passwords",
        "Postgres", "Certificates", "FileTransfer",
        "EmbeddedPostgres",
        "Telemetry", "LoopbackServers", "clearinghouse", "clearinghouse-bench", "partner",
    ]

    /// Libraries of others that belong to named targets; any target may import those that are not named here.
    static let owners: [String: Set<String>] = [
        "ArgumentParser": ["clearinghouse", "clearinghouse-bench", "partner"],
        "Histogram": ["Benchmarks"],
        "Hummingbird": ["Web", "Composition"],
        "Yams": ["Wire"],
        "Crypto": ["Signatures", "PartnerClient"],
        "CryptoExtras": ["Signatures", "PartnerClient"],
        "RawStructuredFieldValues": ["Signatures"],
        "ServiceLifecycle": ["Composition"],
    ]

    /// What comes with the toolchain and is declared by nobody.
    static let toolchain: Set<String> = [
        "Swift", "Foundation", "FoundationEssentials", "FoundationNetworking", "Dispatch", "Glibc", "Synchronization",
        "Testing", "RegexBuilder",
    ]

    /// What this target may import of our own targets; nil for a target the table does not know.
    static func allowed(_ target: String) -> Set<String>? {
        if let row = domain[target] { return row }
        guard let row = above[target] else { return nil }
        return withoutDomain.contains(target) ? row : row.union(domain.keys)
    }
}
