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
            sql: String(decoding: PackageResources._001_clearing_core_sql, as: UTF8.self))
    ]

    /// The schema this program works with.
    static var newest: Int64 { Int64(all.count) }
}
