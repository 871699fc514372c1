import Clearing
import Ledger
import Members
import Messages
import Operations
import Partners
import Postgres
import Quantities

/// One lane's connection: one round trip to read the facts, a second where points are taken, one to write the decisions.
actor PostgresClearingSession: ClearingSession {
    private let connection: PostgresConnection
    private let settings: StoreSettings
    private let codec = RecordCodec()
    /// The members' ledgers as they were read, to know by how much their counters change.
    private var ledgersBefore: [UniqueID: MemberLedger] = [:]
    private var accrualsBefore: Set<MessageKey> = []
    private var identifiersBefore: Set<Identifier> = []
    private var hashes: IdentifierHashes
    private var novelty = Novelty()
    /// Whether the transaction under way met something that was stored before.
    private var metKnown = false

    /// The connection's own thread, so that a transaction changes threads as seldom as can be.
    nonisolated var unownedExecutor: UnownedSerialExecutor { connection.unownedExecutor }
    /// The same thread, for the lane's own work.
    nonisolated var executor: (any TaskExecutor)? { connection.executor }

    init(_ connection: PostgresConnection, _ settings: StoreSettings) {
        self.connection = connection
        self.settings = settings
        hashes = IdentifierHashes([], settings.keeper)
    }

    func begin(_ requests: [LaneRequest]) async throws(StoreError) -> LaneFacts {
        do {
            let facts = try await read(requests)
            ledgersBefore = facts.clearing.ledgers
            accrualsBefore = Set(facts.clearing.accruals.keys)
            identifiersBefore = Set(facts.clearing.identifiers.keys)
            return facts
        } catch {
            throw await givenUp(error)
        }
    }

    func commit(_ write: LaneWrite) async throws(StoreError) {
        do {
            let rows = try DecisionRows(
                write, ledgersBefore: ledgersBefore, accrualsBefore: accrualsBefore,
                identifiersBefore: identifiersBefore, hashes: hashes, codec: codec)
            _ = try await connection.pipeline(rows.calls + [StatementCall(.commit)])
            novelty.note(metKnown: metKnown)
        } catch {
            throw await givenUp(error)
        }
    }

    /// Rolls back; what to tell of an error.
    private func givenUp(_ error: any Error) async -> StoreError {
        novelty.note(metKnown: true)
        await rollback()
        return StoreError(any: error)
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
        let trip = FactTrip(requests, settings, expectsNew: novelty.isExpected)
        hashes = trip.hashes
        let answers = try await connection.pipeline(trip.calls, deadline: .now + LaneLimits.readingTime)
        metKnown = trip.metKnown(answers)
        let cycle = try answers[trip.openCycle].only()
        let terms = try await bindingTerms(revision: cycle.int64("revision"))
        var result = LaneFacts(
            clearing: ClearingFacts(
                now: try answers[trip.clock].only().instant("now"), snapshot: terms.snapshot, zone: terms.zone,
                cycle: try cycle.int64("id")))
        let members = try trip.read(answers, into: &result, codec)
        try await readLots(of: members, &result.clearing)
        if trip.mayReuse(answers) {
            let rows = try await connection.execute(trip.nonces.reused.statement, trip.nonces.reused.parameters)
            result.reusedNonces = Set(try rows.map { trip.nonces.places[Int(try $0.int64("place")) - 1] })
        }
        result.clearing.exposures = try await exposures(result.clearing, requests)
        return result
    }

    /// Reads the lots of those members who need theirs, with the families of the originals and of lots that continue
    /// others.
    private func readLots(of members: FactTrip.MemberRows, _ facts: inout ClearingFacts) async throws {
        let baseLots = facts.accruals.values.compactMap(\.baseLot)
        let pieceLots = facts.redemptions.values.flatMap { $0.pieces.map(\.lot) }
        guard !members.reading.isEmpty || !baseLots.isEmpty || !pieceLots.isEmpty else { return }
        var calls = [FactStatements.openLots(.identities(Array(members.reading.keys)))]
        if !baseLots.isEmpty || !pieceLots.isEmpty {
            calls.append(FactStatements.families(.identities(baseLots), .identities(pieceLots)))
        }
        let deadline = ContinuousClock.now + LaneLimits.readingTime
        var lots: [UniqueID: (member: UniqueID, lot: Lot)] = [:]
        for rows in try await connection.pipeline(calls, deadline: deadline) { try FactRows.add(rows, to: &lots) }
        let missing = Set(lots.values.map(\.lot.root)).subtracting(lots.keys)
        if !missing.isEmpty {
            let families = FactStatements.families(.identities(missing.sorted()), .identities([]))
            for rows in try await connection.pipeline([families], deadline: deadline) {
                try FactRows.add(rows, to: &lots)
            }
        }
        var byMember: [UniqueID: [Lot]] = [:]
        for entry in lots.values { byMember[entry.member, default: []].append(entry.lot) }
        for (member, nextSequence) in members.reading {
            facts.ledgers[member] = MemberLedger(lots: byMember[member] ?? [], nextSequence: nextSequence)
        }
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
        guard !capped.isEmpty else { return [:] }
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
