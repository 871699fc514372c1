import Disputes

/// Why nothing was done about a statement's acknowledgement or a dispute; everything is as before.
public enum DisputeFailure: Error, Hashable, Sendable {
    /// A rule refuses it.
    case refused(DisputeCode)
    /// The adjustment could not be posted; the sentence says why.
    case notPosted(String)
    /// No coalition has been applied.
    case noCoalition
    /// The store did not do it.
    case store(StoreError)
}

extension DisputeFailure: CustomStringConvertible {
    /// A sentence for people.
    public var description: String {
        switch self {
        case .refused(.notFound):
            "there is no such statement or dispute; `cycle list` and `dispute list` show what there is"
        case .refused(let code): "\(code.title) (\(code.rawValue))"
        case .notPosted(let reason): "the adjustment could not be posted: \(reason)"
        case .noCoalition: "no coalition has been applied: run partners apply"
        case .store(let error): "the database did not do it: \(error)"
        }
    }
}
