import BankFiles
import Operations
import Postgres
import Quantities
import Settlement
import Wire

/// What a change of a cycle does with its version's payments, in the same transaction.
struct VersionPayments {
    /// The name of the message to the bank in the operator's folder.
    static let fileName = "pain.001.001.09.xml"

    let facts: CycleFacts
    let actor: String

    /// Makes the payments of a version that goes out, and books what it makes everybody owe.
    ///
    /// - Returns: the operator's file of credit transfers; none where no creditor can be paid through one.
    func make(
        _ version: SettlementVersion, _ settlement: Settlement, _ terms: CoalitionTerms,
        _ connection: isolated PostgresConnection
    ) throws -> [SettlementFile] {
        let dispatch = DispatchedVersion(
            cycle: facts.id, version: version.number, settlement: settlement, terms: terms,
            closedAt: facts.closedAt ?? facts.now, actor: actor, now: facts.now)
        let message = try PaymentRows.make(dispatch, maker: { try PainFile.bytes(of: $0) }, connection)
        return Self.files(message)
    }

    /// Gives the payments of a version up; refused while the bank has been told to make one of them.
    func withdraw(_ version: SettlementVersion, _ connection: isolated PostgresConnection) throws {
        try PaymentRows.withdraw(
            cycle: facts.id, version: version.number, by: actor, terms: facts.terms, at: facts.now, connection)
    }

    /// Marks what the version has open as paid by hand.
    func settle(_ version: SettlementVersion, _ connection: isolated PostgresConnection) throws {
        try PaymentRows.settleByHand(
            cycle: facts.id, version: version.number, by: actor, terms: facts.terms, at: facts.now, connection)
    }

    /// The operator's file made again from the rows it was made of; none where the folder that went out had none.
    static func again(
        cycle: Int64, version: Int64, kept: Set<String>, _ connection: isolated PostgresConnection
    ) throws -> [SettlementFile] {
        guard kept.contains(fileName) else { return [] }
        return files(
            try InstructionRows.again(
                cycle: cycle, version: version, maker: { try PainFile.bytes(of: $0) }, connection))
    }

    private static func files(_ message: PreparedInstruction?) -> [SettlementFile] {
        [message].compactMap { $0 }.map { SettlementFile(name: fileName, bytes: $0.bytes) }
    }
}
