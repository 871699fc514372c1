import Disputes
import Partners
import Quantities
import Wire

/// What one partner has said of its statement of a cycle.
public struct CycleStanding: Sendable {
    private let partner: PartnerID
    private let version: Int64
    private let state: AcknowledgementState
    private let lastDay: LocalDay?

    init(_ partner: PartnerID, _ standing: AcknowledgementStanding) {
        self.partner = partner
        version = standing.version
        state = standing.state
        lastDay = standing.lastDay
    }

    static func table(_ standings: [CycleStanding]) -> String {
        Console.table(
            [["statement of", "version", "stands", "answer by"]]
                + standings.map {
                    [$0.partner.text, "\($0.version)", $0.state.name, $0.lastDay.map { "\($0)" } ?? "no deadline"]
                })
    }

    func write(to writer: inout JSONWriter) {
        writer.member("partner", partner.text)
        writer.member("version", version)
        writer.member("state", state.name)
        writer.member("answer_by", ifPresent: lastDay?.description)
    }
}
