import CoalitionTestKit
import Composition
import Foundation
import Operations
import Partners
import Payments
import Settlement
import Testing

@Suite struct `A default while files are under way` {
    @Test
    func `while the first version is half pushed: both arrive, numbered on, and the second says what it replaces`()
        async throws
    {
        try await SettlementStory.run { story in
            var random = ModelRandom(seed: 1)
            let cycle = try await story.trade(&random)
            try await story.dispatch(cycle, on: story.hub)
            // A node takes all three up and dies with the files half sent; the default is declared then.
            try await story.pushHalf(&random, on: story.hub)
            let report = try await story.hub.settlement.declareDefault(
                cycle, partner: .grocery, reason: "it does not answer", by: "ana")
            #expect((report.before, report.after) == (1, 2))
            #expect(try await story.number("select count(*) from payment where state <> 'withdrawn'") == 0)
            #expect(try await story.number("select count(*) from payment_instruction where voided_at is null") == 0)
            _ = try await story.hub.settlement.dispatch(cycle, by: "ana")
            try await story.timePasses()
            let next = try await story.node()
            try await story.push(on: next)
            try await story.pay(cycle, on: next)
            await next.close()
            try await story.expectNoFaults("afterwards")
            try await story.expectDone(cycle, versions: 2, "afterwards")
            try story.expectReceived()
            let named = "select count(*) from settlement_folder where version = 2 and sequence = 2"
            #expect(try await story.number(named) == 4)
        }
    }

    @Test func `while a push runs on: the worker's and the default's ends meet in any order`() async throws {
        try await SettlementStory.run { story in
            for seed in UInt64(0)..<4 {
                var random = ModelRandom(seed: seed)
                try await story.apply(CoalitionSettlement())
                let cycle = try await story.trade(&random)
                try await story.dispatch(cycle, on: story.hub)
                let node = try await story.node()
                async let pushed: Void = story.push(on: node)
                _ = try await story.hub.settlement.declareDefault(
                    cycle, partner: .grocery, reason: "it does not answer", by: "ana")
                async let second: Void = story.dispatch(cycle, version: 2, on: story.hub)
                _ = try await (pushed, second)
                try await story.push(on: node)
                try await story.pay(cycle, on: node)
                await node.close()
                try await story.expectNoFaults("seed \(seed)")
                try await story.expectDone(cycle, versions: 2, "seed \(seed)")
            }
            try story.expectReceived()
        }
    }

    @Test func `while the bank pays a creditor it is refused with a sentence, until the bank has answered`()
        async throws
    {
        try await SettlementStory.run(payCreditors: .atOnce) { story in
            var random = ModelRandom(seed: 2)
            let cycle = try await story.trade(&random)
            try await story.dispatch(cycle, on: story.hub)
            let released = try await story.hub.payments.release(cycle, by: "ana")
            #expect(released.payments == 2)
            let figures = """
                select (count(*) + (select count(*) from payment_event) + (select count(*) from audit_entry)
                    + (select sum(version) from cycle))::bigint from money_transaction
                """
            let before = try await story.number(figures)
            do throws(SettlementFailure) {
                _ = try await story.hub.settlement.declareDefault(
                    cycle, partner: .grocery, reason: "it does not answer", by: "ana")
                Issue.record("the default was taken")
            } catch {
                guard case .payments(.underWay(cycle, _, .instructed)) = error else { throw error }
                #expect("\(error)".contains("cannot be given up: the payment to "))
                #expect("\(error)".contains("is instructed at the bank; import its answer first"))
            }
            #expect(try await story.number(figures) == before)
            #expect(try await story.number("select count(*) from partner_default") == 0)
            #expect(try await story.hub.settlement.show(cycle).summary.state == .dispatched)
            try await story.post(.purchase(100, by: .phone(1)))
            // The bank rejects both; now nobody is told to pay, and the default goes through.
            let message = try #require(released.messages.first)
            let ids = try await story.hub.payments.payments(of: cycle).filter { $0.direction == .outgoing }
            let answer = try story.bank.report(
                on: message, ids.map { ($0.endToEndID, "RJCT", "AC04") }, day: SettlementStory.today())
            #expect(try await story.hub.payments.importFile(answer, by: "ana").paymentsMoved == 2)
            let report = try await story.hub.settlement.declareDefault(
                cycle, partner: .grocery, reason: "it does not answer", by: "ana")
            #expect(report.after == 2)
            _ = try await story.hub.settlement.dispatch(cycle, by: "ana")
            try await story.push(on: story.hub)
            try await FileManager.default.removeOutbox(of: story)
            try await story.pay(cycle, on: story.hub)
            try await story.expectNoFaults("afterwards")
            try await story.expectDone(cycle, versions: 2, "afterwards")
            try story.expectReceived()
        }
    }

    @Test func `raced with a release, one of the two is done`() async throws {
        try await SettlementStory.run(payCreditors: .atOnce) { story in
            for seed in UInt64(0)..<8 {
                var random = ModelRandom(seed: seed)
                try await story.apply(CoalitionSettlement(payCreditors: .atOnce))
                let cycle = try await story.trade(&random)
                try await story.dispatch(cycle, on: story.hub)
                let node = try await story.node()
                async let release = try? node.payments.release(cycle, by: "node")
                async let declared = try? story.hub.settlement.declareDefault(
                    cycle, partner: .grocery, reason: "it does not answer", by: "ana")
                let (report, defaulted) = await (release, declared)
                await node.close()
                let told = report?.payments ?? 0
                #expect((told == 2) != (defaulted != nil), "seed \(seed): \(told) told")
                try await story.expectNoFaults("seed \(seed)")
                // Whoever was first, the rest goes its way.
                let versions: Int64 = defaulted == nil ? 1 : 2
                try await story.settle(cycle, versions: versions, on: story.hub)
                try await story.expectDone(cycle, versions: versions, "seed \(seed)")
                try await story.expectNoFaults("seed \(seed)")
            }
        }
    }
}

extension FileManager {
    /// The bank has answered these messages and looks at them no more.
    fileprivate func removeOutbox(of story: SettlementStory) async throws {
        // A message whose payments were all rejected stays where it was kept; this bank would carry it out.
        try? removeItem(atPath: story.hub.directory.path + "/bank")
    }
}
