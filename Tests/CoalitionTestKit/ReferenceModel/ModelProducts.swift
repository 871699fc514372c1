/// Points of a cycle by what they are multiplied with: each combination is one product, rounded once.
struct ModelProducts: Hashable, Sendable {
    struct PairAndRate: Hashable, Sendable {
        let issuer: String
        /// Empty where there is none.
        let redeemer: String
        let rate: Int
    }

    private(set) var byIssuePrice: [PairAndRate: Int] = [:]
    private(set) var byRedemptionRate: [PairAndRate: Int] = [:]
    private(set) var issued: [PairAndRate: Int] = [:]
    private(set) var expired: [PairAndRate: Int] = [:]

    mutating func add(_ entry: ModelEntry) {
        switch entry.kind {
        case .redeemed: redeem(entry, entry.points)
        case .returned: redeem(entry, -entry.points)
        case .issued: issue(entry.points, by: entry.issuer, at: entry.issuePrice)
        case .reversed: issue(-entry.points, by: entry.issuer, at: entry.issuePrice)
        case .expired: expire(entry, entry.points)
        case .expiryReversed: expire(entry, -entry.points)
        }
    }

    mutating func issue(_ points: Int, by issuer: String, at price: Int) {
        issued[PairAndRate(issuer: issuer, redeemer: "", rate: price), default: 0] += points
    }

    private mutating func redeem(_ entry: ModelEntry, _ points: Int) {
        let redeemer = entry.redeemer ?? ""
        let price = PairAndRate(issuer: entry.issuer, redeemer: redeemer, rate: entry.issuePrice)
        let rate = PairAndRate(issuer: entry.issuer, redeemer: redeemer, rate: entry.redemptionRate)
        byIssuePrice[price, default: 0] += points
        byRedemptionRate[rate, default: 0] += points
    }

    private mutating func expire(_ entry: ModelEntry, _ points: Int) {
        expired[PairAndRate(issuer: entry.issuer, redeemer: "", rate: entry.issuePrice), default: 0] += points
    }

    /// One partner's gross debit and credit, by the table "What is owed".
    func gross(of partner: String, terms: ModelTerms, breakageShare: Int) -> (debit: Int, credit: Int) {
        var debit = 0
        var credit = 0
        switch terms.settlement {
        case .issuerPays:
            for (key, points) in byIssuePrice where key.issuer == partner && key.redeemer != partner {
                debit += terms.minorUnits(points, at: key.rate)
            }
            for (key, points) in byRedemptionRate where key.redeemer == partner && key.issuer != partner {
                credit += terms.minorUnits(points, at: key.rate)
            }
        case .pool:
            for (key, points) in issued where key.issuer == partner {
                debit += terms.minorUnits(points, at: key.rate)
            }
            for (key, points) in byRedemptionRate where key.redeemer == partner {
                credit += terms.minorUnits(points, at: key.rate)
            }
            for (key, points) in expired where key.issuer == partner {
                credit += terms.minorUnits(points, at: key.rate, share: breakageShare)
            }
        }
        return (debit, credit)
    }

    /// The matrix, by issuer, then redeemer.
    func matrix(_ terms: ModelTerms) -> [ModelMatrixRow] {
        var pairs: Set<[String]> = []
        for key in byIssuePrice.keys { pairs.insert([key.issuer, key.redeemer]) }
        var rows: [ModelMatrixRow] = []
        for pair in pairs.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) {
            let owesNothing = terms.settlement == .issuerPays && pair[0] == pair[1]
            var points = 0
            var debit = 0
            var credit = 0
            for (key, taken) in byIssuePrice where [key.issuer, key.redeemer] == pair {
                points += taken
                if terms.settlement == .issuerPays && !owesNothing { debit += terms.minorUnits(taken, at: key.rate) }
            }
            for (key, taken) in byRedemptionRate where [key.issuer, key.redeemer] == pair && !owesNothing {
                credit += terms.minorUnits(taken, at: key.rate)
            }
            if points != 0 || debit != 0 || credit != 0 {
                rows.append(
                    ModelMatrixRow(issuer: pair[0], redeemer: pair[1], points: points, debit: debit, credit: credit))
            }
        }
        return rows
    }
}

extension ModelTerms {
    /// Points at a rate (and a share, both in millionths) in minor units, rounded once, half to even.
    func minorUnits(_ points: Int, at rate: Int, share: Int = 1_000_000) -> Int {
        var minorUnitsOfOne: Int128 = 1
        for _ in 0..<currencyDigits { minorUnitsOfOne *= 10 }
        return Self.roundedHalfToEven(
            Int128(points) * Int128(rate) * Int128(share) * minorUnitsOfOne, 1_000_000_000_000)
    }

    /// A quotient rounded to the nearest integer; a half goes to the even one. The divisor is above 0.
    static func roundedHalfToEven(_ dividend: Int128, _ divisor: Int128) -> Int {
        var quotient = dividend / divisor
        var rest = dividend % divisor
        if rest < 0 {
            rest += divisor
            quotient -= 1
        }
        // Now dividend = quotient × divisor + rest with 0 ≤ rest < divisor, whatever the sign.
        if rest * 2 > divisor || (rest * 2 == divisor && quotient % 2 != 0) { quotient += 1 }
        return Int(quotient)
    }
}
