import Operations
import Postgres

extension StoreError {
    /// What a database error means to whoever asked the store.
    init(_ error: PostgresError) {
        switch error {
        case .server(let failure):
            if failure.state == .uniqueViolation || failure.isRetryable {
                self = .conflict
            } else if error.isConnectionLoss || failure.state == .queryCanceled || failure.state.errorClass == "53" {
                self = .unavailable
            } else {
                self = .failed(failure.description)
            }
        case .connectFailed, .connectionLost, .deadlineExceeded, .pool: self = .unavailable
        case .outcomeUnknown: self = .outcomeUnknown
        case .serverTooOld, .transactionRolledBack, .transactionEnded, .parameterRefused, .columnMismatch,
            .rowCountMismatch, .copyMismatch:
            self = .failed("\(error)")
        }
    }

    /// Any error of a store's body: a store error as it is, a database error by its meaning.
    init(any error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as PostgresError: self = StoreError(error)
        default: self = .failed("\(type(of: error))")
        }
    }
}
