import Quantities
import Wire

@testable import Demonstration

/// The recorded purchases, read once for all tests.
enum Recording {
    static let purchases = Result { try PurchaseFile.recorded() }

    /// The script of all of them, worked out once for all tests.
    static let script = Result {
        DemonstrationScript(try purchases.get(), zone: try zone.get())
    }

    /// The coalition's zone.
    static let zone = Result {
        guard let zone = ZoneRules(iana: "Europe/Bucharest") else {
            throw DemonstrationFailure.zoneUnknown("Europe/Bucharest")
        }
        return zone
    }
}
