import CoalitionTestKit
import Partners
import Quantities
import Testing

@testable import Operations

/// Which requests go into a lane's next transaction.
@Suite struct `The order of a lane` {
    /// A request of the model: whose, of which batch, and its place there.
    struct Item: Hashable {
        let partner: Int
        let batch: Int
        let place: Int
    }

    private static func partner(_ number: Int) throws -> PartnerID { try PartnerID("p\(number)") }

    private static func lines(_ count: Int, of partner: Int, batch: Int, from start: Int = 0) -> [Item] {
        (start..<(start + count)).map { Item(partner: partner, batch: batch, place: $0) }
    }

    private static func id(_ batch: Int) -> UniqueID { UniqueID(high: 0, low: UInt64(batch)) }

    @Test func `single requests go first, in the order of their coming, and lines fill up to the quota`() throws {
        var order = LaneOrder<Item>()
        order.add(Self.lines(100, of: 1, batch: 1), of: try Self.partner(1), batch: Self.id(1))
        for place in 0..<20 {
            order.add(Item(partner: place % 3, batch: 0, place: place), of: try Self.partner(place % 3))
        }
        let taken = order.next(lines: 48)
        #expect(taken.prefix(20).map(\.place) == Array(0..<20) && taken.prefix(20).allSatisfy { $0.batch == 0 })
        #expect(taken.dropFirst(20) == Self.lines(48, of: 1, batch: 1)[...])
        #expect(order.next(lines: 768) == Self.lines(52, of: 1, batch: 1, from: 48) && order.isEmpty)
        #expect(order.next(lines: 768).isEmpty)
    }

    @Test func `a partner that floods a lane leaves the others their share`() throws {
        var order = LaneOrder<Item>()
        for place in 0..<2000 { order.add(Item(partner: 1, batch: 0, place: place), of: try Self.partner(1)) }
        for place in 0..<10 { order.add(Item(partner: 2, batch: 0, place: place), of: try Self.partner(2)) }
        let taken = order.next(lines: 0)
        #expect(taken.count == LaneOrder<Item>.mostSingles)
        #expect(taken.filter { $0.partner == 2 }.map(\.place) == Array(0..<10))
        #expect(taken.filter { $0.partner == 1 }.map(\.place) == Array(0..<246))
    }

    @Test func `one batch of a small partner beside 64 of a large one gets half`() throws {
        var order = LaneOrder<Item>()
        for batch in 1...64 {
            order.add(Self.lines(500, of: 1, batch: batch), of: try Self.partner(1), batch: Self.id(batch))
        }
        order.add(Self.lines(500, of: 2, batch: 99), of: try Self.partner(2), batch: Self.id(99))
        let taken = order.next(lines: 128)
        #expect(taken.filter { $0.partner == 2 }.count == 64)
        #expect(Set(taken.filter { $0.partner == 1 }.map(\.batch)).count == 64)
    }

    @Test(arguments: 0..<200)
    func `whatever comes, nothing is lost, lines keep their order, and shares differ by one`(seed: Int) throws {
        var random = ModelRandom(seed: UInt64(seed))
        var order = LaneOrder<Item>()
        var waiting: [Int: Int] = [:]
        var next: [Int: Int] = [:]
        var seen: [Int: Int] = [:]
        for _ in 0..<60 {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let batch = Int.random(in: 1...9, using: &random)
                let count = Int.random(in: 0...90, using: &random)
                order.add(
                    Self.lines(count, of: batch % 3, batch: batch, from: next[batch, default: 0]),
                    of: try Self.partner(batch % 3), batch: Self.id(batch))
                next[batch, default: 0] += count
                waiting[batch % 3, default: 0] += count
            }
            let quota = Int.random(in: 1...80, using: &random)
            let taken = order.next(lines: quota)
            #expect(taken.count == min(quota, waiting.values.reduce(0, +)), "seed \(seed)")
            var shares: [Int: Int] = [:]
            for item in taken {
                #expect(item.place == seen[item.batch, default: 0], "seed \(seed)")
                seen[item.batch, default: 0] += 1
                shares[item.partner, default: 0] += 1
                waiting[item.partner, default: 0] -= 1
            }
            let kept = waiting.filter { $0.value > 0 }.keys.map { shares[$0, default: 0] }
            #expect((kept.max() ?? 0) - (kept.min() ?? 0) <= 1, "seed \(seed)")
        }
    }
}
