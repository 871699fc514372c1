import Books
import Quantities

/// Why there is no report and no journal.
public enum BooksFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// No coalition has been applied, so that there is neither a currency nor a time zone.
    case noCoalition
    /// The month has not begun.
    case monthNotBegun(CalendarMonth)
    /// The day has not begun.
    case dayNotBegun(LocalDay)
    /// A sum does not fit into 64 bits.
    case notCountable(QuantityError)
    /// The journal could not be written; the reason is the system's.
    case notWritten(String)
    /// The store did not answer.
    case store(StoreError)

    /// A sentence for people.
    public var description: String {
        switch self {
        case .noCoalition: "no coalition has been applied: run partners apply"
        case .monthNotBegun(let month): "the month \(month) has not begun"
        case .dayNotBegun(let day): "the day \(day) has not begun"
        case .notCountable(let error): "the books cannot be added up: \(error)"
        case .notWritten(let reason): "the journal could not be written: \(reason)"
        case .store(let error): "the database did not do it: \(error)"
        }
    }
}
