import Partners
import Quantities

/// Which of the requests that wait for a lane go into its next transaction: a value, so that its fairness can be shown.
///
/// Single requests come first, in the order of their coming; when more of them wait than go together, the partners share
/// alike. Lines of batches fill up to a quota: partners in turn, the batches of one partner in turn, the lines of one
/// batch in their order.
struct LaneOrder<Item> {
    /// The most single requests that go together; beyond it PostgreSQL's gain flattens.
    static var mostSingles: Int { 256 }

    private struct Single {
        let partner: PartnerID
        let item: Item
    }

    private var singles: [Single] = []
    private var parties: [Party<Item>] = []

    /// How many single requests wait.
    var singleCount: Int { singles.count }

    /// Whether lines of batches wait.
    var hasLines: Bool { !parties.isEmpty }

    /// Whether nothing waits.
    var isEmpty: Bool { singles.isEmpty && parties.isEmpty }

    /// Puts a single request behind those that wait.
    mutating func add(_ item: Item, of partner: PartnerID) {
        singles.append(Single(partner: partner, item: item))
    }

    /// Puts lines behind those of the same batch that wait.
    mutating func add(_ lines: [Item], of partner: PartnerID, batch: UniqueID) {
        guard !lines.isEmpty else { return }
        if let index = parties.firstIndex(where: { $0.partner == partner }) {
            parties[index].add(lines, batch: batch)
        } else {
            var party = Party<Item>(partner: partner)
            party.add(lines, batch: batch)
            parties.append(party)
        }
    }

    /// Takes what goes next.
    ///
    /// - Parameter lines: the most lines of batches that may go with the single requests.
    mutating func next(lines quota: Int) -> [Item] {
        var taken = takeSingles()
        Self.share(quota, among: &parties, into: &taken)
        return taken
    }

    /// Takes single requests only, with `count` that another lane took already.
    mutating func takeSingles(beside count: Int) -> [Item] {
        singles.count + count <= Self.mostSingles ? takeSingles() : []
    }

    private mutating func takeSingles() -> [Item] {
        guard singles.count > Self.mostSingles else {
            defer { singles.removeAll(keepingCapacity: true) }
            return singles.map(\.item)
        }
        var left: [PartnerID: Int] = [:]
        for single in singles { left[single.partner, default: 0] += 1 }
        let share = Self.fairShare(of: Self.mostSingles, among: left.values.sorted())
        for partner in left.keys { left[partner] = share }
        var taken: [Item] = []
        singles.removeAll { single in
            guard taken.count < Self.mostSingles, let mayGo = left[single.partner], mayGo > 0 else { return false }
            left[single.partner] = mayGo - 1
            taken.append(single.item)
            return true
        }
        return taken
    }

    /// The most that each may take so that those who want less get all they want and the others the same; at least one.
    private static func fairShare(of total: Int, among wants: [Int]) -> Int {
        var left = total
        var share = 1
        for (index, want) in wants.enumerated() {
            share = max(1, left / (wants.count - index))
            left -= min(want, share)
        }
        return share
    }

    /// Takes up to `quota` from the front party on, each in turn the same, and puts those with more behind.
    fileprivate static func share<Source: TakingTurns>(
        _ quota: Int, among sources: inout [Source], into taken: inout [Item]
    ) where Source.Item == Item {
        var left = quota
        while left > 0, !sources.isEmpty {
            let share = max(1, left / sources.count)
            for _ in sources.indices where left > 0 {
                var source = sources.removeFirst()
                let before = taken.count
                source.take(min(share, left), into: &taken)
                left -= taken.count - before
                if !source.isEmpty { sources.append(source) }
            }
        }
    }
}

/// Something that is asked in turn for a share of what goes next.
private protocol TakingTurns<Item> {
    associatedtype Item
    var isEmpty: Bool { get }
    mutating func take(_ count: Int, into taken: inout [Item])
}

/// A partner's batches.
private struct Party<Item>: TakingTurns {
    let partner: PartnerID
    private var batches: [BatchLines<Item>] = []

    init(partner: PartnerID) {
        self.partner = partner
    }

    var isEmpty: Bool { batches.isEmpty }

    mutating func add(_ lines: [Item], batch: UniqueID) {
        if let index = batches.firstIndex(where: { $0.batch == batch }) {
            batches[index].groups.append(lines[...])
        } else {
            batches.append(BatchLines(batch: batch, groups: [lines[...]]))
        }
    }

    mutating func take(_ count: Int, into taken: inout [Item]) {
        LaneOrder<Item>.share(count, among: &batches, into: &taken)
    }
}

/// The lines of one batch, in their order.
private struct BatchLines<Item>: TakingTurns {
    let batch: UniqueID
    /// None is empty.
    var groups: [ArraySlice<Item>]

    var isEmpty: Bool { groups.isEmpty }

    mutating func take(_ count: Int, into taken: inout [Item]) {
        var left = count
        while left > 0, let group = groups.first {
            let part = group.prefix(left)
            taken.append(contentsOf: part)
            left -= part.count
            if part.count == group.count {
                groups.removeFirst()
            } else {
                groups[0] = group.dropFirst(part.count)
            }
        }
    }
}
