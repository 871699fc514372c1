import Governance
import Operations
import Partners
import Quantities
import Wire

extension HubProgram {
    /// `funds deposit`
    ///
    /// - Parameters:
    ///   - kind: `collateral` or `reserve`.
    ///   - amount: minor units.
    ///   - item: the bank item on suspense that the deposit came with.
    public static func depositFund(
        _ options: HubOptions, partner: String, kind: String, amount: Int64, reference: String, item: Int64?, json: Bool
    ) async throws {
        try await visit(options, needs: .recordFunds) { hub, actor in
            let fund = try FundText.fund(partner, kind)
            let currency = try await hub.currency()
            let balance = try await hub.payments.moveFund(
                .deposit, fund.kind, of: fund.partner, amount: amount, reference: reference, item: item, by: actor)
            Console(json: json).say(
                FundText.table([balance], currency), JSONWriter.object { FundText.members(balance, to: &$0) })
        }
    }

    /// `funds release`
    ///
    /// - Parameters:
    ///   - kind: `collateral` or `reserve`.
    ///   - amount: minor units.
    public static func releaseFund(
        _ options: HubOptions, partner: String, kind: String, amount: Int64, reference: String, json: Bool
    ) async throws {
        try await visit(options, needs: .proposeFunds) { hub, actor in
            let fund = try FundText.fund(partner, kind)
            let currency = try await hub.currency()
            switch try await hub.releaseOrPropose(
                fund.kind, of: fund.partner, amount: amount, reference: reference, by: actor)
            {
            case .done(let balance):
                Console(json: json).say(
                    FundText.table([balance], currency), JSONWriter.object { FundText.members(balance, to: &$0) })
            case .proposed(let proposal):
                Console(json: json).say(
                    "Nothing is given back yet: others have to agree.\n" + ProposalText.text(proposal),
                    ProposalText.document(proposal))
            }
        }
    }

    /// `funds confirm`
    ///
    /// - Parameters:
    ///   - movement: `deposit` or `release`.
    ///   - kind: `collateral` or `reserve`.
    ///   - item: the bank item on suspense that is this movement.
    public static func confirmFund(
        _ options: HubOptions, movement: String, partner: String, kind: String, reference: String, item: Int64,
        json: Bool
    ) async throws {
        try await visit(options, needs: .assignBankItems) { hub, actor in
            let fund = try FundText.fund(partner, kind)
            guard let moved = FundMovement(rawValue: movement) else {
                throw CommandFailure("“\(movement)” is neither deposit nor release.")
            }
            try await hub.payments.confirmFund(
                moved, fund.kind, of: fund.partner, reference: reference, item: item, by: actor)
            Console(json: json).say(
                "Item \(item) is the \(movement) \(reference) of \(fund.partner); its money is counted once.",
                JSONWriter.object { writer in
                    writer.member("item", item)
                    writer.member("movement", movement)
                    writer.member("partner", fund.partner.text)
                    writer.member("reference", reference)
                })
        }
    }

    /// `funds list`
    public static func listFunds(_ options: HubOptions, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            let balances = try await hub.payments.funds()
            let currency = try await hub.currency()
            Console(json: json).say(
                balances.isEmpty ? "Nothing has been booked." : FundText.table(balances, currency),
                JSONWriter.array { list in
                    for balance in balances { list.elementObject { FundText.members(balance, to: &$0) } }
                })
        }
    }
}

/// Partners' funds as people and programs read them.
enum FundText {
    /// The fund that a partner's id and a kind name.
    static func fund(_ partner: String, _ kind: String) throws -> (partner: PartnerID, kind: FundKind) {
        guard let partner = try? PartnerID(partner) else { throw PaymentFailure.unknownPartner(partner) }
        guard let kind = FundKind(rawValue: kind) else {
            throw CommandFailure("“\(kind)” is no fund: collateral or reserve.")
        }
        return (partner, kind)
    }

    static func table(_ balances: [FundBalance], _ currency: CurrencyCode) -> String {
        let amount = { (minor: Int64) in Console.amount(minor, digits: currency.minorUnitDigits) }
        return Console.table(
            [["partner", "collateral", "reserve", "owes"]]
                + balances.map {
                    [$0.partner.text, amount($0.collateral), amount($0.reserve), amount($0.owed)]
                }) + "\nin \(currency); below zero under “owes” is what the partner is owed"
    }

    static func members(_ balance: FundBalance, to writer: inout JSONWriter) {
        writer.member("partner", balance.partner.text)
        writer.member("collateral", balance.collateral)
        writer.member("reserve", balance.reserve)
        writer.member("owed", balance.owed)
    }
}
