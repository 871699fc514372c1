/// Where a settlement cycle stands: `open → closed → calculated → approved → dispatched → settled`, with `aborted`
/// returning to `closed` for a new version (PROTOCOL.md section 7, `cycle`).
///
/// ``after(_:approvalsNeeded:)`` is the only way from one state to the next; the shell performs the effects it names in the
/// transaction that stores the state.
public enum SettlementCycle: Hashable, Sendable {
    /// Takes postings; left by `close`.
    case open
    /// Takes no more postings; left by `calculate`.
    case closed(VersionHistory)
    /// A version is worked out; left by the last `approve`, by `dispatch` when no approvals are needed, or by `abort`.
    /// `approvers` are the different people so far.
    case calculated(SettlementVersion, approvers: Set<String>)
    /// Enough people agreed; left by `dispatch` or `abort`.
    case approved(SettlementVersion, approvers: Set<String>)
    /// Folders are made and queued for pushing; left by `settle` or `abort`, and kept by `reissue`.
    case dispatched(SettlementVersion)
    /// Paid; never left.
    case settled(SettlementVersion)
    /// The version is given up; left by `reopen`, which the effect of the abort asks for at once.
    case aborted(VersionHistory)

    /// The state as files, tables and commands name it.
    public enum Name: String, Hashable, Sendable, CaseIterable {
        case open, closed, calculated, approved, dispatched, settled, aborted
    }

    /// What may happen to a cycle.
    public enum Event: Hashable, Sendable {
        /// The cut-off came, by the schedule or by hand.
        case close
        /// The calculation gave a settlement whose canonical bytes have this SHA-256, in hexadecimal; `by` is the person
        /// who asked for it, `nil` where none did.
        case calculate(digest: String, by: String? = nil)
        /// A person agrees to the settlement of this digest.
        case approve(by: String, digest: String)
        /// Folders are to go out.
        case dispatch
        /// The same folders are to go out once more, as copies.
        case reissue
        /// All payments have arrived.
        case settle
        /// The version is to be given up.
        case abort
        /// The cycle is to be calculated anew.
        case reopen
    }

    /// What the shell is to do in the same transaction.
    public enum Effect: Hashable, Sendable {
        /// Open the cycle that takes the next postings.
        case openNextCycle
        /// Keep the settlement under this version.
        case keepSettlement(SettlementVersion)
        /// Record who agreed, in the audit trail.
        case recordApproval(by: String, SettlementVersion)
        /// Make every partner's folder and queue its deliveries, each under the partner's next sequence number.
        case sendFolders(SettlementVersion)
        /// Queue every folder of the version once more, as it stands, beside what went out.
        case sendCopies(SettlementVersion)
        /// Book the nets as paid and carry forward what was not.
        case bookPayments(SettlementVersion)
        /// Take back what the version booked; its folders stay as they are.
        case withdraw(SettlementVersion)
        /// Apply ``Event/reopen`` next, in the same transaction.
        case reopen
    }

    /// The state without its facts.
    public var name: Name {
        switch self {
        case .open: .open
        case .closed: .closed
        case .calculated: .calculated
        case .approved: .approved
        case .dispatched: .dispatched
        case .settled: .settled
        case .aborted: .aborted
        }
    }

    /// The version in force; `nil` before the first calculation and after an abort.
    public var version: SettlementVersion? {
        switch self {
        case .open, .closed, .aborted: nil
        case .calculated(let version, _), .approved(let version, _), .dispatched(let version), .settled(let version):
            version
        }
    }

    /// The state after `event`, and the effects wanted.
    ///
    /// - Parameter approvalsNeeded: how many different people must approve; 0 lets a calculated cycle be dispatched.
    /// - Throws: ``CycleRefusal`` with the facts; the cycle then stays as it is.
    public func after(
        _ event: Event, approvalsNeeded: Int64
    ) throws(CycleRefusal) -> (state: SettlementCycle, effects: [Effect]) {
        switch (self, event) {
        case (.open, .close):
            return (.closed(.none), [.openNextCycle])
        case (.closed(let history), .calculate(let digest, let preparer)):
            let version = history.next(digest: digest, preparer: preparer)
            return (.calculated(version, approvers: []), [.keepSettlement(version)])
        case (.calculated(let version, let approvers), .approve(let person, let digest)):
            let all = try Self.approvers(approvers, and: person, of: version, seeing: digest)
            let state: SettlementCycle =
                Int64(all.count) >= approvalsNeeded
                ? .approved(version, approvers: all) : .calculated(version, approvers: all)
            return (state, [.recordApproval(by: person, version)])
        case (.calculated(let version, let approvers), .dispatch):
            guard approvalsNeeded <= 0 else {
                throw .approvalsMissing(given: Int64(approvers.count), needed: approvalsNeeded)
            }
            return (.dispatched(version), [.sendFolders(version)])
        case (.approved(let version, let approvers), .dispatch):
            // The coalition may have raised the number since the last approval.
            guard Int64(approvers.count) >= approvalsNeeded else {
                throw .approvalsMissing(given: Int64(approvers.count), needed: approvalsNeeded)
            }
            return (.dispatched(version), [.sendFolders(version)])
        case (.approved(let version, let approvers), .approve(let person, let digest)):
            let all = try Self.approvers(approvers, and: person, of: version, seeing: digest)
            return (.approved(version, approvers: all), [.recordApproval(by: person, version)])
        case (.dispatched(let version), .reissue):
            return (.dispatched(version), [.sendCopies(version)])
        case (.dispatched(let version), .settle):
            return (.settled(version), [.bookPayments(version)])
        case (.calculated(let version, _), .abort), (.approved(let version, _), .abort):
            return (.aborted(version.history(.notDispatched)), [.withdraw(version), .reopen])
        case (.dispatched(let version), .abort):
            return (.aborted(version.history(.dispatched)), [.withdraw(version), .reopen])
        case (.aborted(let history), .reopen):
            return (.closed(history), [])
        case (.open, _), (.closed, _), (.calculated, _), (.approved, _), (.dispatched, _), (.settled, _), (.aborted, _):
            throw .notNow(state: name, event: event)
        }
    }

    /// Who approved once `person` does, who must have seen the very figures and neither prepared nor approved them.
    private static func approvers(
        _ approvers: Set<String>, and person: String, of version: SettlementVersion, seeing digest: String
    ) throws(CycleRefusal) -> Set<String> {
        guard digest == version.digest else { throw .digestDiffers(calculated: version.digest, given: digest) }
        guard person != version.preparer else { throw .preparerApproves(person) }
        guard !approvers.contains(person) else { throw .alreadyApproved(by: person) }
        return approvers.union([person])
    }
}

/// Why a cycle stays as it is.
public enum CycleRefusal: Error, Hashable, Sendable {
    /// The event has no meaning in this state.
    case notNow(state: SettlementCycle.Name, event: SettlementCycle.Event)
    /// So many different people approved, so many must.
    case approvalsMissing(given: Int64, needed: Int64)
    /// This person has approved already; only different people count.
    case alreadyApproved(by: String)
    /// This person had the figures calculated; somebody else approves them.
    case preparerApproves(String)
    /// The approval speaks of other figures than those calculated.
    case digestDiffers(calculated: String, given: String)
}
