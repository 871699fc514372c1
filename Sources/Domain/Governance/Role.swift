/// What an operator user is there for; a user may hold several roles, and four eyes are kept by person, not by role.
public enum Role: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Sees everything, changes nothing.
    case viewer
    /// Runs the cycle and brings in what others approve.
    case preparer
    /// Agrees, with a fresh code each time, to what others prepared.
    case approver
    /// Looks after users, certificates, members and cards; moves no money.
    case administrator

    /// What the role may do.
    public var permissions: Set<Permission> {
        switch self {
        case .viewer: [.view]
        case .preparer:
            [
                .view, .applyPartners, .closeCycle, .calculateCycle, .dispatchCycle, .abortCycle, .reissueCycle,
                .proposeDefault, .importBankFiles, .instructPayments, .assignBankItems, .proposeAdjustment,
                .answerDispute, .recordFunds, .proposeFunds, .reconcile, .withdrawProposal,
            ]
        case .approver:
            [.view, .approveCycle, .approveProposal, .rejectProposal, .settleCycle, .decideDispute]
        case .administrator:
            [.view, .manageMembers, .issueCards, .manageCertificates, .manageUsers]
        }
    }

    /// Orders roles as they are listed.
    public static func < (left: Role, right: Role) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}

extension Set<Role> {
    /// What these roles may do together.
    public var permissions: Set<Permission> { reduce(into: []) { $0.formUnion($1.permissions) } }
}
