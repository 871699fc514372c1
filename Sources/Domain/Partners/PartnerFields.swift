import Quantities

/// One member of a partner file as text, for comparing and showing; the name is the member's path in the file.
struct PartnerField: Hashable {
    let name: String
    let value: String
}

extension Coalition {
    /// Every term as text, in the order of the file; two coalitions are equal exactly when these are.
    var fields: [PartnerField] {
        var all = PartnerField.names(name)
        all += [
            PartnerField(name: "currency", value: currency.letters),
            PartnerField(name: "time_zone", value: timeZone),
            PartnerField(name: "default_region", value: defaultRegion),
            PartnerField(name: "card_prefix", value: cardPrefix),
            PartnerField(name: "point_value", value: PartnerField.decimal(pointValue)),
            PartnerField(name: "expiry.months", value: String(expiryMonths)),
            PartnerField(name: "clawback", value: clawback.rawValue),
            PartnerField(name: "accept_days", value: String(acceptDays)),
            PartnerField(name: "refund_grace_days", value: String(refundGraceDays)),
            PartnerField(name: "hold_days", value: String(holdDays)),
            PartnerField(name: "settlement.model", value: settlement.model.rawValue),
            PartnerField(name: "settlement.schedule", value: settlement.schedule.rawValue),
        ]
        if let cutOff = settlement.cutOff { all.append(PartnerField(name: "settlement.cut_off", value: cutOff)) }
        all += [
            PartnerField(name: "settlement.settlement_days", value: String(settlement.settlementDays)),
            PartnerField(name: "settlement.calendar", value: settlement.calendar),
            PartnerField(name: "settlement.minimum_payment", value: String(settlement.minimumPayment)),
            PartnerField(name: "settlement.approvals", value: String(settlement.approvals)),
        ]
        all += settlement.policyFields
        for (name, list) in calendars.sorted(by: { $0.key < $1.key }) {
            all.append(PartnerField(name: "calendars.\(name).base", value: list.base))
            all.append(PartnerField(name: "calendars.\(name).holidays", value: PartnerField.list(list.holidays)))
        }
        return all + PartnerField.account(operatorAccount, under: "operator.account")
    }
}

extension CoalitionSettlement {
    /// What is agreed beyond the cycle itself; terms that are off have no field.
    fileprivate var policyFields: [PartnerField] {
        var all: [PartnerField] = []
        if roll != .following { all.append(PartnerField(name: "settlement.roll", value: roll.rawValue)) }
        if payCreditors != .funded {
            all.append(PartnerField(name: "settlement.pay_creditors", value: payCreditors.rawValue))
        }
        if let overdue {
            all += [
                PartnerField(name: "settlement.overdue.reminders", value: PartnerField.list(overdue.reminderDays)),
                PartnerField(
                    name: "settlement.overdue.interest", value: PartnerField.decimal(overdue.annualInterest)),
            ]
        }
        if let acknowledgement {
            let reminders = PartnerField.list(acknowledgement.reminderDays)
            all += [
                PartnerField(name: "settlement.acknowledgement.days", value: String(acknowledgement.days)),
                PartnerField(name: "settlement.acknowledgement.reminders", value: reminders),
                PartnerField(name: "settlement.acknowledgement.silence", value: acknowledgement.silence.rawValue),
            ]
        }
        if let disputes {
            all += [
                PartnerField(name: "settlement.disputes.days", value: String(disputes.days)),
                PartnerField(name: "settlement.disputes.answer_days", value: String(disputes.answerDays)),
                PartnerField(
                    name: "settlement.disputes.provisional_credit", value: String(disputes.provisionalCredit)),
            ]
        }
        if defaultOperatorShare > 0 {
            all.append(PartnerField(name: "settlement.default.operator_share", value: String(defaultOperatorShare)))
        }
        return all
    }
}

extension Contract {
    /// Every term as text; two contracts are equal exactly when these are.
    var fields: [PartnerField] {
        var all: [PartnerField] = []
        switch earning {
        case .stated:
            all.append(PartnerField(name: "contract.earning", value: "stated"))
        case .computed(let points, let per):
            all.append(PartnerField(name: "contract.earning", value: "\(points) per \(per)"))
        }
        all += [
            PartnerField(name: "contract.issue_price", value: PartnerField.decimal(issuePrice)),
            PartnerField(name: "contract.redemption_rate", value: PartnerField.decimal(redemptionRate)),
            PartnerField(name: "contract.service_fee_basis_points", value: String(serviceFee.count)),
            PartnerField(name: "contract.minimum_fee", value: String(minimumFee)),
            PartnerField(name: "contract.breakage_share", value: PartnerField.decimal(breakageShare)),
        ]
        if let netDebitCap { all.append(PartnerField(name: "contract.net_debit_cap", value: String(netDebitCap))) }
        all.append(PartnerField(name: "contract.pending_days", value: String(pendingDays)))
        return all
    }
}

extension Partner {
    /// Everything but keys and contracts as text, in the order of the file.
    var fields: [PartnerField] {
        var all = PartnerField.names(name)
        all.append(PartnerField(name: "kind", value: kind.rawValue))
        all.append(PartnerField(name: "status", value: status.rawValue))
        if let leavesOn { all.append(PartnerField(name: "leaves_on", value: leavesOn.description)) }
        all += PartnerField.account(settlement.account, under: "settlement.account")
        for (index, target) in settlement.deliveries.enumerated() {
            all += target.fields(under: "settlement.deliveries[\(index)]")
        }
        return all
    }
}

extension DeliveryTarget {
    fileprivate func fields(under path: String) -> [PartnerField] {
        let members: [(String, String?)] = [
            ("url", url), ("identity", identity), ("host_key", hostKey), ("client_certificate", clientCertificate),
            ("client_key", clientKey), ("ca", ca),
        ]
        return members.compactMap { name, value in value.map { PartnerField(name: "\(path).\(name)", value: $0) } }
    }
}

extension PartnerField {
    fileprivate static func names(_ name: [String: String]) -> [PartnerField] {
        name.sorted { $0.key < $1.key }.map { PartnerField(name: "name.\($0.key)", value: $0.value) }
    }

    fileprivate static func account(_ account: BankAccount?, under path: String) -> [PartnerField] {
        guard let account else { return [] }
        return [
            PartnerField(name: "\(path).iban", value: account.iban),
            PartnerField(name: "\(path).bic", value: account.bic),
            PartnerField(name: "\(path).holder", value: account.holder),
        ]
    }

    fileprivate static func list(_ values: [some CustomStringConvertible]) -> String {
        values.map(\.description).joined(separator: ", ")
    }

    /// A rate with at least four decimals, as contracts write it.
    static func decimal(_ rate: Rate) -> String {
        let text = rate.description
        let parts = text.split(separator: ".")
        let decimals = parts.count == 2 ? String(parts[1]) : ""
        return "\(parts[0]).\(decimals)" + String(repeating: "0", count: max(0, 4 - decimals.utf8.count))
    }
}
