import Ledger
import Partners
import Quantities

extension Settlement {
    /// Works out a cycle from the sums of its postings and its adjustments.
    ///
    /// Each product, one for each pair and rate, is rounded once, half to even, to the minor unit. Every partner of
    /// `terms` gets a position and pays at least its minimum fee, traffic or not; where more came back than was redeemed the
    /// gross debit and the share of it are below zero, and the fee is the minimum fee. No fee is charged on what
    /// adjustments, defaults and a run-off debit, and none once a partner has left.
    ///
    /// - Parameter adjustments: those of the cycle, in any order.
    /// - Throws: ``SettlementError``; the order of `flows` has no influence on that either.
    /// Source: PROTOCOL.md section 4, "What is owed".
    public static func calculate(
        flows: [FlowKey: PointsDelta], terms: SettlementTerms, adjustments: [Adjustment] = [], closeDay: LocalDay
    ) throws(SettlementError) -> Settlement {
        try terms.check()
        var sums = FlowSums()
        for (key, points) in flows { try sums.add(key, points, terms: terms) }
        let matrix = try sums.matrix(terms: terms)
        let poolTerms = try sums.poolTerms(terms: terms)
        let adjustments = adjustments.sorted { $0.id < $1.id }
        var turnovers = Turnovers(terms: terms, matrix: matrix, poolTerms: poolTerms)
        try turnovers.add(adjustments)
        let runOffs = try turnovers.addRunOffs()
        let allocations = try turnovers.addDefaults()
        let positions = try turnovers.positions()
        return Settlement(
            model: terms.model, currency: terms.currency, closeDay: closeDay,
            valueDay: terms.calendar.valueDay(
                close: closeDay, settlementDays: terms.settlementDays, roll: terms.roll), matrix: matrix,
            poolTerms: poolTerms, positions: positions, operatorPosition: try house(against: positions),
            adjustments: adjustments, allocations: allocations, runOffs: runOffs)
    }

    /// The operator's position as the other side of all others.
    private static func house(against positions: [Position]) throws(SettlementError) -> Position {
        var house = (debit: Int128(0), credit: Int128(0), fee: Int128(0), carriedIn: Int128(0), carriedOut: Int128(0))
        for position in positions {
            house.debit += Int128(position.grossCredit)
            house.credit += Int128(position.grossDebit)
            house.fee -= Int128(position.fee)
            house.carriedIn -= Int128(position.carriedIn)
            house.carriedOut -= Int128(position.carriedOut)
        }
        let net = house.credit - house.debit - house.fee + house.carriedIn
        return try Position(
            partner: .operator, grossDebit: narrow(house.debit), grossCredit: narrow(house.credit),
            fee: narrow(house.fee), carriedIn: narrow(house.carriedIn), net: narrow(net),
            carriedOut: narrow(house.carriedOut))
    }

    static func narrow(_ value: Int128) throws(SettlementError) -> Int64 {
        guard let narrowed = Int64(exactly: value) else { throw .overflow }
        return narrowed
    }
}

extension SettlementTerms {
    func check() throws(SettlementError) {
        guard minimumPayment >= 0 else { throw .termOutOfRange(field: "minimum_payment", nil) }
        guard (0...366).contains(settlementDays) else { throw .termOutOfRange(field: "settlement_days", nil) }
        guard partners[.operator] == nil else { throw .termOutOfRange(field: "partners", .operator) }
        for (partner, own) in partners.sorted(by: { $0.key < $1.key }) {
            guard own.minimumFee >= 0 else { throw .termOutOfRange(field: "minimum_fee", partner) }
            guard own.breakageShare.millionths <= 1_000_000 else {
                throw .termOutOfRange(field: "breakage_share", partner)
            }
        }
        guard operatorShare >= 0 else { throw .termOutOfRange(field: "operator_share", nil) }
        for (partner, funds) in defaults.sorted(by: { $0.key < $1.key }) {
            guard partners[partner] != nil else { throw .termOutOfRange(field: "defaults", partner) }
            guard funds.collateral >= 0 else { throw .termOutOfRange(field: "collateral", partner) }
            guard funds.reserve >= 0 else { throw .termOutOfRange(field: "reserve", partner) }
            guard funds.received >= 0 else { throw .termOutOfRange(field: "received", partner) }
        }
    }
}
