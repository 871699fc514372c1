import EmbeddedPostgres
import Foundation
import Governance
import Logging
import Operations
import Partners
import Quantities
import Storage
import Wire

/// What the commands of `clearinghouse` do, behind their names and options.
public enum HubProgram {
    /// Who the audit trail says it was while there are no users: the system's own user.
    static var actor: String { "system:" + NSUserName() }

    /// The level of a name, or nothing.
    public static func level(_ name: String) -> Logger.Level? {
        Logger.Level(rawValue: name)
    }

    /// Opens the hub beside whoever serves, does `body`, and closes it again; every failure becomes a sentence.
    static func visit<Value: Sendable>(
        _ options: HubOptions, _ body: @Sendable (Hub) async throws -> Value
    ) async throws -> Value {
        var quiet = options
        // What a command did is its own output; only what needs a person is logged besides.
        quiet.logLevel = .warning
        return try await open(quiet, mode: .visiting, body)
    }

    /// As ``visit(_:_:)``, for somebody who may do what is asked for.
    ///
    /// - Parameters:
    ///   - permission: what the command does.
    ///   - code: the second factor's, for what takes a fresh one; absent, `CLEARINGHOUSE_CODE` or the terminal is asked.
    ///   - person: who the system's own user says acts (`--as`); refused once users log in.
    ///   - body: the hub, and who acts, as the audit trail and approvals say it.
    static func visit<Value: Sendable>(
        _ options: HubOptions, needs permission: Permission, code: String? = nil, as person: String? = nil,
        _ body: @Sendable (Hub, String) async throws -> Value
    ) async throws -> Value {
        try await visit(options) { hub in
            try await body(hub, try await authorise(hub, permission, code: code, as: person))
        }
    }

    /// Who acts, when that person may.
    private static func authorise(
        _ hub: Hub, _ permission: Permission, code: String?, as person: String?
    ) async throws -> String {
        let desk = hub.operators
        guard try await desk.hasUsers() else { return person ?? actor }
        guard person == nil else { throw OperatorRefusal.namedByHand }
        let token = try SessionFile(hub.directory).token()
        // Whether the person may do it at all is answered before a code is asked for.
        let fresh = permission.needsFreshCode && token != nil ? try Secrecy.code(code) : code
        return try await desk.authorise(permission, token: token, code: fresh, systemUser: NSUserName()).text
    }

    /// `serve`: runs until the program is told to end.
    public static func serve(_ options: HubOptions, json: Bool) async throws {
        try await open(options, mode: .serving) { hub in
            try await hub.serve(stoppingOnSignals: true) { address in
                Console(json: json).say(
                    "The hub listens on \(address.listening) and is known as \(address.url).",
                    JSONWriter.object { writer in
                        writer.member("listening", address.listening)
                        writer.member("public_url", address.url)
                    })
                fflush(nil)
            }
        }
    }

    private static func open<Value: Sendable>(
        _ options: HubOptions, mode: ClusterMode, _ body: @Sendable (Hub) async throws -> Value
    ) async throws -> Value {
        do {
            let hub = try await Hub.open(options, mode: mode)
            do {
                let value = try await body(hub)
                await hub.close()
                return value
            } catch {
                await hub.close()
                throw error
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    /// `migrate`
    public static func migrate(_ options: HubOptions, json: Bool) async throws {
        try await visit(options) { hub in
            let applied = hub.migration.applied
            Console(json: json).say(
                applied.isEmpty
                    ? "The database has this version's schema already."
                    : "Applied: \(applied.joined(separator: ", ")).",
                JSONWriter.object { writer in
                    writer.member("before", hub.migration.before)
                    writer.array("applied") { list in for name in applied { list.element(name) } }
                })
        }
    }

    /// `audit`
    public static func audit(_ options: HubOptions, json: Bool) async throws {
        let report = try await visit(options, needs: .view) { hub, _ in try await hub.audit() }
        Console(json: json).say(AuditText.text(report), AuditText.document(report))
        guard report.findings.isEmpty else {
            let places = report.findings.count == 1 ? "one place" : "\(report.findings.count) places"
            throw CommandFailure("The ledger does not agree with itself in \(places).")
        }
    }

    /// `partners plan`
    public static func planPartners(_ options: HubOptions, folder: String, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            let plan = try await hub.planPartners(folder: folder)
            say(plan, json: json, done: false)
        }
    }

    /// `partners apply`: at once, or as a proposal that others approve.
    public static func applyPartners(_ options: HubOptions, folder: String, json: Bool) async throws {
        try await visit(options, needs: .applyPartners) { hub, actor in
            switch try await hub.applyOrPropose(folder: folder, by: actor) {
            case .applied(let plan): say(plan, json: json, done: true)
            case .proposed(let proposal, _):
                Console(json: json).say(
                    "Nothing is applied yet: others have to agree.\n" + ProposalText.text(proposal),
                    ProposalText.document(proposal))
            }
        }
    }

    private static func say(_ plan: PartnerPlan, json: Bool, done: Bool) {
        let head = done ? "Applied as revision \(plan.snapshot.revision):\n" : "Applying would change:\n"
        Console(json: json).say(
            plan.isEmpty ? "Nothing to change." : head + plan.description,
            Array(((try? PartnerDocument.text(of: plan)) ?? "{}").utf8))
    }
}

/// An audit as people and programs read it.
enum AuditText {
    static func text(_ report: AuditReport) -> String {
        var rows = [["issuer", "issued", "reversed", "with members", "held", "redeemed", "expired"]]
        for issuer in report.issuers {
            rows.append(
                [issuer.issuer]
                    + [
                        issuer.issued, issuer.reversed, issuer.outstanding, issuer.held, issuer.redeemed,
                        issuer.expired,
                    ].map(Console.count))
        }
        var lines = [
            "\(Console.count(report.postings)) postings and \(Console.count(report.messages)) messages read."
        ]
        if !report.issuers.isEmpty {
            lines.append(Console.table(rows))
            lines.append("issued − reversed = with members + held + redeemed + expired, for each issuer.")
        }
        lines += report.findings.map { "\($0.law): \($0.subject): \($0.detail)" }
        switch report.findings.count {
        case 0: lines.append("Everything agrees.")
        case 1: lines.append("1 finding.")
        default: lines.append("\(report.findings.count) findings.")
        }
        return lines.joined(separator: "\n")
    }

    static func document(_ report: AuditReport) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("ok", report.findings.isEmpty)
            writer.member("postings", report.postings)
            writer.member("messages", report.messages)
            writer.array("issuers") { list in
                for issuer in report.issuers {
                    list.elementObject { entry in
                        entry.member("issuer", issuer.issuer)
                        entry.member("issued", issuer.issued)
                        entry.member("reversed", issuer.reversed)
                        entry.member("outstanding", issuer.outstanding)
                        entry.member("held", issuer.held)
                        entry.member("redeemed", issuer.redeemed)
                        entry.member("expired", issuer.expired)
                    }
                }
            }
            writer.array("findings") { list in
                for finding in report.findings {
                    list.elementObject { entry in
                        entry.member("law", finding.law)
                        entry.member("subject", finding.subject)
                        entry.member("detail", finding.detail)
                    }
                }
            }
        }
    }
}
