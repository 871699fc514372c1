import CoalitionTestKit
import Members
import Messages
import Operations
import Partners
import Quantities
import ScenarioKit
import Wire

/// The merchants' tills: each day's purchases as messages to the real lanes, and a refund now and then.
final class Tills {
    /// What became of the messages of a kind.
    struct Tally {
        var posted = 0
        var refused: [String: Int] = [:]
    }

    /// Kinds of messages, in the order they are told of.
    enum Kind: String, CaseIterable {
        case enrolment, accrual, redemption, reversal
    }

    /// How many members are at the tills at once.
    private static let width = 256

    private(set) var tallies: [Kind: Tally] = [:]
    private let world: LaneWorld
    private let zone: ZoneRules
    private var days: [LocalDay: [Purchase]]
    private var refunds: [LocalDay: [Refund]] = [:]
    private var members: Set<Int> = []

    /// Tills over these purchases.
    init(_ purchases: [Purchase], world: LaneWorld, zone: ZoneRules) {
        self.world = world
        self.zone = zone
        days = Dictionary(grouping: purchases) { zone.day(of: $0.occurredAt) }
    }

    /// Part or all of a purchase that comes back.
    private struct Refund {
        let purchase: Purchase
        let amount: Int64?
        let at: Instant
    }

    private struct Said: Sendable {
        let kind: Kind
        let purchase: Purchase
        let code: String?
    }

    /// One member's messages of a day, each told once the one before is answered.
    private struct Turn: Sendable {
        let steps: [(kind: Kind, purchase: Purchase, message: VerifiedMessage)]
    }

    /// Sells what was bought on a day; the story's clock shows its evening.
    ///
    /// Members come in any order, and none of them overtakes itself.
    func sell(on day: LocalDay) async throws {
        let turns = turns(of: day)
        let world = world
        var said: [Said] = []
        try await withThrowingTaskGroup(of: [Said].self) { group in
            var next = 0
            while next < min(Self.width, turns.count) {
                let turn = turns[next]
                group.addTask { try await Self.take(turn, world) }
                next += 1
            }
            while let told = try await group.next() {
                said += told
                guard next < turns.count else { continue }
                let turn = turns[next]
                group.addTask { try await Self.take(turn, world) }
                next += 1
            }
        }
        for one in said { count(one) }
    }

    private static func take(_ turn: Turn, _ world: LaneWorld) async throws -> [Said] {
        var said: [Said] = []
        for step in turn.steps {
            said.append(
                Said(kind: step.kind, purchase: step.purchase, code: try await refusal(of: step.message, world)))
        }
        return said
    }

    /// Why a message is refused; only refusals are read.
    private static func refusal(of message: VerifiedMessage, _ world: LaneWorld) async throws -> String? {
        switch try await world.outcome(of: message) {
        case .answered(let answer, _) where answer.status == 201: return nil
        case .answered(let answer, _): return try JSONReader.read(answer.body)["code"]?.string ?? "\(answer.status)"
        case .refused(let refusal): return refusal.code.rawValue
        case .clear, .outdated: throw StoryBroken("\(message.message.messageID) was not decided")
        }
    }

    private func count(_ said: Said) {
        if let code = said.code {
            tallies[said.kind, default: Tally()].refused[code, default: 0] += 1
        } else {
            tallies[said.kind, default: Tally()].posted += 1
            if said.kind == .accrual { plan(said.purchase) }
        }
    }

    /// Every fiftieth purchase comes back one to nine days later: a third of them whole, of the others half.
    private func plan(_ purchase: Purchase) {
        guard purchase.lot % 50 == 0 else { return }
        let at = purchase.occurredAt.advanced(bySeconds: 86_400 * Int64(1 + purchase.lot / 50 % 9))
        let half = purchase.amount / 2
        let isWhole = purchase.lot / 500 % 3 == 0 || half == 0
        refunds[zone.day(of: at), default: []].append(
            Refund(purchase: purchase, amount: isWhole ? nil : half, at: at))
    }

    private func turns(of day: LocalDay) -> [Turn] {
        var steps: [Int: [(kind: Kind, purchase: Purchase, message: VerifiedMessage)]] = [:]
        for purchase in days.removeValue(forKey: day) ?? [] {
            let member = Identifier.phone(purchase.household)
            func add(_ kind: Kind, _ id: String, _ content: MessageContent) {
                let message = Self.message(content, id, purchase.partner, purchase.occurredAt)
                steps[purchase.household, default: []].append((kind, purchase, message))
            }
            if members.insert(purchase.household).inserted {
                add(.enrolment, "enrol-\(purchase.household)", .enrolment(member))
            }
            if purchase.redeemed > 0 {
                add(.redemption, purchase.id + ".r", .spending(purchase.redeemed, by: member))
            }
            if purchase.amount > 0 { add(.accrual, purchase.id, .purchase(purchase.amount, by: member)) }
        }
        for refund in refunds.removeValue(forKey: day) ?? [] {
            let extent: Reversal.Extent = refund.amount.map { .refund(.of($0)) } ?? .whole
            let id = refund.purchase.id
            let message = Self.message(
                .reversing(id, extent), id + ".back", refund.purchase.partner, refund.at)
            steps[refund.purchase.household, default: []].append((.reversal, refund.purchase, message))
        }
        return steps.sorted { $0.key < $1.key }.map { Turn(steps: $0.value) }
    }

    private static func message(
        _ content: MessageContent, _ id: String, _ partner: PartnerID, _ at: Instant
    ) -> VerifiedMessage {
        // Each id is used once, so that it stands for its content.
        .sample(content, id: id, from: partner, at: at, digest: Array(id.utf8))
    }
}
