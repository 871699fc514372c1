import BankFiles
import Ledger
import Operations
import Partners
import Postgres
import Quantities
import Settlement
import Wire

/// What makes a folder the hub's: the digest that lists its files, and the signature under the list.
public struct FolderSealing: Sendable {
    /// SHA-256: 32 bytes.
    public let sha256: @Sendable ([UInt8]) -> [UInt8]
    /// The detached CMS signature in DER over these bytes at this signing time.
    public let sign: @Sendable ([UInt8], Instant) throws -> [UInt8]

    /// Seals with these.
    public init(
        sha256: @escaping @Sendable ([UInt8]) -> [UInt8], sign: @escaping @Sendable ([UInt8], Instant) throws -> [UInt8]
    ) {
        self.sha256 = sha256
        self.sign = sign
    }
}

/// Makes one version's folders from postings and stored terms: the same ledger prefix gives the same bytes.
struct FolderMaking {
    let cycle: Int64
    let version: Int64
    let supersedes: Int64?
    let calculated: CalculatedSettlement
    /// When the cycle closed.
    let closedAt: Instant
    let keeper: any IdentifierKeeper
    let sha256: @Sendable ([UInt8]) -> [UInt8]

    /// Who gets a folder: every partner with a position, and the operator.
    var parties: [PartnerID] { calculated.settlement.positions.map(\.partner) + [.operator] }

    /// The data files of a party's folder, the manifest last.
    ///
    /// - Parameters:
    ///   - further: files made elsewhere that go into this folder too, such as the operator's credit transfers.
    ///   - kept: the names that the folder had when it went out, where it is made again: a folder from before there were
    ///     account statements is made again without one.
    func files(
        of party: PartnerID, sequence: Int64, further: [SettlementFile] = [], kept: Set<String>? = nil,
        _ connection: isolated PostgresConnection
    ) throws -> [SettlementFile] {
        let name = CycleName.text(cycle)
        let folder = SettlementFolder(
            coalition: calculated.basis.coalition, partner: party, cycle: name, version: version,
            supersedes: supersedes, sequence: sequence,
            endToEndID: EndToEndID.text(cycle: name, version: version, party: party))
        if party == .operator {
            return SettlementFiles.operatorFolder(
                folder, settlement: calculated.settlement, further: further, sha256: sha256)
        }
        let statement: PartnerStatement
        let postings = try postings(of: party, connection)
        do throws(StatementError) {
            statement = try PartnerStatement.make(
                partner: party, postings: postings, settlement: calculated.settlement)
        } catch {
            throw SettlementFailure.statement(party, error)
        }
        let hasAccount = kept?.contains(PartnerAccountStatement.fileName) ?? true
        let account = hasAccount ? try accountFile(folder) : nil
        guard
            let files = SettlementFiles.partnerFolder(
                folder, statement: statement, settlement: calculated.settlement,
                further: [account].compactMap { $0 } + further, sha256: sha256)
        else { throw SettlementFailure.statement(party, .unknownPartner(party)) }
        return files
    }

    /// The partner's account as a bank would state it.
    private func accountFile(_ folder: SettlementFolder) throws -> SettlementFile? {
        guard
            let statement = PartnerAccountStatement.make(
                folder, settlement: calculated.settlement, closedAt: closedAt)
        else { return nil }
        do {
            return SettlementFile(
                name: PartnerAccountStatement.fileName, bytes: try CamtStatementFile.bytes(of: statement))
        } catch {
            throw SettlementFailure.accountStatement(folder.partner, reason: "\(error)")
        }
    }

    private func postings(
        of party: PartnerID, _ connection: isolated PostgresConnection
    ) throws -> [StatementPosting] {
        let rows = try connection.execute(DeliveryStatements.postings, [.int64(cycle), .text(party.text)])
        var pseudonyms: [UniqueID: String] = [:]
        var postings: [StatementPosting] = []
        postings.reserveCapacity(rows.count)
        for row in rows {
            let member = try row.identity(0)
            let pseudonym = pseudonyms[member] ?? keeper.pseudonym(of: member, for: party)
            pseudonyms[member] = pseudonym
            let transaction = try row.identity(1).description
            let messageID = try row.optionalText(2)
            let occurredAt = try row.instant(3)
            for flow in try Self.posting(row).flows {
                postings.append(
                    StatementPosting(
                        occurredAt: occurredAt, messageID: messageID, transactionID: transaction, key: flow.key,
                        points: PointsDelta(flow.points), member: pseudonym))
            }
        }
        return postings
    }

    private static func posting(_ row: Row) throws -> Posting {
        guard let kind = PostingKind(rawValue: try row.text(4)) else {
            throw StoreError.failed("a posting is of no known kind")
        }
        return Posting(
            kind: kind, lot: try row.identity(5), issuer: try PartnerID(row.text(6)),
            redeemer: try row.optionalText(7).map { try PartnerID($0) }, points: try row.int64(8),
            issuePrice: try Rate(millionths: row.int64(9)), redemptionRate: try Rate(millionths: row.int64(10)))
    }
}

/// The names of payments at the banks (ISO 20022 `EndToEndId`, at most 35 characters).
enum EndToEndID {
    /// `<cycle>-<version>-<party>`; a party too long for it is cut and told apart by a hash of the whole.
    static func text(cycle: String, version: Int64, party: PartnerID) -> String {
        let whole = "\(cycle)-\(version)-\(party)"
        guard whole.utf8.count > 35 else { return whole }
        let hash = whole.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        let digits = String(hash, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        return "\(whole.prefix(18))-\(padded)"
    }
}
