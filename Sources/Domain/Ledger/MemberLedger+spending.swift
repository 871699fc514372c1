import Partners
import Quantities

/// The prices at which points of an issuer are taken by a redeemer.
public struct TakingPrices: Sendable {
    /// What each issuer pays for one of its points now.
    public let issuePrice: @Sendable (PartnerID) -> Rate
    /// What the redeemer receives for one point of an issuer now.
    public let redemptionRate: Rate

    /// Prices as the contracts of the moment say.
    public init(redemptionRate: Rate, issuePrice: @escaping @Sendable (PartnerID) -> Rate) {
        self.issuePrice = issuePrice
        self.redemptionRate = redemptionRate
    }
}

extension MemberLedger {
    /// Takes points in spending order, for good or into a hold.
    ///
    /// - Throws: ``LedgerError/insufficient(available:)``, and nothing has moved.
    public mutating func take(
        _ points: Int64, by redeemer: PartnerID, prices: TakingPrices, holding: Bool, at now: Instant
    ) throws(LedgerError) -> [Piece] {
        requireRead()
        let available = balance(at: now).available
        guard points <= available else { throw .insufficient(available: available) }
        var left = points
        var pieces: [Piece] = []
        for index in lots.indices where left > 0 && lots[index].remaining > 0 && lots[index].isAvailable(at: now) {
            let lot = lots[index]
            let taken = min(left, lot.remaining)
            left -= taken
            let piece = Piece(
                index: Int64(pieces.count), lot: lot.id, issuer: lot.issuer, points: taken,
                issuePrice: prices.issuePrice(lot.issuer), redemptionRate: prices.redemptionRate, isHeld: holding)
            change(at: index) { lot in
                lot.remaining -= taken
                if holding { lot.held += taken } else { lot.redeemed += taken }
            }
            record(posting(holding ? .hold : .redeem, piece: piece, points: taken, redeemer: redeemer))
            pieces.append(piece)
        }
        return pieces
    }

    /// Captures `points` of a hold, its pieces in the order taken, and releases the rest.
    ///
    /// - Throws: ``LedgerError/exceedsPieces(available:)`` when more is asked for than is held, and nothing has moved.
    public mutating func capture(
        _ points: Int64, of pieces: inout [Piece], by redeemer: PartnerID, return terms: ReturnTerms
    ) throws(LedgerError) {
        let held = pieces.reduce(0) { $0 + $1.held }
        guard points <= held else { throw .exceedsPieces(available: held) }
        var left = points
        for place in pieces.indices where left > 0 && pieces[place].held > 0 {
            let taken = min(left, pieces[place].held)
            left -= taken
            pieces[place].held -= taken
            pieces[place].redeemed += taken
            change(at: try index(of: pieces[place].lot)) { lot in
                lot.held -= taken
                lot.redeemed += taken
            }
            record(posting(.capture, piece: pieces[place], points: taken, redeemer: redeemer))
        }
        try release(&pieces, by: redeemer, return: terms)
    }

    /// Gives all that a hold still has back to its lots, its pieces last taken first.
    public mutating func release(
        _ pieces: inout [Piece], by redeemer: PartnerID, return terms: ReturnTerms
    ) throws(LedgerError) {
        for place in pieces.indices.reversed() where pieces[place].held > 0 {
            let points = pieces[place].held
            pieces[place].held = 0
            pieces[place].returned += points
            change(at: try index(of: pieces[place].lot)) { lot in
                lot.held -= points
                lot.remaining += points
            }
            record(posting(.release, piece: pieces[place], points: points, redeemer: redeemer))
            try settleReturn(of: points, to: pieces[place].lot, terms: terms)
        }
    }

    /// Returns `points` of what was redeemed, its pieces last taken first.
    ///
    /// - Throws: ``LedgerError/exceedsPieces(available:)`` when more is asked for than is redeemed; nothing has moved.
    public mutating func giveBack(
        _ points: Int64, of pieces: inout [Piece], by redeemer: PartnerID, return terms: ReturnTerms
    ) throws(LedgerError) {
        let redeemed = pieces.reduce(0) { $0 + $1.redeemed }
        guard points <= redeemed else { throw .exceedsPieces(available: redeemed) }
        var left = points
        for place in pieces.indices.reversed() where left > 0 && pieces[place].redeemed > 0 {
            let returned = min(left, pieces[place].redeemed)
            left -= returned
            pieces[place].redeemed -= returned
            pieces[place].returned += returned
            change(at: try index(of: pieces[place].lot)) { lot in
                lot.redeemed -= returned
                lot.remaining += returned
            }
            record(posting(.giveBack, piece: pieces[place], points: returned, redeemer: redeemer))
            try settleReturn(of: returned, to: pieces[place].lot, terms: terms)
        }
    }

    private func posting(_ kind: PostingKind, piece: Piece, points: Int64, redeemer: PartnerID) -> Posting {
        Posting(
            kind: kind, lot: piece.lot, issuer: piece.issuer, redeemer: redeemer, points: points,
            issuePrice: piece.issuePrice, redemptionRate: piece.redemptionRate)
    }
}
