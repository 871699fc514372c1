import Messages
import Operations
import Partners
import Quantities
import Reconciliation
import Signatures
import Wire

extension PartnerRequests {
    /// What is asked of `/v1/reconciliations`.
    private enum Asked {
        case list
        case comparison(LocalDay)
    }

    /// Compares the day that was uploaded, or lists the days that were compared.
    ///
    /// Comparing again gives the newest result, so no message id is needed: the same file again does no harm.
    func reconcile(_ message: RequestMessage) async throws -> Answer {
        guard let reconciliations else { return Answer(reply: .notFound, label: nil) }
        return try await answer(message) { _, _ in
            do throws(Refusal) {
                _ = try Self.asked(message)
                return (.reading, nil)
            } catch {
                return (.refused(error), nil)
            }
        } whenClear: { envelope, _ in
            let partner = envelope.signature.partner
            do throws(Refusal) {
                switch try Self.asked(message) {
                case .list: return try await Self.list(of: partner, reconciliations)
                case .comparison(let day):
                    return try await Self.compare(envelope.body, day, of: partner, reconciliations)
                }
            } catch {
                return Reply(error)
            }
        }
    }

    /// `GET` without a query lists; `POST` with `day=YYYY-MM-DD`, and nothing else in the query, compares.
    private static func asked(_ message: RequestMessage) throws(Refusal) -> Asked {
        if message.method == "GET" {
            guard message.query == nil, message.body.isEmpty else { throw Refusal(.invalidField, field: "query") }
            return .list
        }
        guard let query = message.query, query.hasPrefix("day="),
            let day = LocalDay(iso8601: String(query.dropFirst(4)))
        else { throw Refusal(.invalidField, field: "day") }
        return .comparison(day)
    }

    private static func list(of partner: PartnerID, _ desk: ReconciliationDesk) async throws(Refusal) -> Reply {
        do throws(ReconciliationFailure) {
            return Reply(body: ReconciliationDocument.json(try await desk.days(of: partner).map(\.head)))
        } catch {
            throw Self.refusal(error)
        }
    }

    private static func compare(
        _ file: [UInt8], _ day: LocalDay, of partner: PartnerID, _ desk: ReconciliationDesk
    ) async throws(Refusal) -> Reply {
        do throws(ReconciliationFailure) {
            let report = try await desk.reconcile(file, day: day, of: partner, by: "partner:\(partner.text)")
            return Reply(body: ReconciliationDocument.json(report.record.head, report.comparison))
        } catch {
            throw Self.refusal(error)
        }
    }

    private static func refusal(_ failure: ReconciliationFailure) -> Refusal {
        switch failure {
        case .file(let error): error.refusal
        case .noCoalition, .unknownPartner, .store: Refusal(.unavailable)
        }
    }
}

extension ReconciliationRecord {
    /// The kept result as documents show it.
    public var head: ReconciliationDocument.Head {
        ReconciliationDocument.Head(
            partner: partner.text, day: day, comparedAt: comparedAt, fileSHA256: fileSHA256, isClean: isClean,
            counts: [
                ("rows", counts.rows), ("messages", counts.messages), ("missing_here", counts.missingHere),
                ("apart", counts.apart), ("missing_there", counts.missingThere), ("different", counts.different),
                ("repeated", counts.repeated), ("unreadable", counts.unreadable),
            ])
    }
}

extension DayFileError {
    fileprivate var refusal: Refusal {
        switch self {
        case .columnMissing(let name), .columnTwice(let name): Refusal(.invalidField, field: name)
        case .tooLarge, .tooManyRows: Refusal(.bodyTooLarge)
        case .empty, .header, .quoteNotClosed, .tooManyUnreadable: Refusal(.malformedBody)
        }
    }
}
