import Partners
import Quantities

/// Everything the partners send, in order of time, worked out from the purchases alone: equal purchases make an equal
/// script.
struct DemonstrationScript: Hashable, Sendable {
    /// Households become members before the first week, each at the partner of its first purchase.
    let enrolments: [ScriptStep]
    /// One list for each week.
    let weeks: [Week]

    /// A week from Monday to Sunday.
    struct Week: Hashable, Sendable {
        /// Its first day.
        let monday: LocalDay
        /// Its messages in order of time.
        let steps: [ScriptStep]
    }

    /// Works the script out; `purchases` are in the order they are to be played in.
    init(_ purchases: [RecordedPurchase], zone: ZoneRules) {
        enrolments = Self.enrolments(purchases)
        let drafts = Self.drafts(purchases)
        let sequels = Set(drafts.compactMap(\.action.original))
        let mondays = purchases.map { WeekShift.monday(of: zone.day(of: $0.occurredAt)) }
        // What would follow after the last week is not played.
        guard let first = mondays.min(), let last = mondays.max() else {
            weeks = []
            return
        }
        var byWeek: [Int64: [StepDraft]] = [:]
        for draft in drafts {
            let monday = WeekShift.monday(of: zone.day(of: draft.occurredAt))
            byWeek[monday.dayNumber, default: []].append(draft)
        }
        weeks = stride(from: first.dayNumber, through: last.dayNumber, by: 7).map { monday in
            Week(monday: LocalDay(dayNumber: monday), steps: Self.ordered(byWeek[monday] ?? [], sequels: sequels))
        }
    }

    /// Every fifth household leaves its phone number too; the numbers are invented.
    private static func enrolments(_ purchases: [RecordedPurchase]) -> [ScriptStep] {
        var seen: Set<String> = []
        var steps: [ScriptStep] = []
        for purchase in purchases where seen.insert(purchase.household).inserted {
            let number = steps.count
            let phone = number % 5 == 0 ? "0722 \(digits(number / 1000, 3)) \(digits(number, 3))" : nil
            steps.append(
                ScriptStep(
                    index: number, partner: purchase.partner, household: purchase.household,
                    occurredAt: purchase.occurredAt, messageID: "enrol-\(purchase.household)",
                    action: .enrolment(phone: phone), previous: nil, hasSequel: false))
        }
        return steps
    }

    /// The last `count` decimal digits of a number, zeros in front.
    private static func digits(_ number: Int, _ count: Int) -> String {
        String((String(repeating: "0", count: count) + String(number)).suffix(count))
    }

    private static func ordered(_ drafts: [StepDraft], sequels: Set<String>) -> [ScriptStep] {
        var latest: [String: Int] = [:]
        let inTime = drafts.sorted { ($0.occurredAt, $0.number) < ($1.occurredAt, $1.number) }
        return inTime.enumerated().map { index, draft in
            let previous = latest.updateValue(index, forKey: draft.household)
            return ScriptStep(
                index: index, partner: draft.partner, household: draft.household, occurredAt: draft.occurredAt,
                messageID: draft.messageID, action: draft.action, previous: previous,
                hasSequel: sequels.contains(draft.messageID))
        }
    }
}

/// A step that has no place in a week yet.
struct StepDraft: Hashable, Sendable {
    /// The order among equal times.
    let number: Int
    let partner: PartnerID
    let household: String
    let occurredAt: Instant
    let messageID: String
    let action: ScriptStep.Action
}
