import Governance
import Ledger
import Members
import Operations
import Partners
import PhoneNumbers
import Quantities
import Wire

extension HubProgram {
    /// `member show`
    public static func showMember(_ options: HubOptions, _ text: String, json: Bool) async throws {
        try await visit(options, needs: .manageMembers) { hub, _ in
            let report = try await hub.members.show(try await identifier(text, hub))
            Console(json: json).say(MemberText.text(report), MemberText.document(report))
        }
    }

    /// `member block · unblock`
    public static func setMember(
        _ options: HubOptions, _ text: String, blocked: Bool, reason: String, json: Bool
    ) async throws {
        try await visit(options, needs: .manageMembers) { hub, actor in
            let identifier = try await identifier(text, hub)
            try await hub.members.setStatus(blocked ? .blocked : .active, of: identifier, reason: reason, by: actor)
            try await say(identifier, hub, blocked ? "The member is blocked." : "The block is lifted.", json: json)
        }
    }

    /// `member merge`
    public static func merge(
        _ options: HubOptions, _ source: String, into target: String, reason: String, json: Bool
    ) async throws {
        try await visit(options, needs: .manageMembers) { hub, actor in
            let target = try await identifier(target, hub)
            try await hub.members.merge(try await identifier(source, hub), into: target, reason: reason, by: actor)
            try await say(target, hub, "The members are merged.", json: json)
        }
    }

    /// `member unmerge`
    public static func unmerge(_ options: HubOptions, _ target: String, reason: String, json: Bool) async throws {
        try await visit(options, needs: .manageMembers) { hub, actor in
            let target = try await identifier(target, hub)
            try await hub.members.unmerge(target, reason: reason, by: actor)
            try await say(target, hub, "The merge is undone.", json: json)
        }
    }

    /// `cards issue`
    public static func issueCards(_ options: HubOptions, count: Int, json: Bool) async throws {
        try await visit(options, needs: .issueCards) { hub, actor in
            let terms = try await terms(hub)
            var random = SystemRandomNumberGenerator()
            var added: [CardNumber] = []
            // A number drawn twice is left out by the store and drawn anew.
            while added.count < count {
                let wanted = (0..<min(5000, count - added.count)).map { _ in
                    CardNumber.make(prefix: terms.snapshot.coalition.cardPrefix, using: &random)
                }
                added += try await hub.members.addStock(wanted, by: actor)
            }
            let rows = added.map(\.digits).sorted()
            Console(json: json).say(
                (["card"] + rows).joined(separator: "\r\n"),
                JSONWriter.object { $0.array("cards") { list in for row in rows { list.element(row) } } })
        }
    }

    private static func terms(_ hub: Hub) async throws -> CoalitionTerms {
        guard let terms = try await hub.refreshTerms() else {
            throw CommandFailure("No coalition has been applied yet; run `clearinghouse partners apply`.")
        }
        return terms
    }

    private static func identifier(_ text: String, _ hub: Hub) async throws -> Identifier {
        let coalition = try await terms(hub).snapshot.coalition
        let normalise = PhoneNumberNormaliser(region: coalition.defaultRegion)
        guard
            let identifier = Identifier(
                text, cardPrefix: coalition.cardPrefix, normalisePhone: { normalise($0) })
        else { throw CommandFailure("“\(text)” is no identifier: write card:…, phone:… or code:….") }
        return identifier
    }

    private static func say(_ identifier: Identifier, _ hub: Hub, _ head: String, json: Bool) async throws {
        let report = try await hub.members.show(identifier)
        Console(json: json).say(head + "\n" + MemberText.text(report), MemberText.document(report))
    }
}

/// A member as operators read one.
enum MemberText {
    static func text(_ report: MemberReport) -> String {
        var lines = [
            "Member \(report.id): \(report.status.rawValue)" + (report.reason.map { " (\($0))" } ?? ""),
            "Enrolled by \(report.enrolledBy) at \(report.enrolledAt)",
            "Available \(report.balance.available), pending \(report.balance.pending), held \(report.balance.held), "
                + "arrears \(report.balance.arrears)",
        ]
        lines += report.identifiers.map { "\($0.identifier) (\($0.status.rawValue))" }
        return lines.joined(separator: "\n")
    }

    static func document(_ report: MemberReport) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("id", report.id.description)
            writer.member("status", report.status.rawValue)
            writer.member("reason", ifPresent: report.reason)
            writer.member("enrolled_by", report.enrolledBy)
            writer.member("enrolled_at", report.enrolledAt.description)
            writer.object("balance") { balance in
                balance.member("available", report.balance.available)
                balance.member("pending", report.balance.pending)
                balance.member("held", report.balance.held)
                balance.member("arrears", report.balance.arrears)
            }
            writer.array("identifiers") { list in
                for entry in report.identifiers {
                    list.elementObject { object in
                        object.member("identifier", entry.identifier)
                        object.member("status", entry.status.rawValue)
                    }
                }
            }
        }
    }
}
