import Partners
import Settlement

extension CycleDecisions {
    /// Gives the dispatched version up because a partner does not pay it, and works out the next one through the waterfall.
    ///
    /// The facts name the default already, so that the new figures have it.
    func declareDefault(_ declared: PartnerDefault) throws(SettlementFailure) -> CycleChange {
        guard case .dispatched(let version) = facts.state else {
            throw .defaultRefused(.notDispatched(facts.state.name))
        }
        guard let position = try inForce().settlement.position(of: declared.partner) else {
            throw .defaultRefused(.unknownPartner(declared.partner))
        }
        guard position.payment < 0 else { throw .defaultRefused(.owesNothing(declared.partner)) }
        guard Int128(declared.funds.received) < -Int128(position.payment) else {
            throw .defaultRefused(.hasPaid(declared.partner))
        }
        let calculated = try worksOutAnew()
        let digest = digest(calculated.settlement)
        let (aborted, given) = try after(.abort)
        do throws(CycleRefusal) {
            let (closed, _) = try aborted.after(.reopen, approvalsNeeded: approvalsNeeded)
            let (state, kept) = try closed.after(
                .calculate(digest: digest, by: Preparer.person(declared.declaredBy)), approvalsNeeded: approvalsNeeded)
            return CycleChange(
                state: state, effects: given.filter { $0 != .reopen } + kept, calculated: calculated,
                action: "cycle.default",
                detail: "\(declared.partner) does not pay: \(declared.reason); version \(version.number) is given up, "
                    + "version \(state.version?.number ?? 0), digest \(digest)")
        } catch {
            throw .refused(error)
        }
    }
}
