/// Why the demonstration could not be shown.
public enum DemonstrationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no folder of partner files to copy.
    case partnersMissing(folder: String)
    /// A partner whose purchases are recorded has no file.
    case partnerMissing(folder: String, partner: String)
    /// A partner file lacks the member that the demonstration fills in.
    case memberMissing(file: String, member: String)
    /// The folder exists and was not made by the demonstration.
    case foreignFolder(path: String)
    /// Another demonstration uses the folder.
    case inUse(path: String)
    /// A file or folder could not be made, read or removed.
    case file(path: String, reason: String)
    /// The coalition's time zone is unknown here.
    case zoneUnknown(String)
    /// The hub ended while it was needed.
    case hubEnded(String)
    /// A settlement folder did not arrive in time.
    case notDelivered(partner: String, cycle: String, seconds: Int)
    /// It was told to stop.
    case interrupted

    /// One English sentence that says what to do where that is known.
    public var description: String {
        switch self {
        case .partnersMissing(let folder):
            "\(folder) holds no partner files: run the demonstration in the repository's own folder, where partners/ is"
        case .partnerMissing(let folder, let partner):
            "\(folder) has no \(partner).yaml, and its purchases are part of the demonstration"
        case .memberMissing(let file, let member): "\(file) has no “\(member):” to fill in"
        case .foreignFolder(let path):
            "\(path) exists and was not made by the demonstration: move it away, or choose another --data"
        case .inUse(let path): "another demonstration uses \(path): stop it, or choose another --data"
        case .file(let path, let reason): "\(path): \(reason)"
        case .zoneUnknown(let name): "the system knows no time zone \(name): install tzdata"
        case .hubEnded(let reason): "the hub ended early: \(reason)"
        case .notDelivered(let partner, let cycle, let seconds):
            "\(partner) has not received the settlement of cycle \(cycle) within \(seconds) seconds"
        case .interrupted: "stopped before the end"
        }
    }
}
