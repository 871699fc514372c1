import Quantities

/// What is sent for each purchase, and what follows later. The recordings hold neither refunds nor holds; so every so many
/// messages have one, that the settlement shows them.
extension DemonstrationScript {
    /// A redemption of a row comes before its accrual; a row that nothing was paid for has no accrual.
    static func drafts(_ purchases: [RecordedPurchase]) -> [StepDraft] {
        var drafting = Drafting()
        for purchase in purchases {
            drafting.redemption(of: purchase)
            drafting.accrual(of: purchase)
        }
        return drafting.drafts
    }
}

private struct Drafting {
    var drafts: [StepDraft] = []
    private var accruals = 0
    private var redemptions = 0

    /// Every fifth redemption is a hold, which the next day is captured whole, captured in part, or given up; of every
    /// seventeenth of the others half of the points come back the next day.
    mutating func redemption(of purchase: RecordedPurchase) {
        guard purchase.redeemed > 0 else { return }
        redemptions += 1
        let points = purchase.redeemed
        let id = purchase.eventID + ".r"
        let isHold = redemptions % 5 == 0
        add(purchase, id, days: 0, .redemption(points: points, later: isHold, store: purchase.store))
        if isHold {
            switch redemptions / 5 % 4 {
            case 0: add(purchase, id + ".void", days: 1, .void(original: id))
            case 2: add(purchase, id + ".take", days: 1, .capture(original: id, points: max(1, points * 3 / 4)))
            default: add(purchase, id + ".take", days: 1, .capture(original: id, points: points))
            }
        } else if redemptions % 17 == 0 {
            add(purchase, id + ".back", days: 1, .comeback(original: id, points: max(1, points / 2)))
        }
    }

    /// Every 97th purchase is refunded by half the next day, and every second of those the other half the day after.
    mutating func accrual(of purchase: RecordedPurchase) {
        guard purchase.amount > 0 else { return }
        accruals += 1
        let id = purchase.eventID
        add(purchase, id, days: 0, .accrual(amount: purchase.amount, items: purchase.items, store: purchase.store))
        let half = purchase.amount / 2
        guard accruals % 97 == 0, half > 0 else { return }
        add(purchase, id + ".refund-1", days: 1, .refund(original: id, amount: half))
        guard accruals % 194 == 0 else { return }
        add(purchase, id + ".refund-2", days: 2, .refund(original: id, amount: purchase.amount - half))
    }

    private mutating func add(_ purchase: RecordedPurchase, _ id: String, days: Int64, _ action: ScriptStep.Action) {
        drafts.append(
            StepDraft(
                number: drafts.count, partner: purchase.partner, household: purchase.household,
                occurredAt: purchase.occurredAt.advanced(bySeconds: days * 86_400), messageID: id, action: action))
    }
}
