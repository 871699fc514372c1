import CoalitionTestKit
import LoyaltyRules
import Partners
import Quantities
import Testing

@testable import Ledger

@Suite struct `Lots that were not read` {
    private let issuer = PartnerID.grocery

    private func id(_ number: UInt64) -> UniqueID { UniqueID(high: number, low: number) }

    private func earn(
        _ points: Int64, _ number: UInt64, available: Int64, expires: Int64, _ ledger: inout MemberLedger
    ) {
        let dates = LotDates(
            earnedAt: Instant(seconds: 0), availableAt: Instant(seconds: available),
            expiresAt: Instant(seconds: expires))
        ledger.issue(
            points, id: id(number), issuer: issuer, origin: issuer, accrual: id(number), dates: dates,
            issuePrice: .zero)
    }

    @Test(arguments: 1...200)
    func `count as if they had been read, as long as their sums suffice`(seed: UInt64) {
        var random = ModelRandom(seed: seed)
        var whole = MemberLedger()
        for number in 0..<UInt64.random(in: 0...6, using: &random) {
            let available = Int64.random(in: 0...40, using: &random)
            earn(
                .random(in: 1...50, using: &random), number, available: available,
                expires: .random(in: 1...80, using: &random), &whole)
        }
        let counted = Instant(seconds: .random(in: 0...90, using: &random))
        let sums = UnreadLots(
            balance: whole.balance(at: counted), nextChangeAt: whole.nextChange(after: counted))
        var unread = MemberLedger(unread: sums, nextSequence: whole.nextSequence)
        for offset in Int64(0)..<100 {
            let now = Instant(seconds: counted.seconds + offset)
            guard sums.suffice(at: now) else { break }
            #expect(unread.balance(at: now) == whole.balance(at: now), "seed \(seed)")
            #expect(unread.nextChange(after: now) == whole.nextChange(after: now), "seed \(seed)")
        }
        let available = Int64.random(in: 0...90, using: &random)
        let expires = available + .random(in: 0...40, using: &random)
        earn(7, 100, available: available, expires: expires, &whole)
        earn(7, 100, available: available, expires: expires, &unread)
        #expect(unread.balance(at: counted) == whole.balance(at: counted), "seed \(seed)")
        #expect(unread.nextChange(after: counted) == whole.nextChange(after: counted), "seed \(seed)")
        #expect(unread.lots.map(\.sequence) == [whole.nextSequence - 1], "seed \(seed)")
    }

    @Test func `do not suffice when something is owed or when time has changed them`() {
        let owing = UnreadLots(balance: Balance(arrears: 1), nextChangeAt: nil)
        #expect(!owing.suffice(at: Instant(seconds: 0)))
        let changing = UnreadLots(balance: .zero, nextChangeAt: Instant(seconds: 5))
        #expect(changing.suffice(at: Instant(seconds: 4)) && !changing.suffice(at: Instant(seconds: 5)))
    }
}
