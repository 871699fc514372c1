import Logging

/// Names of the facts that logs carry, so that one fact has one name everywhere. Member data has no name here.
public enum LogKey {
    /// The partner a line is about.
    public static let partner = "partner.id"
    /// The partner's id of a message.
    public static let message = "message.id"
    /// The settlement cycle.
    public static let cycle = "cycle.id"
    /// The version of a settlement.
    public static let version = "settlement.version"
    /// The stable code of a refusal.
    public static let code = "refusal.code"
    /// The kind of an error, without member data.
    public static let error = "error"
    /// How many things a line is about.
    public static let count = "count"
    /// A delivery's number.
    public static let delivery = "delivery.id"
    /// Where a delivery goes.
    public static let target = "delivery.target"
    /// Which lane posted.
    public static let lane = "lane.index"
    /// The address the hub listens on.
    public static let address = "address"
}
