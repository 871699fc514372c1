import CoalitionTestKit
import Ledger
import Partners
import Quantities
import Testing

@Suite struct `Postings` {
    private func posting(_ kind: PostingKind, redeemer: PartnerID? = nil) -> Posting {
        Posting(
            kind: kind, lot: .number(1), issuer: .grocery, redeemer: redeemer, points: 7, issuePrice: .of("0.01"),
            redemptionRate: redeemer == nil ? .zero : .of("0.008"))
    }

    @Test(
        arguments: [
            (.issue, .issued, .outstanding), (.redeem, .outstanding, .redeemed), (.hold, .outstanding, .held),
            (.capture, .held, .redeemed), (.release, .held, .outstanding), (.giveBack, .redeemed, .outstanding),
            (.reverse, .outstanding, .reversed), (.reverseExpired, .expired, .reversed),
            (.settleArrears, .outstanding, .redeemed), (.expire, .outstanding, .expired),
            (.carry, .outstanding, .outstanding),
        ] as [(PostingKind, LedgerAccount, LedgerAccount)])
    func `each kind moves points between two accounts`(kind: PostingKind, from: LedgerAccount, to: LedgerAccount) {
        #expect(kind.accounts.debit == from)
        #expect(kind.accounts.credit == to)
    }

    @Test(
        arguments: [
            (.issue, [(.issued, 7)]), (.redeem, [(.redeemed, 7)]), (.capture, [(.redeemed, 7)]),
            (.settleArrears, [(.redeemed, 7)]), (.giveBack, [(.redeemed, -7)]), (.reverse, [(.reversed, 7)]),
            (.reverseExpired, [(.reversed, 7), (.expiryReversed, 7)]), (.expire, [(.expired, 7)]), (.hold, []),
            (.release, []), (.carry, []),
        ] as [(PostingKind, [(FlowKind, Int64)])])
    func `each kind adds its flows to the cycle`(kind: PostingKind, flows: [(FlowKind, Int64)]) {
        let isPair = flows.first?.0 == .redeemed
        let found = posting(kind, redeemer: isPair ? .cafe : nil).flows
        #expect(found.map(\.key.kind) == flows.map(\.0))
        #expect(found.map(\.points) == flows.map(\.1))
        for flow in found {
            #expect(flow.key.issuer == .grocery)
            #expect(flow.key.redeemer == (isPair ? .cafe : .grocery))
            #expect(flow.key.redemptionRate == (isPair ? .of("0.008") : .zero))
        }
    }

    @Test func `every kind has been named above`() {
        #expect(PostingKind.allCases.count == 11)
    }
}
