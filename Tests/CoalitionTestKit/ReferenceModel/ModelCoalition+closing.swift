extension ModelCoalition {
    /// Posts what is due, settles the open cycle by looping over its entries, and opens the next.
    mutating func closeCycle() {
        postWhatIsDue()
        let settlement = settle(openCycle)
        settlements.append(settlement)
        cycles.append([])
        products.append(ModelProducts())
    }

    /// What is owed for a cycle, under the fees and breakage shares that bind now.
    public func settle(_ cycle: Int) -> ModelSettlement {
        var products = ModelProducts()
        for entry in cycles[cycle] { products.add(entry) }

        var positions: [ModelPosition] = []
        for partner in partners.values.sorted(by: { $0.id < $1.id }) {
            let contract = partner.contract
            let gross = products.gross(of: partner.id, terms: terms, breakageShare: contract.breakageShare)
            let share = Int128(gross.debit) * Int128(contract.serviceFeeBasisPoints)
            let fee = max(contract.minimumFee, ModelTerms.roundedHalfToEven(share, 10_000))
            let before = cycle == 0 ? nil : settlements[cycle - 1].positions.first { $0.partner == partner.id }
            let carriedIn = before?.carriedOut ?? 0
            let net = gross.credit - gross.debit - fee + carriedIn
            positions.append(
                ModelPosition(
                    partner: partner.id, grossDebit: gross.debit, grossCredit: gross.credit, fee: fee,
                    carriedIn: carriedIn, net: net, carriedOut: abs(net) < terms.minimumPayment ? net : 0))
        }
        return ModelSettlement(
            cycle: cycle, matrix: products.matrix(terms), positions: positions,
            operatorNet: positions.reduce(0) { $0 - $1.net })
    }

    /// Both sides of conservation for every issuer: what moved from the entries, what is there from the lots.
    public func conservation() -> [String: ModelConservation] {
        var sums = flows
        for lot in lots where lot.left != 0 || lot.held != 0 {
            if lot.availableAt <= now {
                sums[lot.issuer, default: ModelConservation()].available += lot.left
            } else {
                sums[lot.issuer, default: ModelConservation()].pending += lot.left
            }
            sums[lot.issuer, default: ModelConservation()].held += lot.held
        }
        return sums
    }

    /// The issuers for whom conservation does not hold at this moment; none, if the model is right.
    public func issuersOutOfBalance() -> [String] {
        conservation().filter { !$0.value.holds }.keys.sorted()
    }

    /// Everything that is wrong with the model itself, in words; empty, if it is right. Looks at all there ever was.
    public func problems() -> [String] {
        var problems: [String] = []
        var counted: [String: ModelConservation] = [:]
        for (cycle, entries) in cycles.enumerated() {
            var products = ModelProducts()
            for entry in entries {
                if entry.points <= 0 { problems.append("an entry of no points: \(entry)") }
                products.add(entry)
                counted[entry.issuer, default: ModelConservation()].count(entry)
            }
            if products != self.products[cycle] { problems.append("running products of cycle \(cycle)") }
        }
        if counted != flows { problems.append("running flows") }
        for issuer in issuersOutOfBalance() { problems.append("conservation of \(issuer)") }

        var held = [Int](repeating: 0, count: lots.count)
        var redeemed = held
        for redemption in redemptions.values {
            for piece in redemption.pieces {
                if redemption.state == .taken {
                    redeemed[piece.lot] += piece.points
                } else {
                    held[piece.lot] += piece.points
                }
            }
        }
        for (place, lot) in lots.enumerated() {
            let parts = [lot.left, lot.held, lot.redeemed, lot.expired, lot.reversed, lot.moved]
            if parts.reduce(0, +) != lot.points { problems.append("lot \(place) lost points: \(lot)") }
            if parts.contains(where: { $0 < 0 }) { problems.append("lot \(place) is overdrawn: \(lot)") }
            if lot.held != held[place] { problems.append("lot \(place) and its holds differ") }
            // Payments of arrears are redeemed too, but no redemption's pieces.
            if lot.redeemed < redeemed[place] || (terms.clawback == .absorb && lot.redeemed > redeemed[place]) {
                problems.append("lot \(place) and its redemptions differ")
            }
        }
        for (member, open) in shortfalls {
            for shortfall in open {
                if shortfall.open <= 0 { problems.append("an empty shortfall of \(member)") }
                if family(ofRoot: shortfall.root).contains(where: { lots[$0].left > 0 }) {
                    problems.append("\(member) keeps points of a purchase that is short")
                }
            }
        }
        for settlement in settlements {
            let nets = settlement.positions.reduce(settlement.operatorNet) { $0 + $1.net }
            if nets != 0 { problems.append("cycle \(settlement.cycle) does not sum to zero") }
        }
        return problems
    }
}
