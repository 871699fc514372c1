import Clearing
import CoalitionTestKit
import Ledger
import LoyaltyRules
import Members
import Messages
import Partners
import Quantities
import Testing

/// Earn, spend, refund the purchase, return the spending: in every order, with holds, expiry and repricing between.
@Suite struct `No points from nothing` {
    /// What can happen once each; an event comes after those it builds on.
    enum Event: String, CaseIterable {
        case earn, spend, refund, refundPart, giveBack, hold, void, capture, returnCapture, earnMore, refundMore
        case expire, timeOut, reprice

        var after: [Event] {
            switch self {
            case .earn, .expire, .timeOut, .reprice: []
            case .spend, .refund, .refundPart, .hold: [.earn]
            case .giveBack: [.spend]
            case .void, .capture: [.hold]
            case .returnCapture: [.capture]
            case .earnMore: [.earn]
            case .refundMore: [.earnMore]
            }
        }
    }

    struct Mix: Sendable, CustomTestStringConvertible {
        let clawback: Clawback
        let events: Set<Event>
        /// Whether, when all has happened, every purchase is refunded and every spending returned.
        let isAllUndone: Bool

        var testDescription: String { "\(clawback.rawValue): \(events.map(\.rawValue).sorted())" }

        static let all = Clawback.allCases.flatMap { clawback in
            [
                Mix(
                    clawback: clawback, events: [.earn, .spend, .refund, .giveBack, .hold, .void, .expire, .reprice],
                    isAllUndone: true),
                Mix(
                    clawback: clawback,
                    events: [.earn, .spend, .refund, .giveBack, .earnMore, .refundMore, .expire], isAllUndone: true),
                Mix(
                    clawback: clawback,
                    events: [.earn, .spend, .refundPart, .refund, .hold, .capture, .returnCapture, .giveBack],
                    isAllUndone: true),
                Mix(
                    clawback: clawback,
                    events: [.earn, .earnMore, .refund, .hold, .timeOut, .expire, .reprice, .spend], isAllUndone: false),
            ]
        }
    }

    @Test(arguments: Mix.all)
    func `a member never has more than what remained earned`(mix: Mix) {
        let story = ClearingStory(.sample(clawback: mix.clawback, expiryMonths: 1, refundGraceDays: 5, holdDays: 7))
        var orders = 0
        follow(story, mix.events, mix, [], &orders)
        #expect(orders >= 80, "only \(orders) orders were tried")
    }

    /// Tries each event that may come next, and so every order; a story is a value, so that each has its own future.
    private func follow(
        _ story: ClearingStory, _ open: Set<Event>, _ mix: Mix, _ path: [Event], _ orders: inout Int
    ) {
        if open.isEmpty {
            orders += 1
            let worth = worth(story)
            let isNothing =
                switch mix.clawback {
                case .absorb: worth.has == 0 && worth.short == 0
                case .arrears: worth.has <= worth.short
                }
            if mix.isAllUndone && !isNothing { Issue.record("\(path.map(\.rawValue)) leaves \(worth)") }
            return
        }
        for event in Event.allCases where open.contains(event) && open.isDisjoint(with: event.after) {
            var next = story
            happen(event, &next)
            let worth = worth(next)
            // Each earned point is with the member, spent, or expired; what was short is owed or borne.
            if worth.has + worth.spent + worth.expired - worth.short != worth.earned {
                Issue.record("after \((path + [event]).map(\.rawValue)): \(worth)")
                return
            }
            follow(next, open.subtracting([event]), mix, path + [event], &orders)
        }
    }

    private func happen(_ event: Event, _ story: inout ClearingStory) {
        let ana = ClearingStory.ana
        let available = story.balance().available
        switch event {
        case .earn: story.send(.purchase(10_050, by: ana), id: "earn")
        case .earnMore: story.send(.purchase(5000, by: ana), id: "more", from: .cafe)
        case .spend: story.send(.spending(max(1, min(60, available)), by: ana), id: "spend", from: .cafe)
        case .hold: story.send(.spending(max(1, min(50, available)), by: ana, capture: .later), id: "hold")
        case .void: story.send(.voiding("hold"))
        case .capture: story.send(.capturing("hold", max(1, min(20, story.balance().held))))
        case .refund: story.send(.reversing("earn"))
        case .refundPart: story.send(.reversing("earn", .refund(.of(3333))))
        case .refundMore: story.send(.reversing("more"), from: .cafe)
        case .giveBack: story.send(.reversing("spend"), from: .cafe)
        case .returnCapture: story.send(.reversing("hold"))
        case .expire:
            story.pass(days: 40)
            story.store.postWhatIsDue()
        case .timeOut:
            story.pass(days: 8)
            story.store.postWhatIsDue()
        case .reprice:
            let contract = Contract.sample(
                earning: .computed(points: 3, per: 70), issuePrice: "0.03", redemptionRate: "0.02")
            for partner in [PartnerID.grocery, .cafe] {
                story.store.partners[partner] = .sample(partner, contract: contract)
            }
        }
    }

    private struct Worth {
        /// Available, pending, held.
        var has: Int64 = 0
        /// Taken at tills and not returned.
        var spent: Int64 = 0
        /// Posted as expired.
        var expired: Int64 = 0
        /// Taken back and already spent: owed by the member, or borne by the issuer.
        var short: Int64 = 0
        /// Of all accruals, less refunds.
        var earned: Int64 = 0
    }

    private func worth(_ story: ClearingStory) -> Worth {
        var worth = Worth()
        for lot in story.store.ledger(of: story.member()).lots {
            worth.has += lot.remaining + lot.held
            worth.expired += lot.expired
            worth.short += lot.shortfall
        }
        for redemption in story.store.redemptions.values {
            worth.spent += redemption.pieces.reduce(0) { $0 + $1.redeemed }
        }
        for accrual in story.store.accruals.values {
            guard case .purchase(let amount, let rule) = accrual.basis else { continue }
            let left = amount.minorUnits - accrual.refunded
            worth.earned += left * rule.points / rule.per
        }
        return worth
    }
}
