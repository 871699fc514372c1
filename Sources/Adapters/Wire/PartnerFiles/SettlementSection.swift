import Partners
import Quantities

extension FileSection {
    /// The members of `settlement` in `coalition.yaml`.
    static let coalitionSettlementMembers = [
        "model", "schedule", "cut_off", "settlement_days", "calendar", "minimum_payment", "approvals", "roll",
        "pay_creditors", "overdue", "acknowledgement", "disputes", "default",
    ]

    /// How cycles run; `calendars` are the names that `calendar` may have besides those of ``HolidayList/bases``.
    func coalitionSettlement(calendars: [String: HolidayList]) -> CoalitionSettlement {
        let schedule = optional("schedule")?.choice(SettlementSchedule.self)
        let cutOff: String?
        switch schedule {
        case .daily, .weekly, .twiceMonthly, .monthly:
            cutOff = required("cut_off")?.cutOff(of: schedule)
        case .manual, nil:
            cutOff = optional("cut_off")?.cutOff(of: nil)
        }
        let share = optional("default")?.section(known: ["operator_share"])?.required("operator_share")?
            .integer(in: 0...1_000_000_000_000)
        return CoalitionSettlement(
            model: optional("model")?.choice(SettlementModel.self) ?? .issuerPays, schedule: schedule ?? .manual,
            cutOff: cutOff, settlementDays: optional("settlement_days")?.integer(in: 0...90) ?? 2,
            calendar: optional("calendar")?.calendar(calendars) ?? "target",
            minimumPayment: optional("minimum_payment")?.integer(in: 0...1_000_000_000_000) ?? 0,
            approvals: optional("approvals")?.integer(in: 0...9) ?? 0,
            roll: optional("roll")?.choice(DayRoll.self) ?? .following,
            payCreditors: optional("pay_creditors")?.choice(CreditorPayment.self) ?? .funded,
            overdue: optional("overdue")?.section(known: ["reminders", "interest"])?.overdue(),
            acknowledgement: optional("acknowledgement")?.section(known: ["days", "reminders", "silence"])?
                .acknowledgement(),
            disputes: optional("disputes")?.section(known: ["days", "answer_days", "provisional_credit"])?.disputes(),
            defaultOperatorShare: share ?? 0)
    }

    private func overdue() -> OverdueTerms? {
        let reminders = optional("reminders")?.days(in: 1...365) ?? []
        guard let interest = required("interest")?.decimal(atMost: .whole) else { return nil }
        return OverdueTerms(reminderDays: reminders, annualInterest: interest)
    }

    private func acknowledgement() -> AcknowledgementTerms? {
        let silence = optional("silence")?.choice(AcknowledgementTerms.Silence.self) ?? .nothing
        guard let days = required("days")?.integer(in: 1...90) else { return nil }
        // A reminder on the deadline itself would come too late to be of use.
        let reminders =
            days > 1 ? optional("reminders")?.days(in: 1...(days - 1)) : optional("reminders")?.days(in: nil)
        return AcknowledgementTerms(days: days, reminderDays: reminders ?? [], silence: silence)
    }

    private func disputes() -> DisputeTerms? {
        let days = required("days")?.integer(in: 1...730)
        let answerDays = required("answer_days")?.integer(in: 1...365)
        let credit = optional("provisional_credit")?.boolean()
        guard let days, let answerDays else { return nil }
        return DisputeTerms(days: days, answerDays: answerDays, provisionalCredit: credit ?? false)
    }
}

extension FileEntry {
    /// Whole numbers of days in rising order; with no range, none at all.
    fileprivate func days(in range: ClosedRange<Int64>?) -> [Int64]? {
        guard let entries = list(most: 12) else { return nil }
        guard let range else {
            if !entries.isEmpty { refuse("leaves no day for a reminder before the deadline") }
            return []
        }
        var days: [Int64] = []
        for entry in entries {
            guard let day = entry.integer(in: range) else { continue }
            guard day > days.last ?? 0 else {
                entry.refuse("\(day) does not come after \(days.last ?? 0)")
                continue
            }
            days.append(day)
        }
        return days
    }

    /// Lists of holidays by name: lower-case letters, digits and `-`, a letter first, at most 32.
    func calendars() -> [String: HolidayList]? {
        guard let section = section(known: nil) else { return nil }
        var calendars: [String: HolidayList] = [:]
        for (name, entry) in section.all {
            guard (try? PartnerID(name)) != nil, !HolidayList.bases.contains(name) else {
                entry.refuse("\"\(name)\" cannot name a calendar: 1 to 32 of a-z, 0-9 and -, a letter first")
                continue
            }
            guard let list = entry.section(known: ["base", "holidays"]) else { continue }
            let base = list.required("base")?.calendar([:])
            let days = list.required("holidays")?.list(most: 2000)?.compactMap { $0.day() } ?? []
            if let base { calendars[name] = HolidayList(base: base, holidays: Array(Set(days)).sorted()) }
        }
        return calendars
    }

    fileprivate func calendar(_ named: [String: HolidayList]) -> String? {
        guard let text = text() else { return nil }
        let known = HolidayList.bases + named.keys.sorted()
        guard known.contains(text) else {
            refuse("\(described) is none of \(known.joined(separator: ", "))")
            return nil
        }
        return text
    }

    /// A day, such as 2026-12-01.
    func day() -> LocalDay? {
        guard let text = text() else { return nil }
        guard let day = LocalDay(iso8601: text) else {
            refuse("\(described) is not a day such as 2026-12-01")
            return nil
        }
        return day
    }
}

extension HolidayList {
    /// The calendars that need no list.
    static let bases = ["target", "weekends", "none"]
}

extension Rate {
    /// One whole, the most that a share can be.
    static var whole: Rate { (try? Rate(millionths: 1_000_000)) ?? .zero }
}
