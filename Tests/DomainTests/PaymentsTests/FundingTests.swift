import Partners
import Payments
import Testing

@Suite struct `Paying creditors` {
    static let debtor = Sample.partner("grocery")

    @Test func `waits until each debtor's rest is in or covered`() {
        let owed = Sample.payment(.incoming, moved: 400)
        #expect(
            Funding(cycle: 4, payments: [owed], collateral: [:]).gaps == [.init(partner: Self.debtor, missing: 600)])
        #expect(!Funding(cycle: 4, payments: [owed], collateral: [Self.debtor: 599]).isFunded)
        #expect(Funding(cycle: 4, payments: [owed], collateral: [Self.debtor: 600]).isFunded)
        #expect(Funding(cycle: 4, payments: [], collateral: [:]).isFunded)
    }

    @Test func `collateral covers once, older cycles first`() {
        let older = Sample.payment(.incoming, id: 1, cycle: 3, amount: 500)
        let newer = Sample.payment(.incoming, id: 2, cycle: 4, amount: 500)
        let collateral = [Self.debtor: Int64(700)]
        #expect(Funding(cycle: 3, payments: [older, newer], collateral: collateral).isFunded)
        #expect(
            Funding(cycle: 4, payments: [older, newer], collateral: collateral).gaps
                == [.init(partner: Self.debtor, missing: 300)])
        // An older cycle's rest is missing there, and is not asked for twice.
        #expect(
            Funding(cycle: 4, payments: [older, newer], collateral: [:]).gaps
                == [.init(partner: Self.debtor, missing: 500)])
    }

    @Test(
        arguments: [
            (100, 500, 0, 400, true), (101, 500, 0, 400, false), (500, 500, 0, 0, true), (501, 500, 0, -10, false),
            (0, 500, 0, 0, false), (500, 500, 300, 300, true), (500, 500, 300, 301, false),
        ] as [(Int64, Int64, Int64, Int64, Bool)]) func `a fund is given back only where the rest covers what is owed`(
            _ amount: Int64, _ fund: Int64, _ other: Int64, _ owed: Int64, _ isCovered: Bool
        )
    {
        #expect(FundRelease.isCovered(amount: amount, fund: fund, other: other, owed: owed) == isCovered)
    }

    @Test func `names its messages within 35 characters, each once`() {
        var names: Set<String> = []
        for coalition in ["One RO1", "Two RO2"] {
            for version in Int64(1)...3 {
                for number in Int64(1)...3 {
                    let name = InstructionName.text(
                        cycle: "000004", version: version, number: number, coalition: coalition)
                    #expect(name.utf8.count <= 35)
                    #expect(names.insert(name).inserted)
                }
            }
        }
        #expect(names.contains { $0.hasPrefix("000004-1-P1-") })
    }
}
