import Ledger
import Partners
import Quantities

extension Settlement {
    /// Works out a cycle from the sums of its postings.
    ///
    /// Each product, one for each pair and rate, is rounded once, half to even, to the minor unit. Every partner of
    /// `terms` gets a position and pays at least its minimum fee, traffic or not; where more came back than was redeemed the
    /// gross debit and the share of it are below zero, and the fee is the minimum fee.
    ///
    /// - Throws: ``SettlementError``; the order of `flows` has no influence on that either.
    /// Source: PROTOCOL.md section 4, "What is owed".
    public static func calculate(
        flows: [FlowKey: PointsDelta], terms: SettlementTerms, closeDay: LocalDay
    ) throws(SettlementError) -> Settlement {
        try terms.check()
        var sums = FlowSums()
        for (key, points) in flows { try sums.add(key, points, terms: terms) }
        let matrix = try sums.matrix(terms: terms)
        let poolTerms = try sums.poolTerms(terms: terms)
        var positions: [Position] = []
        var house = (debit: Int128(0), credit: Int128(0), fee: Int128(0), carriedIn: Int128(0), carriedOut: Int128(0))
        for (partner, own) in terms.partners.sorted(by: { $0.key < $1.key }) {
            let pool = poolTerms.first { $0.issuer == partner }
            let debits = matrix.filter { $0.issuer == partner }.map(\.debitAmount) + [pool?.debitAmount ?? 0]
            let credits = matrix.filter { $0.redeemer == partner }.map(\.creditAmount) + [pool?.creditAmount ?? 0]
            let position = try own.position(
                of: partner, debit: debits.reduce(0) { $0 + Int128($1) }, credit: credits.reduce(0) { $0 + Int128($1) },
                terms: terms)
            house.debit += Int128(position.grossCredit)
            house.credit += Int128(position.grossDebit)
            house.fee -= Int128(position.fee)
            house.carriedIn -= Int128(position.carriedIn)
            house.carriedOut -= Int128(position.carriedOut)
            positions.append(position)
        }
        let net = house.credit - house.debit - house.fee + house.carriedIn
        let operatorPosition = try Position(
            partner: .operator, grossDebit: narrow(house.debit), grossCredit: narrow(house.credit),
            fee: narrow(house.fee), carriedIn: narrow(house.carriedIn), net: narrow(net),
            carriedOut: narrow(house.carriedOut))
        return Settlement(
            model: terms.model, currency: terms.currency, closeDay: closeDay,
            valueDay: terms.calendar.valueDay(close: closeDay, settlementDays: terms.settlementDays), matrix: matrix,
            poolTerms: poolTerms, positions: positions, operatorPosition: operatorPosition)
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
    }
}

extension PartnerTerms {
    func position(
        of partner: PartnerID, debit: Int128, credit: Int128, terms: SettlementTerms
    ) throws(SettlementError) -> Position {
        let grossDebit = try Settlement.narrow(debit)
        let share = serviceFee.share(of: Money(minorUnits: grossDebit, currency: terms.currency)).minorUnits
        let fee = max(minimumFee, share)
        let net = try Settlement.narrow(credit - debit - Int128(fee) + Int128(carriedIn))
        let isCarried = net.magnitude < terms.minimumPayment.magnitude
        return try Position(
            partner: partner, grossDebit: grossDebit, grossCredit: Settlement.narrow(credit), fee: fee,
            carriedIn: carriedIn, net: net, carriedOut: isCarried ? net : 0)
    }
}
