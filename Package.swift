// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Tests see what their targets re-export: they examine files by the C library, beside frameworks that wrap it.
let testSettings: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]

/// Third-party products, each named once.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let structuredFields = Target.Dependency.product(
    name: "RawStructuredFieldValues", package: "swift-http-structured-headers")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A target under `Sources/<layer>/<name>`.
func part(_ layer: String, _ name: String, uses: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(
        name: name, dependencies: uses, path: "Sources/\(layer)/\(name)", resources: resources, swiftSettings: settings)
}

/// A C module map under `Sources/Adapters/<name>`.
func library(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/Adapters/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// Tests under `Tests/<group>/<name>`, or `Tests/<name>` for a group of its own.
func tests(
    _ group: String, _ name: String? = nil, of uses: [Target.Dependency], excluding: [String] = []
) -> Target {
    .testTarget(
        name: name ?? group, dependencies: uses, path: "Tests/" + (name.map { "\(group)/\($0)" } ?? group),
        exclude: excluding, swiftSettings: testSettings)
}

let package = Package(
    name: "clearinghouse",
    products: [
        .executable(name: "clearinghouse", targets: ["clearinghouse"]),
        .executable(name: "partner", targets: ["partner"]),
        .executable(name: "clearinghouse-bench", targets: ["clearinghouse-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-structured-headers", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Domain: values and pure functions.
        part("Domain", "Quantities"),
        part("Domain", "Partners", uses: ["Quantities"]),
        part("Domain", "Members", uses: ["Quantities"]),
        part("Domain", "Messages", uses: ["Quantities", "Partners", "Members"]),
        part("Domain", "LoyaltyRules", uses: ["Quantities", "Partners"]),
        part("Domain", "Ledger", uses: ["Quantities", "Partners", "LoyaltyRules"]),
        part("Domain", "Clearing", uses: ["Quantities", "Partners", "Members", "Messages", "LoyaltyRules", "Ledger"]),
        part("Domain", "Settlement", uses: ["Quantities", "Partners", "Ledger"]),
        part("Domain", "Delivery", uses: ["Quantities"]),
        part("Domain", "Books", uses: ["Quantities", "Partners"]),
        part("Domain", "Payments", uses: ["Quantities", "Partners", "Settlement", "Books"]),
        part("Domain", "Disputes", uses: ["Quantities", "Partners", "Ledger", "Settlement"]),
        part("Domain", "Reconciliation", uses: ["Quantities"]),
        part("Domain", "Governance", uses: ["Quantities", "Partners"]),

        // Application: use cases and the ports they need.
        part("Application", "Telemetry", uses: [logging, metrics]),
        part(
            "Application", "Operations",
            uses: [
                "Quantities", "Partners", "Members", "Messages", "Ledger", "Clearing", "Settlement", "Delivery",
                "Books", "Payments", "Disputes", "Reconciliation", "Governance", "Telemetry", logging, metrics,
            ]),

        // Adapters: the outside, one target a neighbour.
        library("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        library("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CArgon2", pkgConfig: "libargon2", apt: "libargon2-dev"),
        library("CZstandard", pkgConfig: "libzstd", apt: "libzstd-dev"),
        library("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
        library("CXML", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
        .target(
            name: "CPhoneNumber", path: "Sources/Adapters/CPhoneNumber", linkerSettings: [.linkedLibrary("phonenumber")]
        ),
        part("Adapters", "Postgres", uses: ["CPostgres"]),
        part("Adapters", "Certificates", uses: ["COpenSSL"]),
        part("Adapters", "FileTransfer", uses: ["CCurl"]),
        part("Adapters", "EmbeddedPostgres", uses: ["Postgres"]),
        part("Adapters", "Passwords", uses: ["CArgon2"]),
        part("Adapters", "BankFiles", uses: ["CXML", "Quantities", "Partners", "Payments"]),
        part("Adapters", "PhoneNumbers", uses: ["CPhoneNumber", "Members"]),
        part(
            "Adapters", "Wire",
            uses: [
                "Quantities", "Partners", "Members", "Messages", "Ledger", "Clearing", "Settlement", "Books",
                "Disputes",
                yams,
            ]),
        part("Adapters", "Signatures", uses: ["CSodium", "Wire", crypto, cryptoExtras, structuredFields]),
        part(
            "Adapters", "PartnerClient",
            uses: ["CCurl", "Quantities", "Partners", "Signatures", "Wire", "Certificates", cryptoExtras]),
        part(
            "Adapters", "Storage",
            uses: [
                "Quantities", "Partners", "Members", "Messages", "LoyaltyRules", "Ledger", "Clearing", "Settlement",
                "Delivery", "Books", "Payments", "Disputes", "Reconciliation", "Governance", "Operations", "Postgres",
                "Wire", "BankFiles", "CZstandard",
            ],
            resources: [
                .embedInCode("Migrations/0001-clearing-core.sql"),
                .embedInCode("Migrations/0002-operators-and-audit.sql"),
                .embedInCode("Migrations/0003-adjustments-and-defaults.sql"),
                .embedInCode("Migrations/0004-payments.sql"),
                .embedInCode("Migrations/0005-acknowledgements-and-disputes.sql"),
                .embedInCode("Migrations/0006-reconciliation.sql"),
                .embedInCode("Migrations/0007-cycle-copies.sql"),
                .embedInCode("Migrations/0008-lean-postings.sql"),
                .embedInCode("Migrations/0009-holdings.sql"),
                .embedInCode("Migrations/0010-rows-at-once.sql"),
                .embedInCode("Clearing/record-dictionary-1.zdict"),
            ]),
        part(
            "Adapters", "Web",
            uses: [
                "Quantities", "Partners", "Members", "Messages", "Ledger", "Clearing", "Payments", "Disputes",
                "Reconciliation",
                "Operations", "Wire", "Signatures", "Telemetry", hummingbird, hummingbirdCore, httpTypes, nioCore,
                nioHTTPTypes, logging,
            ],
            resources: [.embedInCode("openapi.json")]),

        // Programs: wiring and thin entry points.
        part(
            "Programs", "Composition",
            uses: [
                "Quantities", "Partners", "Members", "Ledger", "Settlement", "Books", "Payments", "Disputes",
                "Reconciliation", "Governance", "Telemetry", "Operations", "Postgres", "EmbeddedPostgres",
                "Certificates", "FileTransfer", "PhoneNumbers", "Passwords", "BankFiles", "Wire", "Signatures",
                "Storage", "Web", hummingbird, logging, metrics, serviceLifecycle, unixSignals,
            ]),
        part("Programs", "LoopbackServers"),
        part(
            "Programs", "Demonstration",
            uses: [
                "Quantities", "Partners", "Settlement", "Operations", "Wire", "Signatures", "Certificates",
                "PartnerClient", "LoopbackServers", "EmbeddedPostgres", "Composition",
            ],
            resources: [.copy("Resources")]),
        .executableTarget(
            name: "clearinghouse", dependencies: ["Composition", "Demonstration", argumentParser],
            path: "Sources/Programs/clearinghouse", swiftSettings: settings),
        .executableTarget(
            name: "partner", dependencies: ["PartnerClient", "Signatures", "Wire", argumentParser],
            path: "Sources/Programs/partner",
            swiftSettings: settings),
        part(
            "Programs", "Benchmarks",
            uses: [
                "Quantities", "Postgres", "EmbeddedPostgres", "Wire", "Signatures", "PartnerClient", histogram,
            ]),
        .executableTarget(
            name: "clearinghouse-bench", dependencies: ["Benchmarks", argumentParser],
            path: "Sources/Programs/clearinghouse-bench", swiftSettings: settings),

        // Tests mirror the targets.
        .target(
            name: "CoalitionTestKit",
            dependencies: [
                "Quantities", "Partners", "Members", "Messages", "Ledger", "Settlement", "Postgres", "EmbeddedPostgres",
            ],
            path: "Tests/CoalitionTestKit", swiftSettings: settings),
        tests("DomainTests", "ReferenceModelTests", of: ["CoalitionTestKit"]),
        tests("DomainTests", "QuantitiesTests", of: ["Quantities", "CoalitionTestKit"]),
        tests("DomainTests", "PartnersTests", of: ["Partners", "Quantities"]),
        tests("DomainTests", "MembersTests", of: ["Members", "CoalitionTestKit"]),
        tests(
            "DomainTests", "MessagesTests", of: ["Messages", "Members", "Partners", "Quantities", "CoalitionTestKit"]),
        tests("DomainTests", "LoyaltyRulesTests", of: ["LoyaltyRules", "Quantities", "CoalitionTestKit"]),
        tests(
            "DomainTests", "LedgerTests", of: ["Ledger", "LoyaltyRules", "Partners", "Quantities", "CoalitionTestKit"]),
        tests(
            "DomainTests", "ClearingTests",
            of: [
                "Clearing", "Ledger", "LoyaltyRules", "Members", "Messages", "Partners", "Quantities", "Settlement",
                "CoalitionTestKit",
            ]),
        tests(
            "DomainTests", "SettlementTests",
            of: ["Settlement", "Ledger", "Partners", "Quantities", "CoalitionTestKit"]),
        tests("DomainTests", "DeliveryTests", of: ["Delivery", "Quantities"]),
        tests("DomainTests", "BooksTests", of: ["Books", "Partners", "Quantities", "CoalitionTestKit"]),
        tests(
            "DomainTests", "PaymentsTests",
            of: ["Payments", "Books", "Settlement", "Partners", "Quantities", "CoalitionTestKit"]),
        tests(
            "DomainTests", "DisputesTests",
            of: ["Disputes", "Settlement", "Ledger", "Partners", "Quantities", "CoalitionTestKit"]),
        tests("DomainTests", "ReconciliationTests", of: ["Reconciliation", "Quantities"]),
        tests("DomainTests", "GovernanceTests", of: ["Governance", "Partners", "Quantities"]),
        tests("AdapterTests", "PostgresTests", of: ["Postgres"]),
        tests(
            "AdapterTests", "EmbeddedPostgresTests",
            of: [
                "EmbeddedPostgres", "Postgres", "CoalitionTestKit", "Composition", "Certificates", "Signatures",
                "Quantities", "Partners",
            ]),
        tests("AdapterTests", "CertificatesTests", of: ["Certificates"]),
        tests(
            "AdapterTests", "BankFilesTests",
            of: ["BankFiles", "Payments", "Partners", "Quantities", "CoalitionTestKit"]),
        tests("AdapterTests", "FileTransferTests", of: ["FileTransfer", "LoopbackServers"]),
        tests(
            "AdapterTests", "PartnerClientTests",
            of: ["PartnerClient", "Certificates", "Signatures", "Wire", "Partners", "Quantities", "partner"]),
        tests("AdapterTests", "PasswordsTests", of: ["Passwords"]),
        tests(
            "AdapterTests", "SignaturesTests", of: ["Signatures", "Wire", structuredFields], excluding: ["Fixtures"]),
        tests(
            "AdapterTests", "WireTests",
            of: [
                "Wire", "Settlement", "Ledger", "Books", "Partners", "Quantities", "Members", "Messages", "Clearing",
                "Signatures", "CoalitionTestKit",
            ],
            excluding: ["JSON/ecmascript-numbers.csv"]),
        tests(
            "AdapterTests", "StorageTests",
            of: [
                "Quantities", "Partners", "Members", "Messages", "Ledger", "Clearing", "Settlement", "Delivery",
                "Books",
                "Payments", "Disputes", "Reconciliation", "Governance", "Operations", "Postgres", "Passwords",
                "Signatures", "Wire", "Storage", "COpenSSL", "CZstandard", "CoalitionTestKit", logging,
            ]),
        tests(
            "ApplicationTests", "OperationsTests",
            of: ["Operations", "Members", "Messages", "Partners", "Quantities", "CoalitionTestKit"]),
        tests(
            "AdapterTests", "WebTests",
            of: [
                "Web", "Wire", "Quantities", "Partners", "Members", "Messages", "Ledger", "Clearing", "Settlement",
                "Disputes", "Reconciliation", "Operations", "Signatures", "Telemetry", hummingbird, logging, metrics,
                httpTypes, nioCore, nioEmbedded, nioHTTPTypes, nioPosix,
            ]),
        tests(
            "ScenarioTests", "DemonstrationTests",
            of: [
                "Demonstration", "Quantities", "Partners", "Settlement", "Operations", "Wire", "Signatures",
                "Certificates",
                "PartnerClient",
            ]),
        tests(
            "ScenarioTests", "HubTests",
            of: [
                "Composition", "EmbeddedPostgres", "Certificates", "LoopbackServers", "PartnerClient", "Postgres",
                "Storage",
                "Operations", "Web", "Wire", "Signatures", "Members", "Messages", "Partners", "Quantities",
                "Settlement",
                "Clearing", "Delivery", "Payments", "Disputes", "Ledger", "CoalitionTestKit", "ScenarioKit",
                "clearinghouse", "partner", logging,
            ]),
        tests(
            "ScenarioTests", "BenchmarkTests",
            of: ["Benchmarks", "Wire", "Members", "clearinghouse", "clearinghouse-bench"]),
        .target(
            name: "ScenarioKit",
            dependencies: [
                "CoalitionTestKit", "Composition", "Messages", "Operations", "Partners", "Postgres", "Quantities",
                "Signatures", "Storage", "Web", "Wire", logging,
            ],
            path: "Tests/ScenarioTests/ScenarioKit", swiftSettings: settings),
        .testTarget(
            name: "QuarterTests",
            dependencies: [
                "ScenarioKit", "CoalitionTestKit", "BankFiles", "Books", "Certificates", "Composition", "Disputes",
                "Members", "Messages", "Operations", "PartnerClient", "Partners", "Payments", "Postgres", "Quantities",
                "Settlement", "Signatures", "Storage", "Wire",
            ],
            path: "Tests/ScenarioTests/QuarterTests", resources: [.copy("Resources")], swiftSettings: testSettings),
        tests("ArchitectureTests", of: []),
    ],
    swiftLanguageModes: [.v6]
)
