import CoalitionTestKit
import Postgres
import Testing

@Suite struct `Databases for tests` {
    @Test(arguments: 1...4)
    func `each is empty, its own, and gone at the end`(round: Int) async throws {
        let name = try await TestDatabase.with { database in
            let connection = try await database.connect()
            try await connection.simple("CREATE TABLE only_here (number int)")
            return database.name
        }
        let other = try await TestDatabase.fresh()
        #expect(other.name != name)
        let connection = try await other.connect()
        let find = Statement("tests.find", "SELECT datname::text FROM pg_database WHERE datname = $1")
        #expect(try await connection.execute(find, [.text(name)]).count == 0)
        #expect(try await connection.execute(find, [.text(other.name)]).count == 1)
        try await connection.simple("CREATE TABLE only_here (number int)")
    }
}
