import Clearing
import Ledger
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities

/// One lane's connection: one round trip to read the facts, one to write the decisions.
actor PostgresClearingSession: ClearingSession {
    private let connection: PostgresConnection
    private let settings: StoreSettings
    /// The members' ledgers as they were read, to know by how much their counters change.
    private var ledgersBefore: [UniqueID: MemberLedger] = [:]
    private var accrualsBefore: Set<MessageKey> = []
    private var identifiersBefore: Set<Identifier> = []

    init(_ connection: PostgresConnection, _ settings: StoreSettings) {
        self.connection = connection
        self.settings = settings
    }

    func begin(_ requests: [LaneRequest]) async throws(StoreError) -> LaneFacts {
        do {
            let facts = try await read(requests)
            ledgersBefore = facts.clearing.ledgers
            accrualsBefore = Set(facts.clearing.accruals.keys)
            identifiersBefore = Set(facts.clearing.identifiers.keys)
            return facts
        } catch {
            await rollback()
            throw StoreError(any: error)
        }
    }

    func commit(_ write: LaneWrite) async throws(StoreError) {
        let rows = DecisionRows(
            write, ledgersBefore: ledgersBefore, accrualsBefore: accrualsBefore, identifiersBefore: identifiersBefore,
            keeper: settings.keeper)
        do {
            _ = try await connection.pipeline(rows.calls + [StatementCall(.commit)])
        } catch {
            await rollback()
            throw StoreError(error)
        }
    }

    func rollback() async {
        if await connection.transactionStatus != .idle {
            _ = try? await connection.pipeline([StatementCall(.rollback)])
        }
    }

    func close() async {
        await connection.close()
    }

    private func read(_ requests: [LaneRequest]) async throws -> LaneFacts {
        let names = BatchNames(requests)
        let offset = settings.clockOffset()
        let keeper = settings.keeper
        let hashes = Dictionary(
            names.identifiers.map { (keeper.lookup($0.description), $0) }
        ) { first, _ in first }
        let lookups = PostgresValue.bytesArray(hashes.keys.map { $0 })
        let claimed = PostgresValue.bytesArray(names.claimed.map { keeper.lookup($0.description) })
        let partners = PostgresValue.textArray(names.originals.map(\.partner.text))
        let messageIDs = PostgresValue.textArray(names.originals.map(\.messageID))
        let keyIDs = PostgresValue.textArray(requests.map(\.signature.keyID))
        let nonces = PostgresValue.textArray(requests.map(\.signature.nonce))
        // The signature itself is short enough to compare; nothing is gained by hashing it.
        let signatures = PostgresValue.bytesArray(requests.map(\.signature.signature))
        let expiries = PostgresValue.instants(
            requests.map { $0.signature.created.advanced(bySeconds: LaneLimits.nonceSeconds) })
        let answers = try await connection.pipeline(
            [
                StatementCall(GateStatements.begin),
                StatementCall(GateStatements.share),
                StatementCall(GateStatements.openCycle),
                FactStatements.useNonces(keyIDs, nonces, signatures, expiries),
                FactStatements.reusedNonces(keyIDs, nonces, signatures),
                FactStatements.members(lookups, partners, messageIDs),
                FactStatements.claimed(claimed),
                GateStatements.clock(.int64(offset)),
                FactStatements.messages(
                    .textArray(names.keys.map(\.partner.text)), .textArray(names.keys.map(\.messageID))),
                FactStatements.identifiers(lookups),
                FactStatements.lots(lookups, partners, messageIDs),
                FactStatements.accruals(partners, messageIDs),
                FactStatements.redemptions(partners, messageIDs),
                FactStatements.pieces(partners, messageIDs),
            ], deadline: .now + LaneLimits.readingTime)
        let cycle = try answers[2].only()
        let terms = try await bindingTerms(revision: cycle.int64("revision"))
        var facts = ClearingFacts(
            now: try answers[7].only().instant("now"), snapshot: terms.snapshot, zone: terms.zone,
            cycle: try cycle.int64("id"))
        let lots = try FactRows.lots(answers[10])
        for row in answers[5] {
            let member = try FactRows.member(row)
            facts.members[member.id] = member
            facts.ledgers[member.id] = MemberLedger(
                lots: lots[member.id] ?? [], nextSequence: try row.int64("next_sequence"))
        }
        for row in answers[9] {
            guard let identifier = hashes[try row.bytes("lookup")] else { continue }
            let member = try row.optionalUUID("member_id").map { UniqueID(column: $0) }
            // An identifier that moved to another member while this transaction waited for its lock.
            if let member, facts.members[member] == nil { throw StoreError.conflict }
            facts.identifiers[identifier] = IdentifierRecord(
                member: member, status: IdentifierRecord.Status(rawValue: try row.text("status")) ?? .retired)
        }
        for row in answers[11] { facts.accruals[try FactRows.key(row)] = try FactRows.accrual(row) }
        let pieces = try FactRows.pieces(answers[13])
        for row in answers[12] {
            facts.redemptions[try FactRows.key(row)] = try FactRows.redemption(row, pieces: pieces)
        }
        var result = LaneFacts(clearing: facts)
        for row in answers[8] {
            let key = try FactRows.key(row)
            result.clearing.earlier[key] = ContentDigest(bytes: try row.bytes("content_digest"))
            result.earlierAnswers[key] = StoredAnswer(
                status: Int(try row.int4("status")), body: try row.bytes("answer"))
        }
        result.reusedNonces = Set(try answers[4].map { Int(try $0.int64("place")) - 1 })
        result.clearing.exposures = try await exposures(result.clearing, requests)
        return result
    }

    private func bindingTerms(revision: Int64) async throws -> CoalitionTerms {
        if let known = settings.directory.current, known.snapshot.revision == revision { return known }
        guard let terms = try await connection.run({ try TermsReading.read($0) }) else {
            // A request was verified, so somebody's key is known and terms must be there.
            throw StoreError.failed("no coalition has been applied")
        }
        settings.directory.learn(terms)
        return terms
    }

    /// Locks and reads what capped partners owe whose points this batch may move.
    private func exposures(_ facts: ClearingFacts, _ requests: [LaneRequest]) async throws -> [PartnerID: Exposure] {
        let capped = Set(
            facts.snapshot.partners.values.filter { $0.contract(at: facts.now).netDebitCap != nil }.map(\.id))
        var touched: Set<PartnerID> = []
        for case .message(let message) in requests.map(\.content) { touched.insert(message.partner) }
        for lot in facts.ledgers.values.flatMap(\.lots) { touched.insert(lot.issuer) }
        for piece in facts.redemptions.values.flatMap(\.pieces) { touched.insert(piece.issuer) }
        let concerned = capped.intersection(touched).sorted()
        guard !concerned.isEmpty else { return [:] }
        let parameter = PostgresValue.textArray(concerned.map(\.text))
        let answers = try await connection.pipeline([
            FactStatements.lockExposures(parameter), FactStatements.unsettledFlows(parameter),
            FactStatements.carried(parameter),
        ])
        var carried: [PartnerID: Int64] = [:]
        for row in answers[2] { carried[try PartnerID(row.text("partner"))] = try row.int64("carried_out") }
        var exposures: [PartnerID: Exposure] = [:]
        for partner in concerned {
            exposures[partner] = Exposure(
                partner: partner, model: facts.snapshot.coalition.settlement.model,
                currency: facts.snapshot.coalition.currency,
                breakageShare: facts.snapshot.partners[partner]?.contract(at: facts.now).breakageShare ?? .zero,
                carried: -(carried[partner] ?? 0))
        }
        for row in answers[1] {
            let flow = try FactRows.flow(row)
            let cycle = try row.int64("cycle")
            for partner in concerned { exposures[partner]?.add(flow.points, of: flow.key, in: cycle) }
        }
        return exposures
    }
}

/// Bounds of what a lane keeps and waits for.
enum LaneLimits {
    /// How long after its making a nonce is remembered: the freshness window of 300 s back and 30 s ahead, and more.
    static let nonceSeconds: Int64 = 900
    /// How long reading the facts may take, waiting for locks included; a database that froze is given up after it.
    static let readingTime = Duration.seconds(20)
}
