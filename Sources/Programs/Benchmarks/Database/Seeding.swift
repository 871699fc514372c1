import Foundation
import Postgres
import Signatures

/// Fills the tables of a hub with members that have earned, a hundred thousand lots at a time.
struct Seeding: Sendable {
    private static let lotsPerStep: Int64 = 200_000

    /// The number of the first member; another range in each filling of one database.
    var first: Int64 = 1
    /// How many members.
    let members: Int64
    /// Lots, and postings, of each.
    let lotsEach: Int64
    /// Partners, `partner-1` and so on.
    let partners: Int

    /// Writes all of it; each step is one transaction.
    func write(to cluster: BenchmarkCluster, _ database: String) async throws {
        // A minute ago: what was earned is there to be spent.
        let moment = Int64(Date().timeIntervalSince1970 - 60) * 1_000_000
        let (end, lotsEach, partners) = (first + members, lotsEach, Int64(partners))
        let start = first
        try await cluster.withConnection(database) { connection in
            try connection.simple(SeedingStatements.identity)
            let step = max(1, Self.lotsPerStep / lotsEach)
            var first = start
            while first < end {
                let last = min(end, first + step) - 1
                let parameters: [PostgresValue] = [
                    .int64(first), .int64(last), .timestamp(moment), .int64(lotsEach), .int64(partners),
                ]
                try connection.pipeline(
                    [StatementCall(Self.begin)] + SeedingStatements.tables.map { StatementCall($0, parameters) }
                        + [StatementCall(.commit)])
                first = last + 1
            }
        }
    }

    private static let begin = Statement("seeding.begin", "begin")

    /// Gives each member a card, and writes the cards' list.
    ///
    /// - Parameter hubData: the hub's data directory, whose secret hashes and seals identifiers.
    func writeCards(to cluster: BenchmarkCluster, _ database: String, hubData: String, listPath: String) async throws {
        guard let secret = FileManager.default.contents(atPath: hubData + "/keys/identifier-secret") else {
            throw BenchmarkFailure("\(hubData) holds no secret of identifiers.")
        }
        let vault = try IdentifierVault(masterSecret: Array(secret))
        let moment = Int64(Date().timeIntervalSince1970) * 1_000_000
        let numbers = first..<(first + members)
        try await cluster.withConnection(database) { connection in
            _ = try connection.copyIn(
                SeedingStatements.identifiers,
                rows: numbers.lazy.map { number -> [PostgresValue] in
                    let card = SeededCard.identifier(number)
                    let sealed = (try? vault.seal(card)) ?? []
                    return [
                        .bytes(vault.lookupHash(of: card)), .text("card"), .bytes(sealed),
                        .uuid(SeedingStatements.member(number)), .text("active"), .timestamp(moment),
                    ]
                })
        }
        var list = Data(capacity: Int(members) * (CardList.length + 1))
        for number in numbers { list.append(contentsOf: "\(SeededCard.identifier(number))\n".utf8) }
        guard FileManager.default.createFile(atPath: listPath, contents: list) else {
            throw BenchmarkFailure("\(listPath) cannot be written.")
        }
    }
}

/// Cards of seeded members, one for each number.
enum SeededCard {
    /// The identifier `card:9990…` of a number below 10 to the power of 11, with its Luhn check digit.
    static func identifier(_ number: Int64) -> String {
        var digits = Array("9990".utf8) + Array(String(number).utf8.reversed())
        while digits.count < 15 { digits.append(0x30) }
        var sum = 0
        for (offset, digit) in digits.reversed().enumerated() {
            let value = Int(digit) - 0x30
            let doubled = offset.isMultiple(of: 2) ? value * 2 : value
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        digits.append(UInt8(0x30 + (10 - sum % 10) % 10))
        return "card:" + String(decoding: digits, as: UTF8.self)
    }
}
