import Quantities

/// What applying a folder of partner files changes, and what binds afterwards (PROTOCOL.md section 6).
///
/// Applying the same folder again changes nothing. No plan alters which contract bound before `now`.
public struct PartnerPlan: Hashable, Sendable {
    /// The changes, the coalition's first, then by partner id.
    public let changes: [PartnerChange]
    /// What binds once the plan is applied; the current one, its revision included, when nothing changes.
    public let snapshot: CoalitionSnapshot

    /// Whether applying would change nothing.
    public var isEmpty: Bool { changes.isEmpty }

    /// Compares what binds with what the folder asks for.
    ///
    /// A key that a file no longer lists stays, revoked. `now` is the database's clock.
    ///
    /// - Throws: ``PartnerPlanError`` with every reason why the folder cannot be applied.
    public init(current: CoalitionSnapshot?, wanted: PartnerFolder, now: Instant) throws(PartnerPlanError) {
        var draft = PlanDraft(current: current, wanted: wanted, now: now)
        draft.compareCoalition()
        var partners: [PartnerID: Partner] = [:]
        for file in wanted.partners {
            partners[file.partner.id] = draft.compare(file, with: current?.partners[file.partner.id])
        }
        draft.refuseMissing()
        guard draft.refusals.isEmpty else { throw PartnerPlanError(refusals: draft.refusals) }
        self.changes = draft.changes
        if let current, draft.changes.isEmpty {
            self.snapshot = current
        } else {
            let revision = (current?.revision ?? 0) + 1
            self.snapshot = CoalitionSnapshot(revision: revision, coalition: wanted.coalition, partners: partners)
        }
    }
}

extension PartnerPlan: CustomStringConvertible {
    /// One line a change, or a line that says there is none.
    public var description: String {
        isEmpty ? "Nothing changes." : changes.map(\.description).joined(separator: "\n")
    }
}

/// A plan while it is worked out.
struct PlanDraft {
    let current: CoalitionSnapshot?
    let wanted: PartnerFolder
    let now: Instant
    var changes: [PartnerChange] = []
    var refusals: [PartnerPlanRefusal] = []
    /// Which partner each key id belongs to now.
    let keyOwners: [String: PartnerID]

    init(current: CoalitionSnapshot?, wanted: PartnerFolder, now: Instant) {
        self.current = current
        self.wanted = wanted
        self.now = now
        var owners: [String: PartnerID] = [:]
        for partner in (current?.partners ?? [:]).values {
            for key in partner.keys { owners[key.id] = partner.id }
        }
        self.keyOwners = owners
    }

    mutating func compareCoalition() {
        let subject = "coalition"
        guard let old = current?.coalition else {
            changes.append(PartnerChange(subject: subject, kind: .added))
            return
        }
        let new = wanted.coalition
        let fixed = [
            ("currency", old.currency.letters, new.currency.letters), ("card_prefix", old.cardPrefix, new.cardPrefix),
        ]
        for (field, oldValue, newValue) in fixed where oldValue != newValue {
            let reason = PartnerPlanRefusal.Reason.neverChanges(old: oldValue, new: newValue)
            refuse(subject, field, wanted.coalitionOrigin, reason)
        }
        note(subject, old.fields, new.fields, from: nil)
    }

    mutating func refuseMissing() {
        let named = Set(wanted.partners.map(\.partner.id))
        for id in (current?.partners ?? [:]).keys.sorted() where !named.contains(id) {
            refuse(id.text, "", nil, .fileMissing)
        }
    }

    /// Notes every field that differs, in the order of the wanted ones; fields that go come last.
    mutating func note(_ subject: String, _ old: [PartnerField], _ new: [PartnerField], from: Instant?) {
        let before = Dictionary(old.map { ($0.name, $0.value) }) { first, _ in first }
        let after = Dictionary(new.map { ($0.name, $0.value) }) { first, _ in first }
        for name in new.map(\.name) + old.map(\.name).filter({ after[$0] == nil }) where before[name] != after[name] {
            let change = PartnerChange(
                subject: subject, kind: .changed, field: name, old: before[name], new: after[name], from: from)
            changes.append(change)
        }
    }

    mutating func refuse(
        _ subject: String, _ field: String, _ origin: FileOrigin?, _ reason: PartnerPlanRefusal.Reason
    ) {
        let place = origin?.place(of: field)
        refusals.append(PartnerPlanRefusal(subject: subject, field: field, place: place, reason: reason))
    }
}
