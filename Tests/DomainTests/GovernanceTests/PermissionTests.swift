import Governance
import Testing

@Suite struct `What each role may do` {
    /// Every permission, and the one role (besides viewing) that has it.
    static let table: [(Permission, Role)] = [
        (.applyPartners, .preparer), (.closeCycle, .preparer), (.calculateCycle, .preparer),
        (.dispatchCycle, .preparer), (.abortCycle, .preparer), (.reissueCycle, .preparer),
        (.proposeDefault, .preparer), (.importBankFiles, .preparer), (.instructPayments, .preparer),
        (.assignBankItems, .preparer), (.proposeAdjustment, .preparer), (.answerDispute, .preparer),
        (.recordFunds, .preparer), (.proposeFunds, .preparer), (.reconcile, .preparer),
        (.withdrawProposal, .preparer), (.approveCycle, .approver), (.approveProposal, .approver),
        (.rejectProposal, .approver), (.settleCycle, .approver), (.decideDispute, .approver),
        (.manageMembers, .administrator), (.issueCards, .administrator), (.manageCertificates, .administrator),
        (.manageUsers, .administrator),
    ]

    @Test func `the table names every permission but viewing once`() {
        #expect(Self.table.map(\.0).count == Permission.allCases.count - 1)
        #expect(Set(Self.table.map(\.0)).union([.view]) == Set(Permission.allCases))
    }

    @Test(arguments: table) func `one role has it and no other`(permission: Permission, role: Role) {
        for other in Role.allCases {
            #expect(other.permissions.contains(permission) == (other == role), "\(other)")
        }
    }

    @Test func `every role may look, and a viewer may do nothing else`() {
        #expect(Role.allCases.allSatisfy { $0.permissions.contains(.view) })
        #expect(Role.viewer.permissions == [.view])
    }

    @Test func `what lets money go takes a fresh code`() {
        let fresh = Permission.allCases.filter(\.needsFreshCode)
        #expect(Set(fresh) == [.approveCycle, .approveProposal, .settleCycle, .decideDispute])
        #expect(fresh.allSatisfy { Role.approver.permissions.contains($0) })
    }

    @Test func `several roles may do what each may`() {
        #expect(Set<Role>([.preparer, .approver]).permissions.isSuperset(of: [.closeCycle, .approveCycle]))
        #expect(!Set<Role>([.preparer, .approver]).permissions.contains(.manageUsers))
        #expect(Set<Role>().permissions.isEmpty)
    }
}
