import Books
import Partners
import Quantities
import Settlement

/// What a version of a cycle makes everybody owe, as movements of the money ledger.
///
/// A partner's running account moves by its net less what it carried in, so that its balance is what the version leaves
/// open: to be paid, or carried out.
public struct Obligations: Hashable, Sendable {
    /// Money taken out of a fund for a partner's default.
    public struct Drawing: Hashable, Sendable {
        /// Collateral, reserve or losses.
        public let account: MoneyAccount
        /// Minor units above zero.
        public let amount: Int64

        /// A drawing on an account.
        public init(account: MoneyAccount, amount: Int64) {
            self.account = account
            self.amount = amount
        }
    }

    private let positions: [Position]
    private let interest: [PartnerID: Int64]
    private let drawings: [Drawing]

    /// The obligations of a version.
    ///
    /// - Parameters:
    ///   - positions: the partners' positions.
    ///   - interest: what each partner's position holds of interest, in minor units; above zero where it pays.
    ///   - drawings: what funds and the operator bear of defaults.
    public init(_ positions: [Position], interest: [PartnerID: Int64] = [:], drawings: [Drawing] = []) {
        self.positions = positions
        self.interest = interest
        self.drawings = drawings
    }

    /// The movements, partners first, by id.
    ///
    /// - Throws: ``QuantityError/overflow`` past 64 bits.
    public func postings() throws(QuantityError) -> [MoneyPosting] {
        var postings: [MoneyPosting] = []
        for position in positions {
            let account = MoneyAccount.partner(position.partner)
            let charged = interest[position.partner] ?? 0
            let (rest, isTooLarge) = position.grossDebit.subtractingReportingOverflow(charged)
            guard !isTooLarge else { throw .overflow }
            postings += try MoneyPosting.signed(debit: account, credit: .clearing, rest)
            postings += try MoneyPosting.signed(debit: account, credit: .interest, charged)
            postings += try MoneyPosting.signed(debit: .clearing, credit: account, position.grossCredit)
            postings += try MoneyPosting.signed(debit: account, credit: .fees, position.fee)
        }
        for drawing in drawings {
            postings += try MoneyPosting.signed(debit: drawing.account, credit: .clearing, drawing.amount)
        }
        return postings
    }

    /// The reference that makes the booking of a version exactly once.
    public static func reference(cycle: String, version: Int64) -> String { "settlement:\(cycle):\(version)" }

    /// The reference that makes its taking back exactly once.
    public static func withdrawalReference(cycle: String, version: Int64) -> String { "withdrawal:\(cycle):\(version)" }
}

extension MoneyPosting {
    /// One movement; with the sides turned for an amount below zero, none for zero.
    ///
    /// - Throws: ``QuantityError/overflow`` for an amount that has no opposite.
    public static func signed(
        debit: MoneyAccount, credit: MoneyAccount, _ amount: Int64
    ) throws(QuantityError) -> [MoneyPosting] {
        guard amount != .min else { throw .overflow }
        if amount == 0 { return [] }
        return amount > 0
            ? [MoneyPosting(debit: debit, credit: credit, amount: amount)]
            : [MoneyPosting(debit: credit, credit: debit, amount: -amount)]
    }

    /// The same movement taken back.
    public var reversed: MoneyPosting { MoneyPosting(debit: credit, credit: debit, amount: amount) }
}

extension Payment {
    /// The movement of so much of this payment between `money` (the bank, or suspense) and the partner's account.
    ///
    /// - Parameter booked: as ``PaymentStep/booked``; below zero where it came back.
    public func postings(booked: Int64, through money: MoneyAccount = .bank) throws(QuantityError) -> [MoneyPosting] {
        switch direction {
        case .outgoing: try MoneyPosting.signed(debit: .partner(partner), credit: money, booked)
        case .incoming: try MoneyPosting.signed(debit: money, credit: .partner(partner), booked)
        }
    }
}
