import Partners

extension FileEntry {
    /// The moment of a cut-off in the form its schedule has, or in any of the forms when the schedule is manual (nil).
    ///
    /// `daily` "HH:MM"; `weekly` "MON HH:MM"; `twice_monthly` "HH:MM" or two days, "1,16 HH:MM"; `monthly` "HH:MM" or
    /// "1 HH:MM". Days of the month go from 1 to 28, so that every month has them.
    func cutOff(of schedule: SettlementSchedule?) -> String? {
        guard let text = text() else { return nil }
        let schedules = schedule.map { [$0] } ?? SettlementSchedule.allCases
        if schedules.contains(where: { CutOffForm.accepts(text, for: $0) }) { return text }
        let examples = schedules.compactMap(CutOffForm.example).joined(separator: ", ")
        refuse("\(described) is not a cut-off such as \(examples)")
        return nil
    }
}

/// The written forms of a cut-off.
enum CutOffForm {
    static func accepts(_ text: String, for schedule: SettlementSchedule) -> Bool {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard let time = parts.last, isTime(time), parts.count <= 2 else { return false }
        let day = parts.count == 2 ? parts[0] : nil
        switch schedule {
        case .manual:
            return false
        case .daily:
            return day == nil
        case .weekly:
            return day.map { ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"].contains($0) } ?? false
        case .twiceMonthly:
            guard let day else { return true }
            let days = day.split(separator: ",", omittingEmptySubsequences: false).map(dayOfMonth)
            guard days.count == 2, let first = days[0], let second = days[1] else { return false }
            return first < second
        case .monthly:
            return day.map { dayOfMonth($0) != nil } ?? true
        }
    }

    static func example(of schedule: SettlementSchedule) -> String? {
        switch schedule {
        case .manual: nil
        case .daily: "\"00:00\""
        case .weekly: "\"MON 00:00\""
        case .twiceMonthly: "\"1,16 00:00\""
        case .monthly: "\"1 00:00\""
        }
    }

    private static func isTime(_ text: Substring) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = number(bytes[0..<2]),
            let minute = number(bytes[3..<5])
        else { return false }
        return hour < 24 && minute < 60
    }

    private static func dayOfMonth(_ text: Substring) -> Int? {
        guard (1...2).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0") else { return nil }
        return number(Array(text.utf8)[...]).flatMap { (1...28).contains($0) ? $0 : nil }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.reduce(Int?(0)) { value, byte in
            guard let value, (0x30...0x39).contains(byte) else { return nil }
            return value * 10 + Int(byte - 0x30)
        }
    }
}
