import Postgres

/// The questions a benchmark asks of the database beside the hub.
enum BenchmarkStatements {
    /// Bytes of the database's tables and indexes, and of write-ahead log since the cluster was made.
    static let sizes = Statement(
        "benchmark.sizes",
        """
        select pg_database_size(current_database()) as disk,
            pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint as log
        """)

    /// Brings the tables to rest after they were filled.
    static let settle = ["vacuum (analyze)", "checkpoint"]

    /// Makes a database.
    static func create(_ database: String) -> String { "create database \"\(database)\"" }

    /// Drops a database.
    static func drop(_ database: String) -> String { "drop database if exists \"\(database)\" with (force)" }

    /// A table of a posting's shape.
    static let copyTable = """
        create table copied (
            transaction_id uuid not null,
            place smallint not null,
            cycle bigint not null,
            kind smallint not null,
            lot_id uuid not null,
            issuer text not null,
            redeemer text,
            points bigint not null check (points > 0),
            issue_price bigint not null,
            redemption_rate bigint not null,
            primary key (transaction_id, place)
        )
        """

    /// Makes it empty again.
    static let emptyCopyTable = "truncate copied"

    /// Rows in the order of the columns.
    static let copyRows = Statement("benchmark.copy-rows", "copy copied from stdin (format binary)")
}
