import Clearing
import Ledger
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities

/// The first round trip of a transaction: locks, the clock, and what the requests name. What no request needs is not
/// asked.
struct FactTrip {
    /// Members by whether their lots are to be read.
    struct MemberRows {
        /// Those whose lots are needed, with the place of their next lot.
        var reading: [UniqueID: Int64] = [:]
    }

    private(set) var calls: [StatementCall] = []
    let nonces: NonceRows
    let hashes: IdentifierHashes
    private(set) var openCycle = 0
    private(set) var clock = 0
    private let spending: Set<Identifier>
    /// The identifiers named, in the order of their hashes' places.
    private let identifiers: [Identifier]
    private var nonceRows: Int?
    private var memberRows: Int?
    private var identifierRows: Int?
    private var messageRows: Int?
    private var accrualRows: Int?

    /// The trip for such requests.
    ///
    /// - Parameter expectsNew: whether neither nonces nor messages are looked for that were stored before. Where one was
    ///   all the same, its key breaks the transaction.
    init(_ requests: [LaneRequest], _ settings: StoreSettings, expectsNew: Bool) {
        let names = BatchNames(requests)
        nonces = NonceRows(requests)
        spending = names.spending
        identifiers = Array(names.identifiers)
        hashes = IdentifierHashes(identifiers, settings.keeper)
        let lookups = PostgresValue.bytesArray(identifiers.map { hashes($0) })
        let originals: [PostgresValue] = [
            .textArray(names.originals.map(\.partner.text)), .textArray(names.originals.map(\.messageID)),
        ]
        _ = add(StatementCall(GateStatements.begin))
        _ = add(StatementCall(GateStatements.share))
        openCycle = add(StatementCall(GateStatements.openCycle))
        if !nonces.isEmpty { nonceRows = add(nonces.use(areExpectedNew: expectsNew)) }
        if !names.originals.isEmpty {
            memberRows = add(StatementCall(FactStatements.membersAndOriginals, [lookups] + originals))
        } else if !identifiers.isEmpty {
            memberRows = add(FactStatements.members(lookups))
        }
        if !names.claimed.isEmpty {
            _ = add(FactStatements.claimed(.bytesArray(names.claimed.map { hashes($0) })))
        }
        clock = add(GateStatements.clock(.int64(settings.clockOffset())))
        if !names.keys.isEmpty, !expectsNew {
            messageRows = add(
                FactStatements.messages(
                    .textArray(names.keys.map(\.partner.text)), .textArray(names.keys.map(\.messageID))))
        }
        if !identifiers.isEmpty { identifierRows = add(FactStatements.identifiers(lookups)) }
        if !names.originals.isEmpty {
            accrualRows = add(StatementCall(FactStatements.accruals, originals))
            _ = add(StatementCall(FactStatements.redemptions, originals))
            _ = add(StatementCall(FactStatements.pieces, originals))
        }
    }

    private mutating func add(_ call: StatementCall) -> Int {
        calls.append(call)
        return calls.count - 1
    }

    /// Whether anything the requests bring was stored before.
    func metKnown(_ answers: [Rows]) -> Bool {
        mayReuse(answers) || messageRows.map { !answers[$0].isEmpty } ?? false
    }

    /// Whether a nonce stood already, or came twice: then it is to be seen under which signature.
    func mayReuse(_ answers: [Rows]) -> Bool {
        nonceRows.map { answers[$0].affected < nonces.places.count } ?? false
    }

    /// Takes the answers in.
    ///
    /// - Returns: the members whose lots are still to be read: those from whom points are taken, and those whose counters
    ///   do not suffice now.
    func read(_ answers: [Rows], into result: inout LaneFacts, _ codec: RecordCodec) throws -> MemberRows {
        var facts = result.clearing
        var needed: Set<UniqueID> = []
        if let identifierRows {
            for row in answers[identifierRows] {
                let identifier = identifiers[Int(try row.int64("place")) - 1]
                let member = try row.optionalUUID("member_id").map { UniqueID(column: $0) }
                facts.identifiers[identifier] = IdentifierRecord(
                    member: member, status: IdentifierRecord.Status(rawValue: try row.text("status")) ?? .retired)
                if let member, spending.contains(identifier) { needed.insert(member) }
            }
        }
        if let accrualRows {
            for row in answers[accrualRows] {
                let accrual = try FactRows.accrual(row)
                facts.accruals[try FactRows.key(row)] = accrual
                needed.insert(accrual.member)
            }
            let pieces = try FactRows.pieces(answers[accrualRows + 2])
            for row in answers[accrualRows + 1] {
                let redemption = try FactRows.redemption(row, pieces: pieces)
                facts.redemptions[try FactRows.key(row)] = redemption
                needed.insert(redemption.member)
            }
        }
        var members = MemberRows()
        if let memberRows {
            for row in answers[memberRows] {
                let member = try FactRows.member(row)
                facts.members[member.id] = member
                let nextSequence = try row.int64("next_sequence")
                let unread = try FactRows.unread(row)
                if needed.contains(member.id) || !unread.suffice(at: facts.now) {
                    members.reading[member.id] = nextSequence
                } else {
                    facts.ledgers[member.id] = MemberLedger(unread: unread, nextSequence: nextSequence)
                }
            }
        }
        // What moved to another member while this transaction waited for its lock.
        for record in facts.identifiers.values {
            if let member = record.member, facts.members[member] == nil { throw StoreError.conflict }
        }
        for member in needed where facts.members[member] == nil { throw StoreError.conflict }
        if let messageRows {
            for row in answers[messageRows] {
                let key = try FactRows.key(row)
                facts.earlier[key] = ContentDigest(bytes: try row.bytes("content_digest"))
                result.earlierAnswers[key] = StoredAnswer(
                    status: Int(try row.int4("status")), body: try codec.record(row).answer)
            }
        }
        result.clearing = facts
        return members
    }
}
