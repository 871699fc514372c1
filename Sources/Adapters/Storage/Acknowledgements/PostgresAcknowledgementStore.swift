import Disputes
import Operations
import Partners
import Postgres
import Quantities
import Wire

/// Statements' ladders in PostgreSQL.
public struct PostgresAcknowledgementStore: AcknowledgementStore {
    private let transactions: DisputeTransactions

    /// A store over a pool of connections.
    ///
    /// - Parameter post: posts the provisional credits of disputes.
    public init(_ settings: StoreSettings, pool: PostgresPool, post: @escaping AdjustmentPosting) {
        transactions = DisputeTransactions(settings: settings, pool: pool, post: post)
    }

    /// See ``AcknowledgementStore/hear(_:)``.
    public func hear(
        _ word: HeardWord
    ) async throws(DisputeFailure) -> (answer: StoredAnswer, isReplay: Bool) {
        let post = transactions.post
        return try await transactions.writing { moment, connection in
            if let before = try Self.before(word, connection) { return (before, true) }
            var rows = try Self.find(word, connection)
            let steps = try rows.lock(at: moment.now, moment.terms, connection)
            // The same content may have been heard while this waited for the lock.
            if let before = try Self.before(word, connection) { return (before, true) }
            try rows.ladder.hear(word.acknowledgement.word)
            let actor = DisputeHand.partner(word.partner).text
            try connection.pipeline(rows.calls(steps, at: moment.now))
            if case .disputed(let claims) = word.acknowledgement.word {
                try DisputeRaising(
                    statement: rows, steps: DisputeSteps(post: post, moment: moment, actor: actor)
                ).raise(claims, connection)
            }
            let standing = try rows.standing(moment.terms, connection)
            let answer = StoredAnswer(
                status: 201, body: AcknowledgementDocument.json(standing, partner: word.partner))
            try connection.pipeline([
                rows.event(
                    word.acknowledgement.word.name, word.source, by: actor, at: moment.now, word: word,
                    answer: answer),
                AuditStatements.add(
                    actor: actor, action: "statement.\(word.acknowledgement.word.name)", subject: rows.folder.path,
                    detail: "by \(word.source.rawValue), key \(word.evidence.keyID)", at: moment.now),
            ])
            return (answer, false)
        }
    }

    private static func before(
        _ word: HeardWord, _ connection: isolated PostgresConnection
    ) throws -> StoredAnswer? {
        try connection.execute(
            AcknowledgementStatements.heard,
            [.int64(word.cycle), .text(word.partner.text), .bytes(word.contentDigest)]
        ).first.map { StoredAnswer(status: Int(try $0.int4("status")), body: try $0.bytes("answer")) }
    }

    private static func find(_ word: HeardWord, _ connection: isolated PostgresConnection) throws -> LadderRows {
        let wanted = word.acknowledgement
        guard
            let rows = try LadderRows.find(
                cycle: word.cycle, party: word.partner, version: wanted.version, connection)
        else { throw DisputeCode.notFound }
        guard rows.folder.version == rows.newest, !rows.isWithdrawn else { throw DisputeCode.versionSuperseded }
        guard wanted.manifestSHA256 == nil || wanted.manifestSHA256 == rows.manifest else {
            throw DisputeCode.manifestMismatch
        }
        return rows
    }

    /// See ``AcknowledgementStore/standing(cycle:partner:)``.
    public func standing(
        cycle: Int64, partner: PartnerID
    ) async throws(DisputeFailure) -> AcknowledgementStanding? {
        try await transactions.reading { moment, connection in
            guard var rows = try LadderRows.find(cycle: cycle, party: partner, version: nil, connection) else {
                return nil
            }
            try rows.read(connection)
            return try rows.standing(moment.terms, connection)
        }
    }

    /// See ``AcknowledgementStore/advance(limit:)``.
    public func advance(limit: Int) async throws(DisputeFailure) -> Int {
        let due = try await transactions.reading { moment, connection in
            try connection.execute(
                AcknowledgementStatements.due, [.instant(moment.now), .int64(Int64(limit))]
            ).map {
                FolderKey(
                    party: try PartnerID($0.text("party")), cycle: try $0.int64("cycle"),
                    version: try $0.int64("version"))
            }
        }
        var moved = 0
        // Each in a transaction of its own, so that one row that is locked does not hold up the others for long.
        for folder in due {
            moved += try await transactions.writing { moment, connection in
                guard
                    var rows = try LadderRows.find(
                        cycle: folder.cycle, party: folder.party, version: folder.version, connection)
                else { return 0 }
                let steps = try rows.lock(at: moment.now, moment.terms, connection)
                try connection.pipeline(rows.calls(steps, at: moment.now))
                return steps.isEmpty ? 0 : 1
            }
        }
        moved += try await tellOverdue(limit: limit)
        return moved
    }

    private func tellOverdue(limit: Int) async throws(DisputeFailure) -> Int {
        try await transactions.writing { moment, connection in
            let rows = try connection.execute(
                DisputeStatements.overdue,
                [.date(Int32(clamping: moment.today.dayNumber)), .int64(Int64(limit))])
            try connection.pipeline(
                try rows.map { row in
                    StatementCall(
                        AcknowledgementStatements.alert,
                        [
                            .text("dispute_unanswered"), .text(try row.text("counterparty")),
                            .text("dispute \(try row.int64("id")) was not answered in time"), .instant(moment.now),
                        ])
                })
            return rows.count
        }
    }

    /// See ``AcknowledgementStore/takePlaces(limit:)``.
    public func takePlaces(limit: Int) async throws(DisputeFailure) -> [AcknowledgementPlace] {
        try await transactions.writing { moment, connection in
            let taken = try connection.execute(AcknowledgementStatements.takePlaces, [.int64(Int64(limit))])
            guard !taken.isEmpty else { return [] }
            var refused: [Int64: [UInt8]] = [:]
            for row in taken { refused[try row.int64("delivery_id")] = try row.optionalBytes("refused_digest") }
            let ids = PostgresValue.int64Array(try taken.map { try $0.int64("delivery_id") })
            var places: [AcknowledgementPlace] = []
            for row in try connection.execute(AcknowledgementStatements.places, [ids]) {
                let delivery = try DeliveryRow(row)
                let target = delivery.currentTarget(
                    moment.terms.snapshot.partners[delivery.folder.party],
                    siblings: try row.textArray("siblings").compactMap { $0 })
                guard let target else { continue }
                places.append(
                    AcknowledgementPlace(
                        delivery: delivery.id, folder: delivery.folder, target: target,
                        refusedDigest: refused[delivery.id]))
            }
            return places
        }
    }

    /// See ``AcknowledgementStore/refuse(_:digest:reason:)``.
    public func refuse(
        _ place: AcknowledgementPlace, digest: [UInt8], reason: String
    ) async throws(DisputeFailure) {
        try await transactions.writing { moment, connection in
            let news = try connection.execute(
                AcknowledgementStatements.refuse, [.int64(place.delivery), .bytes(digest)])
            guard !news.isEmpty else { return }
            try connection.execute(
                AcknowledgementStatements.alert,
                [
                    .text("acknowledgement_refused"), .text(place.folder.party.text),
                    .text("the acknowledgement in \(place.folder.path) was not taken: \(reason)"),
                    .instant(moment.now),
                ])
        }
    }
}
