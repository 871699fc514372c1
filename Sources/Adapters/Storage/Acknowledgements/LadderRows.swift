import Disputes
import Operations
import Partners
import Postgres
import Quantities

/// A party's folder and its ladder, as one transaction sees and moves them.
struct LadderRows {
    let folder: FolderKey
    let newest: Int64
    let isWithdrawn: Bool
    /// SHA-256 of the manifest in hexadecimal.
    let manifest: String
    /// The document of the basis it was calculated from.
    let basis: String
    let isPushed: Bool
    let firstPush: Instant?
    var ladder = StatementLadder()

    /// Finds the folder; `nil` when the party was sent none of this version.
    static func find(
        cycle: Int64, party: PartnerID, version: Int64?, _ connection: isolated PostgresConnection
    ) throws -> LadderRows? {
        let rows = try connection.execute(
            AcknowledgementStatements.folder,
            [.int64(cycle), .text(party.text), .orNull(version, PostgresValue.int64)])
        guard let row = rows.first else { return nil }
        return LadderRows(
            folder: FolderKey(party: party, cycle: cycle, version: try row.int64("version")),
            newest: try row.int64("newest"), isWithdrawn: try row.bool("is_withdrawn"),
            manifest: try row.optionalText("manifest") ?? "", basis: try row.text("terms"),
            isPushed: try row.bool("is_pushed"), firstPush: try row.optionalInstant("first_delivery"))
    }

    private var key: [PostgresValue] { [.int64(folder.cycle), .int64(folder.version), .text(folder.party.text)] }

    /// Locks the ladder, which begins with the first look, and does what time asks for.
    ///
    /// - Returns: what happened by itself.
    mutating func lock(
        at now: Instant, _ terms: CoalitionTerms, _ connection: isolated PostgresConnection
    ) throws -> [StatementLadder.Step] {
        try connection.execute(AcknowledgementStatements.open, key + [.instant(now)])
        ladder = try Self.ladder(connection.execute(AcknowledgementStatements.lock, key).only())
        // A partner without places to push to reads its statement by the API, from the moment it is there.
        return try ladder.catchUp(
            firstDelivery: isPushed ? firstPush : now, now: now, terms.statementReckoning)
    }

    /// Reads the ladder as it stands, without a lock.
    mutating func read(_ connection: isolated PostgresConnection) throws {
        guard let row = try connection.execute(AcknowledgementStatements.ladder, key).first else { return }
        ladder = try Self.ladder(row)
    }

    private static func ladder(_ row: Row) throws -> StatementLadder {
        let voice = try row.optionalText("voice").flatMap { AcknowledgementVoice(rawValue: $0) }
        guard let state = AcknowledgementState(name: try row.text("state"), voice: voice) else {
            throw StoreError.failed("a statement stands in no known state")
        }
        return StatementLadder(
            state: state, deliveredAt: try row.optionalInstant("delivered_at"),
            reminders: Int(try row.int64("reminders")))
    }

    /// What writes the ladder and what happened to it by itself.
    func calls(_ steps: [StatementLadder.Step], at now: Instant) -> [StatementCall] {
        var calls = [
            StatementCall(
                AcknowledgementStatements.move,
                key + [
                    .text(ladder.state.name), .orNull(ladder.state.voice?.rawValue, PostgresValue.text),
                    .orNull(ladder.deliveredAt, PostgresValue.instant), .int64(Int64(ladder.reminders)), .instant(now),
                ])
        ]
        for step in steps {
            switch step {
            case .delivered: calls.append(event("delivered", .hub, by: "hub", at: now))
            case .reminded(let count):
                calls.append(event("reminded", .hub, by: "hub", at: now))
                calls.append(
                    alert("acknowledgement_reminder", "reminder \(count): \(folder.path) is not answered yet", at: now))
            case .silence:
                calls.append(event("silence", .hub, by: "hub", at: now))
                calls.append(
                    alert(
                        "acknowledgement_silent", "\(folder.path) was not answered and counts as \(ladder.state.name)",
                        at: now))
            }
        }
        return calls
    }

    /// One fact of the ladder's history, with the signed bytes and the answer where there are any.
    func event(
        _ name: String, _ source: AcknowledgementSource, by actor: String, at now: Instant,
        word: HeardWord? = nil, answer: StoredAnswer? = nil
    ) -> StatementCall {
        StatementCall(
            AcknowledgementStatements.addEvent,
            key + [
                .instant(now), .text(name), .text(ladder.state.name), .text(source.rawValue), .text(actor),
                .orNull(word?.contentDigest, PostgresValue.bytes),
                .orNull(answer.map { Int64($0.status) }, PostgresValue.int64),
                .orNull(answer?.body, PostgresValue.bytes), .orNull(word?.evidence.keyID, PostgresValue.text),
                .orNull(word?.evidence.signature, PostgresValue.bytes),
                .orNull(word?.evidence.signatureBase, PostgresValue.bytes),
                .orNull(word?.evidence.body, PostgresValue.bytes),
            ])
    }

    /// Something people should know of.
    func alert(_ kind: String, _ detail: String, at now: Instant) -> StatementCall {
        StatementCall(
            AcknowledgementStatements.alert,
            [.text(kind), .text(folder.party.text), .text(detail), .instant(now)])
    }

    /// Where the statement stands, with its disputes.
    func standing(
        _ terms: CoalitionTerms, _ connection: isolated PostgresConnection
    ) throws -> AcknowledgementStanding {
        let disputes = try connection.execute(
            DisputeStatements.ofVersion,
            [.text(folder.party.text), .int64(folder.cycle), .int64(folder.version)])
        return AcknowledgementStanding(
            cycle: folder.cycle, version: folder.version, state: ladder.state, deliveredAt: ladder.deliveredAt,
            lastDay: ladder.deliveredAt.flatMap { terms.statementReckoning.days(from: $0)?.lastDay },
            disputes: try disputes.map { try DisputeRow($0).dispute })
    }
}
