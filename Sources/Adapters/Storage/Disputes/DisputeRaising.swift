import Disputes
import Ledger
import Operations
import Partners
import Postgres
import Quantities
import Settlement

/// A line of a statement, and the movement of the ledger it stands for.
struct StatementPlace {
    let posting: DisputedPosting
    let transaction: UniqueID
    let place: Int32
    let movement: Int32
}

/// The lines of a statement that postings make; those of rounding and adjustments come after them and have no place.
enum StatementPlaces {
    static func postings(
        of partner: PartnerID, cycle: Int64, _ connection: isolated PostgresConnection
    ) throws -> [StatementPlace] {
        var places: [StatementPlace] = []
        for row in try connection.execute(DisputeStatements.postings, [.int64(cycle), .text(partner.text)]) {
            guard let kind = PostingKind(rawValue: try row.text(3)) else {
                throw StoreError.failed("a posting is of no known kind")
            }
            let posting = Posting(
                kind: kind, lot: try row.identity(4), issuer: try PartnerID(row.text(5)),
                redeemer: try row.optionalText(6).map { try PartnerID($0) }, points: try row.int64(7),
                issuePrice: try Rate(millionths: row.int64(8)), redemptionRate: try Rate(millionths: row.int64(9)))
            let (transaction, place) = (try row.identity(0), try row.int4(1))
            let messageID = try row.optionalText(2)
            for (movement, flow) in posting.flows.enumerated() {
                places.append(
                    StatementPlace(
                        posting: DisputedPosting(
                            line: Int64(places.count + 1), messageID: messageID, key: flow.key,
                            points: PointsDelta(flow.points)),
                        transaction: transaction, place: place, movement: Int32(movement)))
            }
        }
        return places
    }
}

/// Raises disputes against one statement whose ladder is locked.
struct DisputeRaising {
    let statement: LadderRows
    let steps: DisputeSteps

    private var cycle: Int64 { statement.folder.cycle }
    private var partner: PartnerID { statement.folder.party }

    /// One dispute for each claim and counterparty, numbered on.
    ///
    /// - Throws: ``DisputeCode/disputeTooLate``, ``DisputeCode/disputeLineUnknown``, ``DisputeCode/alreadyDisputed``.
    func raise(_ claims: [DisputeClaim], _ connection: isolated PostgresConnection) throws {
        let moment = steps.moment
        if let terms = moment.disputes, let delivered = statement.ladder.deliveredAt,
            moment.today > terms.lastDay(firstDelivery: moment.terms.zone.day(of: delivered))
        {
            throw DisputeCode.disputeTooLate
        }
        let places = try StatementPlaces.postings(of: partner, cycle: cycle, connection)
        let amounts = DisputeAmount.Terms(try SettlementBasisDocument.basis(of: statement.basis).terms)
        let postings = places.map(\.posting)
        var named: [[StatementPlace]] = []
        for claim in claims {
            let lines = Set(try DisputedLines.named(by: claim, in: postings).map(\.line))
            named.append(places.filter { lines.contains($0.posting.line) })
        }
        let all = named.flatMap { $0 }
        guard Set(all.map(\.posting.line)).count == all.count, try !isDisputed(all, connection) else {
            throw DisputeCode.alreadyDisputed
        }
        for (claim, lines) in zip(claims, named) {
            let byCounterparty = Dictionary(grouping: lines) { $0.posting.counterparty(of: partner) }
            for (counterparty, lines) in byCounterparty.sorted(by: { $0.key < $1.key }) {
                try raise(claim, lines, against: counterparty, amounts, connection)
            }
        }
    }

    private func isDisputed(_ lines: [StatementPlace], _ connection: isolated PostgresConnection) throws -> Bool {
        try connection.execute(DisputeStatements.disputed, Self.columns(lines)).only().bool("is_disputed")
    }

    private static func columns(_ lines: [StatementPlace]) -> [PostgresValue] {
        [
            .identities(lines.map(\.transaction)), .int4Array(lines.map(\.place)), .int4Array(lines.map(\.movement)),
        ]
    }

    private func raise(
        _ claim: DisputeClaim, _ lines: [StatementPlace], against counterparty: PartnerID,
        _ amounts: DisputeAmount.Terms, _ connection: isolated PostgresConnection
    ) throws {
        let moment = steps.moment
        let postings = lines.map(\.posting)
        let legs = try DisputeAmount.legs(undoing: postings, terms: amounts)
        let isCredited = moment.disputes?.provisionalCredit ?? false
        let provisional = isCredited ? DisputeAmount.provisional(for: partner, of: legs) : [:]
        let ordered = legs.sorted { $0.key < $1.key }
        let caused = Set(postings.compactMap(\.messageID))
        let number = try connection.execute(DisputeStatements.nextNumber, [.text(partner.text), .int64(cycle)]).only()
            .int64("number")
        let answerBy = moment.disputes?.answerDay(raised: moment.today)
        let id = try connection.execute(
            DisputeStatements.add,
            [
                .int64(cycle), .int64(statement.folder.version), .text(partner.text), .int64(number),
                .text(counterparty.text), .text(claim.reason.rawValue),
                .textArray(claim.messageIDs.filter { caused.contains($0) }), .int64Array(postings.map(\.line)),
                .orNull(claim.evidenceSHA256, PostgresValue.text), .orNull(claim.comment, PostgresValue.text),
                .textArray(ordered.map(\.key.text)), .int64Array(ordered.map(\.value)),
                .int64(provisional[partner] ?? 0), .instant(moment.now), .text(steps.actor),
                .orNull(answerBy, { .date(Int32(clamping: $0.dayNumber)) }),
            ]
        ).only().int64("id")
        try connection.execute(
            DisputeStatements.addLines,
            [.int64(id), .int64(cycle), .int64Array(postings.map(\.line))] + Self.columns(lines))
        guard let dispute = try DisputeRow.find(id, locking: false, connection)?.dispute else {
            throw StoreError.failed("a dispute just raised is not there")
        }
        try steps.finish(
            dispute, to: .raised, detail: "\(claim.reason.rawValue), \(lines.count) lines, against \(counterparty)",
            posting: provisional.isEmpty ? nil : (.provisional, provisional),
            corrects: DisputedLines.corrected(postings, cycle: CycleName.text(cycle)), connection)
    }
}
