import Operations
import Partners
import Postgres
import Quantities
import Wire

/// The coalition's terms in PostgreSQL: what binds, and how it is changed.
public struct PostgresPartnerStore: PartnerStore {
    private let settings: StoreSettings
    private let pool: PostgresPool

    /// A store over a pool of connections.
    public init(_ settings: StoreSettings, pool: PostgresPool) {
        self.settings = settings
        self.pool = pool
    }

    static let setRevision = Statement("partners.set-revision", "update configuration set revision = $1")
    private static let addCoalition = Statement(
        "partners.add-coalition", "insert into coalition_document (revision, document) values ($1, $2)")
    static let addPartners = Statement(
        "partners.add-partners",
        """
        insert into partner_document (partner, revision, document)
        select u.partner, $3, u.document from unnest($1::text[], $2::text[]) as u(partner, document)
        """)
    private static let addRows = Statement(
        "partners.add-rows",
        "insert into partner (id) select unnest($1::text[]) on conflict do nothing")

    /// Reads the terms that bind now; see ``PartnerStore/current()``.
    public func current() async throws(StoreError) -> CoalitionTerms? {
        let known = settings.directory.current
        do {
            let terms = try await pool.withConnection { connection in
                let revision = try connection.execute(TermsReading.revision).only().int64("revision")
                return revision == known?.snapshot.revision ? known : try TermsReading.read(connection)
            }
            if let terms { settings.directory.learn(terms) }
            return terms
        } catch {
            throw StoreError(any: error)
        }
    }

    /// Applies what a plan against the terms that bind makes of `folder`; see ``PartnerStore/apply(_:by:)``.
    public func apply(
        by actor: String, _ plan: @escaping @Sendable (CoalitionSnapshot?, Instant) throws -> PartnerPlan
    ) async throws -> PartnerPlan {
        let offset = settings.clockOffset()
        let (applied, terms) = try await pool.withGateAlone { connection in
            let now = try connection.execute(GateStatements.clock, [.int64(offset)]).only().instant("now")
            let current = try TermsReading.read(connection)
            let plan = try plan(current?.snapshot, now)
            guard !plan.isEmpty else { return (plan, current) }
            let revision = PostgresValue.int64(plan.snapshot.revision)
            let changed = plan.snapshot.partners.values.filter { current?.snapshot.partners[$0.id] != $0 }
                .sorted { $0.id < $1.id }
            var calls = [StatementCall(Self.setRevision, [revision])]
            if current?.snapshot.coalition != plan.snapshot.coalition {
                let document = try PartnerDocument.text(of: plan.snapshot.coalition)
                calls.append(StatementCall(Self.addCoalition, [revision, .text(document)]))
            }
            let documents = try changed.map { try PartnerDocument.text(of: $0) }
            calls.append(
                Self.addPartners(.textArray(changed.map(\.id.text)), .textArray(documents), revision))
            calls.append(Self.addRows(.textArray(changed.map(\.id.text))))
            calls.append(
                AuditStatements.add(
                    actor: actor, action: "partners.apply", subject: "revision \(plan.snapshot.revision)",
                    detail: plan.description, before: AuditValues.text(of: plan, \.shownOld),
                    after: AuditValues.text(of: plan, \.shownNew), at: now))
            try connection.pipeline(calls)
            return (plan, try TermsReading.read(connection))
        }
        if let terms { settings.directory.learn(terms) }
        return applied
    }
}
