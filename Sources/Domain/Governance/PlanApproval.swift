import Partners

extension PartnerPlan {
    /// Whether another person must agree before the plan is applied.
    ///
    /// Everything that moves money, trust or addresses does: contracts, debit caps, accounts, deliveries, keys, status and the
    /// coalition's terms. Names do not. What only takes trust away binds at once, since it cannot wait for a second
    /// person: a key that is revoked, a partner that is suspended.
    public var needsApproval: Bool { changes.contains(where: \.needsApproval) }
}

extension PartnerChange {
    /// Whether another person must agree to this change; see ``PartnerPlan/needsApproval``.
    public var needsApproval: Bool {
        switch kind {
        case .added: true
        case .changed:
            if field.hasPrefix("name.") {
                false
            } else if field.hasPrefix("keys[") {
                !(new == "revoked" || field.hasSuffix("].revoked") && new == "true")
            } else {
                !(field == "status" && new == Partner.Status.suspended.rawValue)
            }
        }
    }
}
