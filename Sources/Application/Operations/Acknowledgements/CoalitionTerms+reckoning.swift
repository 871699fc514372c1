import Disputes
import Partners
import Quantities
import Settlement

extension CoalitionTerms {
    /// The calendar that statements' deadlines are reckoned with: the coalition's own, named lists of holidays included.
    public var statementReckoning: StatementLadder.Reckoning {
        let coalition = snapshot.coalition
        let calendar = BusinessCalendar(named: coalition.settlement.calendar, lists: coalition.calendars) ?? .target
        return StatementLadder.Reckoning(terms: coalition.settlement.acknowledgement, zone: zone) {
            calendar.isBusinessDay($0)
        }
    }
}
