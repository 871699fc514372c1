import Books
import CoalitionTestKit
import Partners
import Testing

@Suite struct `A money account` {
    @Test(arguments: [
        MoneyAccount.bank, .partner(.grocery), .collateral(.cafe), .reserve(.cafe), .clearing, .fees, .interest,
        .losses,
        .suspense,
    ])
    func `is read back from its name`(account: MoneyAccount) {
        #expect(MoneyAccount(name: account.name) == account)
    }

    @Test(arguments: ["", "partner:", "partner", "partner:Grocery", "operator:other", "bank:x", "loan:cafe"])
    func `is not made of another name`(name: String) {
        #expect(MoneyAccount(name: name) == nil)
    }
}
