import Partners

/// How a cycle's gross terms become bilateral and then multilateral nets, in minor units: the answer to "why is this net
/// so" (PROTOCOL.md section 4, "What is owed").
///
/// Every term is one figure of the ``Settlement``: a pair's debit or credit, what an issuer pays into the pool or gets back
/// from it, and whatever else a position holds, such as adjustments. The terms of two parties net bilaterally; a party's
/// bilateral nets together are its multilateral net, which fees and what was carried in turn into the position's net.
public struct Netting: Hashable, Sendable {
    /// One for each position, by partner.
    public let parties: [PartyNetting]
    /// What would be paid with each term by itself: the sum of all terms' sizes.
    public let gross: Int128
    /// What would be paid with one payment for each party and counterparty.
    public let bilateral: Int128
    /// What is paid with one payment for each party, fees and carried amounts aside.
    public let multilateral: Int128

    /// The part of ``gross`` that bilateral netting saves; `nil` without any term.
    public var bilateralCompression: CompressionRatio? { CompressionRatio(of: gross, paying: bilateral) }
    /// The part of ``gross`` that multilateral netting saves; never less than ``bilateralCompression``.
    public var multilateralCompression: CompressionRatio? { CompressionRatio(of: gross, paying: multilateral) }

    /// Nets a settlement's terms.
    ///
    /// Sums of sizes run in 128 bits, so no settlement is too large.
    public init(_ settlement: Settlement) {
        parties = settlement.positions.map { PartyNetting($0, settlement) }
        gross = parties.reduce(0) { $0 + $1.gross }
        bilateral = parties.reduce(0) { $0 + $1.bilateralVolume }
        multilateral = parties.reduce(0) { $0 + Int128($1.multilateral.magnitude) }
    }

    /// The netting of `partner`; `nil` for one without a position, and for the operator, whose terms are the partners'
    /// turned round.
    public func party(_ partner: PartnerID) -> PartyNetting? {
        parties.first { $0.partner == partner }
    }
}

/// One partner's terms and nets, in minor units.
public struct PartyNetting: Hashable, Sendable {
    /// What a partner pays to and receives from one counterparty.
    public struct Bilateral: Hashable, Sendable {
        /// The other side. The operator stands for the pool, for the partner's own points that it took itself, and for
        /// terms that name no pair.
        public let counterparty: PartnerID
        /// What the partner pays for its points that the counterparty took.
        public let pays: Int64
        /// What the partner receives for the counterparty's points that it took.
        public let receives: Int64

        /// What is left: above zero when the partner receives.
        ///
        /// The counterparty's net is this one turned round where issue price and redemption rate are equal; else the
        /// operator's spread lies between.
        public var net: Int64 { receives - pays }
    }

    /// Whose.
    public let partner: PartnerID
    /// One for each counterparty with a term, by counterparty.
    public let bilaterals: [Bilateral]
    /// The sizes of all its terms.
    public let gross: Int128
    /// Credits less debits; above zero when the partner receives.
    public let multilateral: Int64
    /// Its adjustments, its part of defaults and its run-off, as its statement has them; among ``bilaterals`` the operator
    /// stands for them.
    public let besidesPoints: [StatementLine]
    /// The position it ends in: ``multilateral`` − fee + carried in.
    public let position: Position

    /// What would be paid with one payment for each counterparty.
    public var bilateralVolume: Int128 { bilaterals.reduce(0) { $0 + Int128($1.net.magnitude) } }
    /// The part of ``gross`` that multilateral netting saves this partner; `nil` without any term.
    public var compression: CompressionRatio? {
        CompressionRatio(of: gross, paying: Int128(multilateral.magnitude))
    }

    init(_ position: Position, _ settlement: Settlement) {
        let partner = position.partner
        besidesPoints = StatementSettling(partner: partner, settlement: settlement).lines
        var pays: [PartnerID: Int64] = [:]
        var receives: [PartnerID: Int64] = [:]
        var gross: Int128 = 0
        // Every sum below is a part of a position's gross figure, which was narrowed to 64 bits; parts of another sign
        // wrap and come back.
        for row in settlement.matrix {
            if row.issuer == partner {
                let other = row.redeemer == partner ? PartnerID.operator : row.redeemer
                pays[other, default: 0] &+= row.debitAmount
                gross += Int128(row.debitAmount.magnitude)
            }
            if row.redeemer == partner {
                let other = row.issuer == partner ? PartnerID.operator : row.issuer
                receives[other, default: 0] &+= row.creditAmount
                gross += Int128(row.creditAmount.magnitude)
            }
        }
        // What the position holds besides its pairs: the pool's terms, and terms that name no pair.
        let otherDebit = pays.values.reduce(position.grossDebit) { $0 &- $1 }
        let otherCredit = receives.values.reduce(position.grossCredit) { $0 &- $1 }
        if otherDebit != 0 { pays[.operator, default: 0] &+= otherDebit }
        if otherCredit != 0 { receives[.operator, default: 0] &+= otherCredit }
        gross += Int128(otherDebit.magnitude) + Int128(otherCredit.magnitude)
        self.partner = partner
        self.position = position
        self.gross = gross
        bilaterals = Set(pays.keys).union(receives.keys).sorted()
            .map { Bilateral(counterparty: $0, pays: pays[$0] ?? 0, receives: receives[$0] ?? 0) }
            .filter { $0.pays != 0 || $0.receives != 0 }
        multilateral = position.grossCredit &- position.grossDebit
    }
}
