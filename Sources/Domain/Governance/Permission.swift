/// One thing that a command or a page does; closed, so that nothing is done without somebody's permission.
public enum Permission: String, Hashable, Sendable, CaseIterable {
    /// Reports, lists, explanations, exports, plans and audits.
    case view
    /// Apply partner files, or propose what needs approval.
    case applyPartners = "apply_partners"
    /// Close the open cycle.
    case closeCycle = "close_cycle"
    /// Work a closed cycle out.
    case calculateCycle = "calculate_cycle"
    /// Agree to what was calculated.
    case approveCycle = "approve_cycle"
    /// Make and send the folders of an approved cycle.
    case dispatchCycle = "dispatch_cycle"
    /// Mark what is open of a dispatched cycle as paid by hand.
    case settleCycle = "settle_cycle"
    /// Give a version up.
    case abortCycle = "abort_cycle"
    /// Send a version's files once more.
    case reissueCycle = "reissue_cycle"
    /// Propose that a partner that has not paid is taken out of a cycle.
    case proposeDefault = "propose_default"
    /// Read files of the bank.
    case importBankFiles = "import_bank_files"
    /// Hand payments to the bank.
    case instructPayments = "instruct_payments"
    /// Say what an unmatched item of the bank belongs to.
    case assignBankItems = "assign_bank_items"
    /// Propose an adjustment.
    case proposeAdjustment = "propose_adjustment"
    /// Answer a dispute.
    case answerDispute = "answer_dispute"
    /// Uphold or reject a dispute.
    case decideDispute = "decide_dispute"
    /// Record collateral or reserve that came in.
    case recordFunds = "record_funds"
    /// Propose that collateral or reserve is given back.
    case proposeFunds = "propose_funds"
    /// Compare a partner's books with the hub's.
    case reconcile
    /// Agree to a proposal.
    case approveProposal = "approve_proposal"
    /// Turn a proposal down.
    case rejectProposal = "reject_proposal"
    /// Take one's own proposal back.
    case withdrawProposal = "withdraw_proposal"
    /// Block, unblock, merge and part members.
    case manageMembers = "manage_members"
    /// Issue cards.
    case issueCards = "issue_cards"
    /// Make, issue and revoke certificates.
    case manageCertificates = "manage_certificates"
    /// Add, change, disable and reset users.
    case manageUsers = "manage_users"

    /// Whether it takes a fresh code of the second factor each time: whatever lets money go.
    public var needsFreshCode: Bool {
        switch self {
        case .approveCycle, .approveProposal, .settleCycle, .decideDispute: true
        case .view, .applyPartners, .closeCycle, .calculateCycle, .dispatchCycle, .abortCycle, .reissueCycle,
            .proposeDefault, .importBankFiles, .instructPayments, .assignBankItems, .proposeAdjustment, .answerDispute,
            .recordFunds, .proposeFunds, .reconcile, .rejectProposal, .withdrawProposal, .manageMembers, .issueCards,
            .manageCertificates, .manageUsers:
            false
        }
    }
}
