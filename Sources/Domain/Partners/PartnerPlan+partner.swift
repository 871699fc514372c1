import Quantities

extension PlanDraft {
    /// Notes what the file changes in the partner that binds now, and answers the partner that would bind.
    mutating func compare(_ file: PartnerFile, with old: Partner?) -> Partner {
        let new = file.partner
        let keys = compareKeys(file, with: old)
        guard let old else {
            changes.append(PartnerChange(subject: new.id.text, kind: .added))
            let first = ContractVersion(effectiveFrom: file.effectiveFrom ?? now, contract: file.contract)
            return new.with(keys: keys, contracts: [first])
        }
        note(new.id.text, old.fields, new.fields, from: nil)
        return new.with(keys: keys, contracts: compareContracts(file, with: old))
    }

    /// The keys that would stand: those of the file in its order, then those it no longer lists, revoked.
    private mutating func compareKeys(_ file: PartnerFile, with old: Partner?) -> [PartnerKey] {
        let partner = file.partner
        let before = Dictionary((old?.keys ?? []).map { ($0.id, $0) }) { first, _ in first }
        for (index, key) in partner.keys.enumerated() {
            let field = "keys[\(index)].id"
            if let owner = keyOwners[key.id], owner != partner.id {
                refuse(partner.id.text, field, file.origin, .keyOfAnother(owner))
            }
            guard let known = before[key.id] else {
                if old != nil { noteKey(partner.id, key.id, nil, key.algorithm.rawValue) }
                continue
            }
            if known.publicKey != key.publicKey || known.algorithm != key.algorithm {
                refuse(partner.id.text, field, file.origin, .keyMaterialChanged)
            }
            let facts = { (key: PartnerKey) in
                [
                    PartnerField(name: "keys[\(key.id)].valid_from", value: key.validFrom.description),
                    PartnerField(name: "keys[\(key.id)].valid_until", value: key.validUntil.description),
                    PartnerField(name: "keys[\(key.id)].revoked", value: String(key.isRevoked)),
                ]
            }
            note(partner.id.text, facts(known), facts(key), from: nil)
        }
        let listed = Set(partner.keys.map(\.id))
        let gone = (old?.keys ?? []).filter { !listed.contains($0.id) }
        for key in gone where !key.isRevoked { noteKey(partner.id, key.id, key.algorithm.rawValue, "revoked") }
        return partner.keys + gone.map(\.revoked)
    }

    private mutating func noteKey(_ partner: PartnerID, _ key: String, _ old: String?, _ new: String?) {
        changes.append(PartnerChange(subject: partner.text, kind: .changed, field: "keys[\(key)]", old: old, new: new))
    }

    /// Notes the contract's changes and answers the versions that would stand.
    private mutating func compareContracts(_ file: PartnerFile, with old: Partner) -> [ContractVersion] {
        let subject = old.id.text
        let field = "contract.effective_from"
        let timeline = ContractTimeline(versions: old.contracts)
        let start = file.effectiveFrom ?? now
        guard let next = timeline.next(file.contract, effectiveFrom: file.effectiveFrom, now: now) else {
            refuse(subject, field, file.origin, .beginsInThePast(start, now: now))
            return old.contracts
        }
        guard next != old.contracts else { return next }
        let binding = old.contract(at: max(start, now))
        if let added = next.last, added.effectiveFrom == start, binding != file.contract {
            note(subject, binding.fields, file.contract.fields, from: start)
        }
        // A version that was announced and is taken back, replaced or moved.
        for version in old.contracts where version.effectiveFrom >= now && !next.contains(version) {
            let isMoved = version.contract == file.contract && next.last?.effectiveFrom == start
            let change = PartnerChange(
                subject: subject, kind: .changed, field: field, old: version.effectiveFrom.description,
                new: isMoved ? start.description : nil)
            changes.append(change)
        }
        return next
    }
}

/// A partner's contracts over time.
struct ContractTimeline {
    /// In order of `effectiveFrom`; never empty.
    let versions: [ContractVersion]

    /// The versions once `contract` is wanted from `effectiveFrom` on, or from `now` when that is absent.
    ///
    /// What bound before `now` stays as it was. Announced versions from the start on are replaced, an earlier one
    /// stays unless it is the same contract, which is then postponed. Nil when the start lies in the past and the
    /// contract is another than the one that binds.
    func next(_ contract: Contract, effectiveFrom: Instant?, now: Instant) -> [ContractVersion]? {
        let begun = versions.filter { $0.effectiveFrom <= now }
        if let last = versions.last, last.contract == contract,
            last.effectiveFrom <= now || last.effectiveFrom == effectiveFrom
        {
            return versions
        }
        let start = effectiveFrom ?? now
        guard start >= now else {
            // A file put back as it was: what had been announced since is withdrawn.
            return begun.last?.contract == contract ? begun : nil
        }
        var kept = versions.filter { $0.effectiveFrom < start }
        while let last = kept.last, last.effectiveFrom > now, last.contract == contract { kept.removeLast() }
        if kept.isEmpty, let first = versions.first, first.contract != contract {
            // A first contract that had not begun has bound postings all the same; it keeps them.
            let before = Instant(microseconds: start.microseconds - 1)
            kept = [ContractVersion(effectiveFrom: before, contract: first.contract)]
        }
        if kept.last?.contract == contract { return kept }
        return kept + [ContractVersion(effectiveFrom: start, contract: contract)]
    }
}

extension Partner {
    fileprivate func with(keys: [PartnerKey], contracts: [ContractVersion]) -> Partner {
        Partner(
            id: id, name: name, kind: kind, status: status, keys: keys, contracts: contracts, settlement: settlement,
            leavesOn: leavesOn)
    }
}

extension PartnerKey {
    /// The same key, taken back.
    fileprivate var revoked: PartnerKey {
        PartnerKey(
            id: id, algorithm: algorithm, publicKey: publicKey, validFrom: validFrom, validUntil: validUntil,
            isRevoked: true)
    }
}
