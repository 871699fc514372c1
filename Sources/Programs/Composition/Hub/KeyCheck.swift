import Operations
import Postgres
import Storage

/// Refuses a database whose identifiers were hashed with another secret than this node's: no member would be found.
enum KeyCheck {
    static func compare(_ pool: PostgresPool, _ keeper: any IdentifierKeeper) async throws {
        let mine = keeper.lookup("check:identifier-secret")
        guard try await PostgresKeyCheck(pool: pool).isKnown(mine) else {
            throw CommandFailure(
                """
                The database was filled with another identifier secret than keys/identifier-secret of this data directory. \
                Copy that file from the hub that filled it, or from its backup.
                """)
        }
    }
}
