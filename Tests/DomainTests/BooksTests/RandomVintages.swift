import Books
import CoalitionTestKit
import Partners
import Quantities

/// Random lives of points by vintage: nothing is ever below zero, and what is left at a certain age expires.
struct RandomVintages {
    private(set) var flows: [VintageFlow] = []
    let first: CalendarMonth
    let last: CalendarMonth

    static let issuers: [PartnerID] = [.grocery, .cafe, .of("florist")]
    static let prices: [Rate] = [.of("0.01"), .of("0.0095"), .of("0.012345"), .of("0.000333")]

    init(seed: UInt64, months: Int = 30, life: Int = 12) {
        var random = ModelRandom(seed: seed)
        first = CalendarMonth(number: 24_310)
        last = CalendarMonth(number: 24_310 + Int64(months) - 1)
        for vintage in 0..<months {
            for issuer in Self.issuers where random.chance(85) {
                let price = random.one(of: Self.prices) ?? .zero
                live(issuer, price, born: vintage, until: months, life: life, &random)
            }
        }
    }

    private mutating func live(
        _ issuer: PartnerID, _ price: Rate, born: Int, until end: Int, life: Int, _ random: inout ModelRandom
    ) {
        var outstanding = 0
        var redeemed = 0
        for month in born..<end {
            func add(_ movement: VintageMovement, _ points: Int) {
                guard points != 0 else { return }
                flows.append(
                    VintageFlow(
                        issuer: issuer, vintage: CalendarMonth(number: first.number + Int64(born)),
                        month: CalendarMonth(number: first.number + Int64(month)), movement: movement,
                        points: Int64(points), price: price))
            }
            if month == born || random.chance(5) {
                let issued = random.number(1...50_000)
                add(.issued, issued)
                outstanding += issued
            }
            let taken = random.number(0...(outstanding / 4))
            let back = random.chance(10) ? random.number(0...redeemed) : 0
            add(.redeemed, taken - back)
            outstanding += back - taken
            redeemed += taken - back
            let reversed = random.chance(30) ? random.number(0...(outstanding / 10)) : 0
            add(.reversed, reversed)
            outstanding -= reversed
            if month - born >= life {
                add(.expired, outstanding)
                outstanding = 0
            }
        }
    }

    /// What is outstanding at the end of a month, at every price.
    func outstanding(at month: CalendarMonth, of issuer: PartnerID? = nil) -> [Rate: Int64] {
        var sums: [Rate: Int64] = [:]
        for flow in flows where flow.month <= month && (issuer == nil || flow.issuer == issuer) {
            sums[flow.price, default: 0] += flow.movement == .issued ? flow.points : -flow.points
        }
        return sums
    }

    /// The same without what expired: members simply keep their points.
    var withoutExpiries: [VintageFlow] { flows.filter { $0.movement != .expired } }
}
