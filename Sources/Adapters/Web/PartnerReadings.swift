import Members
import Messages
import Operations
import Partners
import Wire

/// Answers what partners read of their own, once their nonce is spent.
struct PartnerReadings: Sendable {
    let store: any Readings
    let identifiers: any IdentifierKeeper

    /// A reading whose path has been understood.
    enum Question: Sendable {
        case balance(Identifier)
        case message(String)
        case cycles
        case cycle(Int64)
        case statementFile(cycle: Int64, name: String)
        case explanation(cycle: Int64)
        case postings(PostingsQuestion)
        /// Nothing can have such a name.
        case nothing
    }

    /// Understands a path and its query, which only postings have a use for.
    ///
    /// - Throws: ``Refusal`` `invalid_field` for a malformed identifier or parameter.
    static func question(
        _ reading: PartnerReading, query: String?, reader: RequestReader
    ) throws(Refusal) -> Question {
        switch reading {
        case .balance(let text):
            guard let identifier = reader.identifier(text) else { throw Refusal(.invalidField, field: "identifier") }
            return .balance(identifier)
        case .message(let id): return .message(id)
        case .cycles: return .cycles
        case .cycle(let name): return CycleName.cycle(name).map { .cycle($0) } ?? .nothing
        case .statementFile(let cycle, let name):
            guard let cycle = CycleName.cycle(cycle), isFileName(name) else { return .nothing }
            return .statementFile(cycle: cycle, name: name)
        case .explanation(let cycle): return CycleName.cycle(cycle).map { .explanation(cycle: $0) } ?? .nothing
        case .postings(let cycle):
            let parameters = try QueryParameters(query, named: ["counterparty", "after"])
            let asked = try PostingsQuestion(
                cycle: cycle, counterparty: parameters["counterparty"], after: parameters["after"])
            return asked.map { .postings($0) } ?? .nothing
        }
    }

    /// The reply to a reading by `partner`.
    func reply(
        to reading: PartnerReading, query: String?, by partner: PartnerID, reader: RequestReader
    ) async -> Reply {
        do throws(Refusal) {
            switch try Self.question(reading, query: query, reader: reader) {
            case .balance(let identifier):
                let report = try await store.balance(of: identifier, for: partner)
                let pseudonym = identifiers.pseudonym(of: report.member, for: partner)
                return Reply(body: ReadingDocument.json(report, member: pseudonym))
            case .message(let id):
                guard MessageIDForm.accepts(id),
                    let message = try await store.message(MessageKey(partner: partner, messageID: id))
                else { throw Refusal(.messageUnknown) }
                return Reply(body: ReadingDocument.json(message, messageID: id))
            case .cycles: return Reply(body: ReadingDocument.json(try await store.cycles(of: partner)))
            case .cycle(let id):
                guard let cycle = try await store.cycle(id, of: partner) else { return .notFound }
                return Reply(body: ReadingDocument.json(cycle))
            case .statementFile(let cycle, let name):
                guard let bytes = try await store.statementFile(name, cycle: cycle, of: partner) else {
                    return .notFound
                }
                return Reply(mediaType: Self.mediaType(of: name), body: bytes)
            case .explanation(let cycle):
                guard let explanation = try await store.explanation(of: cycle, for: partner) else { return .notFound }
                return Reply(
                    body: ExplanationDocument.json(
                        cycle: CycleName.text(cycle), version: explanation.version, currency: explanation.currency,
                        matrix: explanation.matrix, party: explanation.netting))
            case .postings(let asked):
                guard
                    let page = try await store.postings(
                        of: asked.cycle, for: partner, counterparty: asked.counterparty, after: asked.after)
                else { return .notFound }
                return Reply(body: ExplanationDocument.json(page, cycle: CycleName.text(asked.cycle)))
            case .nothing: return .notFound
            }
        } catch {
            return Reply(error)
        }
    }

    /// Names of statement files: 1 to 64 of `A-Za-z0-9._-` that do not begin with a dot.
    static func isFileName(_ name: String) -> Bool {
        MessageIDForm.accepts(name) && !name.hasPrefix(".") && !name.utf8.contains(UInt8(ascii: ":"))
    }

    /// The media type of a statement file, by its ending.
    static func mediaType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "csv": "text/csv; charset=utf-8"
        case "json": "application/json"
        case "ndjson": "application/x-ndjson"
        case "xml": "application/xml"
        case "p7s": "application/pkcs7-signature"
        default: "application/octet-stream"
        }
    }
}
