import Partners
import Quantities
import Testing

/// One apply: at which minute, which contract (by its price), from which minute.
typealias Step = (at: Int64, price: String, from: Int64?)

private func minute(_ count: Int64) -> Instant { now.advanced(bySeconds: count * 60) }

@Suite struct `Contracts over time` {
    /// Applies the steps in order and answers `price@minute` of every version that stands.
    private func versions(after steps: [Step]) throws -> [String] {
        var snapshot: CoalitionSnapshot?
        for step in steps {
            let from = step.from.map(minute)
            let file = try PartnerFile.sample("cafe", contract: .sample(issuePrice: step.price), effectiveFrom: from)
            snapshot = try PartnerPlan(current: snapshot, wanted: .sample(file), now: minute(step.at)).snapshot
        }
        let cafe = try #require(snapshot?.partners[try PartnerID("cafe")])
        return cafe.contracts.map { version in
            let minutes = Double(version.effectiveFrom.microseconds - now.microseconds) / 60_000_000
            return "\(version.contract.issuePrice)@\(Int64(minutes.rounded()))"
        }
    }

    static let table: [(String, [Step], [String])] = [
        ("a change without a date binds at once", [(0, "1", nil), (5, "2", nil)], ["1@0", "2@5"]),
        ("an announced change waits", [(0, "1", nil), (5, "2", 9)], ["1@0", "2@9"]),
        ("an announced change applied again", [(0, "1", nil), (5, "2", 9), (6, "2", 9)], ["1@0", "2@9"]),
        ("the date left in the file once it is past", [(0, "1", nil), (5, "2", 9), (20, "2", 9)], ["1@0", "2@9"]),
        ("the date taken out once it is past", [(0, "1", nil), (5, "2", 9), (20, "2", nil)], ["1@0", "2@9"]),
        ("the date taken out before", [(0, "1", nil), (5, "2", 9), (6, "2", nil)], ["1@0", "2@6"]),
        ("withdrawn by putting the file back", [(0, "1", nil), (5, "2", 9), (6, "1", nil)], ["1@0"]),
        ("withdrawn, the old date still named", [(0, "1", 0), (5, "2", 9), (6, "1", 0)], ["1@0"]),
        ("postponed", [(0, "1", nil), (5, "2", 9), (6, "2", 12)], ["1@0", "2@12"]),
        ("brought forward", [(0, "1", nil), (5, "2", 9), (6, "2", 7)], ["1@0", "2@7"]),
        ("replaced by another announcement", [(0, "1", nil), (5, "2", 9), (6, "3", 9)], ["1@0", "3@9"]),
        ("followed by a later announcement", [(0, "1", nil), (5, "2", 9), (6, "3", 12)], ["1@0", "2@9", "3@12"]),
        ("back after a trial", [(0, "1", nil), (5, "2", 9), (6, "1", 12)], ["1@0", "2@9", "1@12"]),
        ("a new partner may name a past date", [(0, "1", -9)], ["1@-9"]),
        ("a first contract not begun, changed", [(0, "1", 9), (5, "2", nil)], ["1@5", "2@5"]),
        ("a first contract not begun, brought forward", [(0, "1", 9), (5, "1", 7)], ["1@7"]),
    ]

    @Test(arguments: table)
    func `steps of applying leave these versions`(name: String, steps: [Step], expected: [String]) throws {
        #expect(try versions(after: steps) == expected, "\(name)")
    }

    @Test func `a change dated before now is refused`() throws {
        #expect(throws: PartnerPlanError.self) { try versions(after: [(0, "1", nil), (5, "2", 4)]) }
        #expect(throws: PartnerPlanError.self) { try versions(after: [(0, "1", nil), (5, "2", 9), (6, "2", 5)]) }
        #expect(try versions(after: [(0, "1", nil), (5, "2", 5)]) == ["1@0", "2@5"])
    }

    /// Laws over random histories: what bound before stays; the file's contract binds from its start; again is nothing.
    @Test(arguments: UInt64(1)...60)
    func `no plan rewrites what has bound`(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let id = try PartnerID("cafe")
        var snapshot: CoalitionSnapshot?
        var clock: Int64 = 0
        for _ in 0..<25 {
            clock += Int64.random(in: 1...6, using: &random)
            let from = Bool.random(using: &random) ? clock + Int64.random(in: -4...12, using: &random) : nil
            let price = String(Int.random(in: 1...3, using: &random))
            let file = try PartnerFile.sample(
                "cafe", contract: .sample(issuePrice: price), effectiveFrom: from.map(minute))
            let wanted = try PartnerFolder.sample(file)
            guard let plan = try? PartnerPlan(current: snapshot, wanted: wanted, now: minute(clock)) else {
                #expect(from.map { $0 < clock } == true, "seed \(seed): refused without a past date")
                continue
            }
            let after = try #require(plan.snapshot.partners[id])
            #expect(plan.isEmpty == (plan.snapshot == snapshot), "seed \(seed)")
            #expect(after.contracts.last?.contract == file.contract, "seed \(seed)")
            #expect(after.contract(at: minute(max(clock, from ?? clock))) == file.contract, "seed \(seed)")
            if let before = snapshot?.partners[id] {
                for past in -5..<clock where before.contract(at: minute(past)) != after.contract(at: minute(past)) {
                    Issue.record("seed \(seed): minute \(past) was repriced at \(clock)")
                }
            }
            let again = try PartnerPlan(current: plan.snapshot, wanted: wanted, now: minute(clock))
            #expect(again.isEmpty, "seed \(seed): \(again)")
            snapshot = plan.snapshot
        }
    }
}

/// A small seeded source of randomness (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
