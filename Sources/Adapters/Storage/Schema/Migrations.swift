/// The numbered migrations, in order; a landed one never changes.
enum Migrations {
    /// One step from a schema to the next.
    struct Migration: Sendable {
        /// Counts from 1.
        let number: Int64
        /// What it does, as its file is named.
        let name: String
        /// Its script.
        let sql: String
    }

    /// Every migration this program knows.
    static let all: [Migration] = [
        Migration(
            number: 1, name: "0001-clearing-core",
            sql: String(decoding: PackageResources._001_clearing_core_sql, as: UTF8.self)),
        Migration(
            number: 2, name: "0002-operators-and-audit",
            sql: String(decoding: PackageResources._002_operators_and_audit_sql, as: UTF8.self)),
        Migration(
            number: 3, name: "0003-adjustments-and-defaults",
            sql: String(decoding: PackageResources._003_adjustments_and_defaults_sql, as: UTF8.self)),
        Migration(
            number: 4, name: "0004-payments",
            sql: String(decoding: PackageResources._004_payments_sql, as: UTF8.self)),
        Migration(
            number: 5, name: "0005-acknowledgements-and-disputes",
            sql: String(decoding: PackageResources._005_acknowledgements_and_disputes_sql, as: UTF8.self)),
        Migration(
            number: 6, name: "0006-reconciliation",
            sql: String(decoding: PackageResources._006_reconciliation_sql, as: UTF8.self)),
        Migration(
            number: 7, name: "0007-cycle-copies",
            sql: String(decoding: PackageResources._007_cycle_copies_sql, as: UTF8.self)),
        Migration(
            number: 8, name: "0008-lean-postings",
            sql: String(decoding: PackageResources._008_lean_postings_sql, as: UTF8.self)),
        Migration(
            number: 9, name: "0009-holdings",
            sql: String(decoding: PackageResources._009_holdings_sql, as: UTF8.self)),
        Migration(
            number: 10, name: "0010-rows-at-once",
            sql: String(decoding: PackageResources._010_rows_at_once_sql, as: UTF8.self)),
    ]

    /// The schema this program works with.
    static var newest: Int64 { all.last?.number ?? 0 }
}
