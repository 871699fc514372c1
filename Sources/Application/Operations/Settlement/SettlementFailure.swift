import Ledger
import Partners
import Quantities
import Settlement

/// Why nothing was done about a cycle; the ledger is as before.
public enum SettlementFailure: Error, Hashable, Sendable {
    /// There is no such cycle.
    case unknownCycle(Int64)
    /// The cycle's state, or the approvals so far, do not allow it.
    case refused(CycleRefusal)
    /// Another cycle is open than the one that was to be closed: somebody closed it meanwhile.
    case notOpen(expected: Int64, open: Int64)
    /// The points of these issuers do not add up; the cycle stays open.
    case unbalanced([ConservationBreak])
    /// No coalition has been applied.
    case noCoalition
    /// The cycle before has to be calculated first.
    case earlierNotCalculated(Int64)
    /// A later cycle has carried in other amounts than this calculation carries out; it has to be aborted first.
    case laterCycleCarries(Int64)
    /// Nothing was calculated for the cycle.
    case notCalculated(Int64)
    /// The cycle, or this version of it, was never dispatched.
    case notDispatched(Int64, version: Int64?)
    /// The terms or flows do not give a settlement.
    case notCalculable(SettlementError)
    /// The figures worked out again are not those that were calculated and approved.
    case digestChanged(cycle: Int64, version: Int64)
    /// The data files made again are not those that went out, so no copy of them can.
    case contentChanged(Int64, version: Int64, differing: [String])
    /// A partner's postings do not tie with the settlement.
    case statement(PartnerID, StatementError)
    /// A partner's account statement could not be written; the reason names the field.
    case accountStatement(PartnerID, reason: String)
    /// The manifest could not be signed; the reason holds no secret.
    case notSigned(String)
    /// The cycle is dispatched, but this folder could not be written to the data directory.
    case folderNotKept(String, reason: String)
    /// A leg of an adjustment names neither a partner nor the operator.
    case unknownParty(PartnerID)
    /// Another adjustment has this id already.
    case adjustmentDiffers(UniqueID)
    /// The version's payments do not allow it, or could not be made.
    case payments(PaymentFailure)
    /// The default is not declared.
    case defaultRefused(DefaultRefusal)
    /// The store did not do it.
    case store(StoreError)
}

/// Points of one issuer that do not add up: what the cycles' flows say, and what the lots say.
public struct ConservationBreak: Hashable, Sendable {
    /// Who answers for the points.
    public let issuer: PartnerID
    /// Which figure: `issued`, `reversed`, `redeemed`, `expired`, `carried` or `whole`.
    public let figure: String
    /// By the flows; for `carried` by the lots that others continue.
    public let flows: Int64
    /// By the lots.
    public let lots: Int64

    /// A figure that differs.
    public init(issuer: PartnerID, figure: String, flows: Int64, lots: Int64) {
        self.issuer = issuer
        self.figure = figure
        self.flows = flows
        self.lots = lots
    }
}

extension SettlementFailure: CustomStringConvertible {
    /// A sentence for people that says what to do where that is known.
    public var description: String {
        switch self {
        case .unknownCycle(let id): "there is no cycle \(CycleName.text(id))"
        case .refused(let refusal): Self.sentence(refusal)
        case .notOpen(let expected, let open):
            "cycle \(CycleName.text(expected)) is closed already; \(CycleName.text(open)) is open"
        case .unbalanced(let breaks):
            "the cycle is not closed, because points do not add up: "
                + breaks.map { "\($0.issuer) \($0.figure) \($0.flows) by flows, \($0.lots) by lots" }
                .joined(separator: "; ")
        case .noCoalition: "no coalition has been applied: run partners apply"
        case .earlierNotCalculated(let id): "cycle \(CycleName.text(id)) has to be calculated first"
        case .laterCycleCarries(let id):
            "cycle \(CycleName.text(id)) has carried in other amounts; abort it first"
        case .notCalculated(let id): "cycle \(CycleName.text(id)) is not calculated"
        case .notDispatched(let id, let version):
            "cycle \(CycleName.text(id))\(version.map { " version \($0)" } ?? "") was never dispatched"
        case .notCalculable(let error): "the cycle cannot be calculated: \(error)"
        case .digestChanged(let cycle, let version):
            "cycle \(CycleName.text(cycle)) version \(version) no longer gives the figures that were calculated"
        case .contentChanged(let cycle, let version, let differing):
            "cycle \(CycleName.text(cycle)) version \(version) cannot be sent again as it was, because "
                + "\(differing.prefix(3).joined(separator: ", "))\(differing.count > 3 ? " and others" : "") would "
                + "differ: abort the cycle, calculate and approve a new version, and dispatch that"
        case .statement(let partner, let error): "the statement of \(partner) does not tie with the matrix: \(error)"
        case .accountStatement(let partner, let reason):
            "the account statement of \(partner) could not be written: \(reason)"
        case .notSigned(let reason): "the manifest could not be signed: \(reason)"
        case .folderNotKept(let path, let reason):
            "the cycle is dispatched, but the folder \(path) could not be written: \(reason)"
        case .unknownParty(let party): "\(party) is no partner, and not the operator"
        case .adjustmentDiffers(let id): "another adjustment has the id \(id) already"
        case .payments(let failure): "\(failure)"
        case .defaultRefused(let refusal): "\(refusal)"
        case .store(let error): "the database did not do it: \(error)"
        }
    }

    private static func sentence(_ refusal: CycleRefusal) -> String {
        switch refusal {
        case .notNow(let state, let event):
            switch event {
            case .close: "a cycle that is \(state) cannot be closed"
            case .calculate: "a cycle that is \(state) cannot be calculated"
            case .approve: "a cycle that is \(state) cannot be approved"
            case .dispatch: "a cycle that is \(state) cannot be dispatched"
            case .reissue: "a cycle that is \(state) cannot be sent again: it has to be dispatched and not yet settled"
            case .settle: "a cycle that is \(state) cannot be settled"
            case .abort, .reopen: "a cycle that is \(state) cannot be aborted"
            }
        case .approvalsMissing(let given, let needed): "\(given) of \(needed) approvals are given"
        case .alreadyApproved(let person): "\(person) has approved already"
        case .preparerApproves(let person):
            "\(person) had these figures calculated; somebody else has to approve them"
        case .digestDiffers(let calculated, let given):
            "the figures calculated have the digest \(calculated), not \(given)"
        }
    }
}
