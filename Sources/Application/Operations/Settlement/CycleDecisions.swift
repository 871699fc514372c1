import Ledger
import Partners
import Quantities
import Settlement

/// What people and the schedule may ask of a cycle: pure functions from facts to the change they make.
struct CycleDecisions: Sendable {
    let facts: CycleFacts
    /// Names a settlement by its canonical bytes.
    let digest: @Sendable (Settlement) -> String

    /// Works the cycle out from its flows and the terms that bound at its close.
    ///
    /// - Parameter actor: who asks; a person among them never approves the figures.
    func calculate(by actor: String) throws(SettlementFailure) -> CycleChange {
        // Refused first where the state does not allow it, whatever the figures would be.
        _ = try after(.calculate(digest: ""))
        let calculated = try worksOutAnew()
        let digest = digest(calculated.settlement)
        let (state, effects) = try after(.calculate(digest: digest, by: Preparer.person(actor)))
        return CycleChange(
            state: state, effects: effects, calculated: calculated, action: "cycle.calculate",
            detail: "version \(state.version?.number ?? 0), digest \(digest)")
    }

    /// The settlement as it would be now, carrying out what a later cycle has carried in.
    func worksOutAnew() throws(SettlementFailure) -> CalculatedSettlement {
        let calculated = try worksOut(requiringCarriedIn: true)
        if let on = facts.carriedOn {
            let out = Dictionary(
                calculated.settlement.positions.filter { $0.carriedOut != 0 }.map { ($0.partner, $0.carriedOut) }
            ) { first, _ in first }
            guard out == on.amounts.filter({ $0.value != 0 }) else { throw .laterCycleCarries(on.cycle) }
        }
        return calculated
    }

    /// Records a person's agreement to the version in force.
    ///
    /// - Parameter expected: the digest the person saw; absent, the one in force.
    func approve(by person: String, digest expected: String?) throws(SettlementFailure) -> CycleChange {
        let shown = expected ?? facts.state.version?.digest ?? ""
        let (state, effects) = try after(.approve(by: person, digest: shown))
        return CycleChange(
            state: state, effects: effects, action: "cycle.approve",
            detail: "version \(state.version?.number ?? 0), digest \(shown)")
    }

    /// Makes the folders of the version in force.
    func dispatch() throws(SettlementFailure) -> CycleChange {
        let (state, effects) = try after(.dispatch)
        return CycleChange(
            state: state, effects: effects, calculated: try inForce(), action: "cycle.dispatch",
            detail: "version \(state.version?.number ?? 0)")
    }

    /// Sends the folders of the version in force once more, as they stand.
    func reissue() throws(SettlementFailure) -> CycleChange {
        let (state, effects) = try after(.reissue)
        return CycleChange(
            state: state, effects: effects, calculated: try inForce(), action: "cycle.reissue",
            detail: "version \(state.version?.number ?? 0)")
    }

    /// Marks the cycle as paid.
    func settle() throws(SettlementFailure) -> CycleChange {
        let (state, effects) = try after(.settle)
        return CycleChange(
            state: state, effects: effects, action: "cycle.settle", detail: "version \(state.version?.number ?? 0)")
    }

    /// Gives the version in force up; the cycle stands closed again.
    func abort() throws(SettlementFailure) -> CycleChange {
        let number = facts.state.version?.number ?? 0
        let (aborted, effects) = try after(.abort)
        do {
            let (state, more) = try aborted.after(.reopen, approvalsNeeded: approvalsNeeded)
            return CycleChange(
                state: state, effects: effects.filter { $0 != .reopen } + more, action: "cycle.abort",
                detail: "version \(number) is given up")
        } catch {
            throw .refused(error)
        }
    }

    /// The settlement of the version in force, worked out again and checked against its digest.
    func inForce() throws(SettlementFailure) -> CalculatedSettlement {
        guard let version = facts.state.version, let basis = facts.basis else { throw .notCalculated(facts.id) }
        let calculated = try settlement(basis)
        guard digest(calculated.settlement) == version.digest else {
            throw .digestChanged(cycle: facts.id, version: version.number)
        }
        return calculated
    }

    /// The settlement as it would be now.
    ///
    /// - Parameter requiringCarriedIn: whether the cycle before must have been calculated; else nothing is carried in
    ///   where it has not.
    func worksOut(requiringCarriedIn: Bool) throws(SettlementFailure) -> CalculatedSettlement {
        guard let terms = facts.terms else { throw .noCoalition }
        let carriedIn: [PartnerID: Int64]
        switch facts.carriedIn {
        case .known(let amounts): carriedIn = amounts
        case .unknown(let before) where requiringCarriedIn: throw .earlierNotCalculated(before)
        case .unknown: carriedIn = [:]
        }
        let close = facts.closedAt ?? facts.now
        do {
            let closeDay = terms.zone.day(of: close)
            let snapshot = takingPart(terms.snapshot, carriedIn)
            let bound = try SettlementTerms(
                snapshot, close: close, carriedIn: carriedIn,
                runOffs: facts.settling.runOffs(in: snapshot, on: closeDay, close: close),
                defaults: facts.settling.funds)
            return try settlement(
                SettlementBasis(
                    coalition: terms.snapshot.coalition.name["en"] ?? "", closeDay: closeDay, terms: bound))
        } catch let error as SettlementError {
            throw .notCalculable(error)
        } catch let error as SettlementFailure {
            throw error
        } catch {
            throw .store(.failed("\(error)"))
        }
    }

    /// The coalition without partners that came after the close: those would pay a minimum fee for a time before
    /// theirs.
    private func takingPart(_ snapshot: CoalitionSnapshot, _ carriedIn: [PartnerID: Int64]) -> CoalitionSnapshot {
        let close = facts.closedAt ?? facts.now
        let adjusted = facts.settling.adjustments.flatMap(\.legs.keys)
        let active = Set(facts.flows.keys.flatMap { [$0.issuer, $0.redeemer] }).union(carriedIn.keys).union(adjusted)
        let partners = snapshot.partners.filter { id, partner in
            active.contains(id) || (partner.contracts.first.map { $0.effectiveFrom <= close } ?? false)
        }
        return CoalitionSnapshot(revision: snapshot.revision, coalition: snapshot.coalition, partners: partners)
    }

    private func settlement(_ basis: SettlementBasis) throws(SettlementFailure) -> CalculatedSettlement {
        do {
            let settlement = try Settlement.calculate(
                flows: facts.flows, terms: basis.terms, adjustments: facts.settling.adjustments,
                closeDay: basis.closeDay)
            return CalculatedSettlement(basis: basis, settlement: settlement)
        } catch {
            throw .notCalculable(error)
        }
    }

    var approvalsNeeded: Int64 { facts.terms?.snapshot.coalition.settlement.approvals ?? 0 }

    func after(
        _ event: SettlementCycle.Event
    ) throws(SettlementFailure) -> (state: SettlementCycle, effects: [SettlementCycle.Effect]) {
        do {
            return try facts.state.after(event, approvalsNeeded: approvalsNeeded)
        } catch {
            throw .refused(error)
        }
    }
}
