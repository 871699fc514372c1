import Partners
import Quantities

/// The stored form of ``CoalitionSettlement``; what is off is absent, so that texts of earlier versions read and stay.
struct CoalitionSettlementDocument: Codable {
    let model: String
    let schedule: String
    let cutOff: String?
    let settlementDays: Int64
    let calendar: String
    let minimumPayment: Int64
    let approvals: Int64
    let roll: String?
    let payCreditors: String?
    let overdue: Overdue?
    let acknowledgement: Acknowledgement?
    let disputes: Disputes?
    let operatorShare: Int64?

    struct Overdue: Codable {
        let reminders: [Int64]
        let interest: String
    }

    struct Acknowledgement: Codable {
        let days: Int64
        let reminders: [Int64]
        let silence: String
    }

    struct Disputes: Codable {
        let days: Int64
        let answerDays: Int64
        let provisionalCredit: Bool

        enum CodingKeys: String, CodingKey {
            case days
            case answerDays = "answer_days"
            case provisionalCredit = "provisional_credit"
        }
    }

    enum CodingKeys: String, CodingKey {
        case model, schedule, calendar, approvals, roll, overdue, acknowledgement, disputes
        case cutOff = "cut_off"
        case settlementDays = "settlement_days"
        case minimumPayment = "minimum_payment"
        case payCreditors = "pay_creditors"
        case operatorShare = "operator_share"
    }

    init(_ terms: CoalitionSettlement) {
        model = terms.model.rawValue
        schedule = terms.schedule.rawValue
        cutOff = terms.cutOff
        settlementDays = terms.settlementDays
        calendar = terms.calendar
        minimumPayment = terms.minimumPayment
        approvals = terms.approvals
        roll = terms.roll == .following ? nil : terms.roll.rawValue
        payCreditors = terms.payCreditors == .funded ? nil : terms.payCreditors.rawValue
        overdue = terms.overdue.map {
            Overdue(reminders: $0.reminderDays, interest: $0.annualInterest.description)
        }
        acknowledgement = terms.acknowledgement.map {
            Acknowledgement(days: $0.days, reminders: $0.reminderDays, silence: $0.silence.rawValue)
        }
        disputes = terms.disputes.map {
            Disputes(days: $0.days, answerDays: $0.answerDays, provisionalCredit: $0.provisionalCredit)
        }
        operatorShare = terms.defaultOperatorShare == 0 ? nil : terms.defaultOperatorShare
    }

    func terms() throws -> CoalitionSettlement {
        CoalitionSettlement(
            model: try .init(stored: model), schedule: try .init(stored: schedule), cutOff: cutOff,
            settlementDays: settlementDays, calendar: calendar, minimumPayment: minimumPayment, approvals: approvals,
            roll: try roll.map { try .init(stored: $0) } ?? .following,
            payCreditors: try payCreditors.map { try .init(stored: $0) } ?? .funded,
            overdue: try overdue.map {
                OverdueTerms(reminderDays: $0.reminders, annualInterest: try Rate($0.interest))
            },
            acknowledgement: try acknowledgement.map {
                AcknowledgementTerms(
                    days: $0.days, reminderDays: $0.reminders, silence: try .init(stored: $0.silence))
            },
            disputes: disputes.map {
                DisputeTerms(days: $0.days, answerDays: $0.answerDays, provisionalCredit: $0.provisionalCredit)
            },
            defaultOperatorShare: operatorShare ?? 0)
    }
}

/// The stored form of ``HolidayList``.
struct HolidayDocument: Codable {
    let base: String
    let holidays: [String]

    init(_ list: HolidayList) {
        base = list.base
        holidays = list.holidays.map(\.description)
    }

    func list() throws -> HolidayList {
        HolidayList(base: base, holidays: try holidays.map { try LocalDay(stored: $0) })
    }
}
