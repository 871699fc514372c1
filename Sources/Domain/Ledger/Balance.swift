import Partners
import Quantities

/// What a member has, in points.
public struct Balance: Hashable, Sendable {
    /// Can be spent now.
    public var available: Int64 = 0
    /// Can be spent later.
    public var pending: Int64 = 0
    /// Set aside by holds.
    public var held: Int64 = 0
    /// Owed for points taken back after they were spent.
    public var arrears: Int64 = 0

    /// Nothing at all.
    public static let zero = Balance()

    /// A balance of these counts.
    public init(available: Int64 = 0, pending: Int64 = 0, held: Int64 = 0, arrears: Int64 = 0) {
        self.available = available
        self.pending = pending
        self.held = held
        self.arrears = arrears
    }
}
