import Clearing
import Ledger
import LoyaltyRules
import Members
import Messages
import Partners
import Postgres
import Quantities

/// Reads the domain's values from rows.
enum FactRows {
    static func lot(_ row: Row) throws -> Lot {
        var lot = Lot(
            id: try row.identity("id"), root: try row.identity("root_id"), issuer: try PartnerID(row.text("issuer")),
            origin: try PartnerID(row.text("origin")), accrual: try row.identity("accrual_id"),
            points: try row.int64("points"), earnedAt: try row.instant("earned_at"),
            availableAt: try row.instant("available_at"), expiresAt: try row.instant("expires_at"),
            sequence: try row.int64("sequence"), issuePrice: try Rate(millionths: row.int64("issue_price")))
        lot.remaining = try row.int64("remaining")
        lot.held = try row.int64("held")
        lot.redeemed = try row.int64("redeemed")
        lot.reversed = try row.int64("reversed")
        lot.expired = try row.int64("expired")
        lot.carried = try row.int64("carried")
        lot.shortfall = try row.int64("shortfall")
        lot.arrears = try row.int64("arrears")
        return lot
    }

    /// Lots of several members, by member.
    static func lots(_ rows: Rows) throws -> [UniqueID: [Lot]] {
        var lots: [UniqueID: [Lot]] = [:]
        for row in rows { lots[try row.identity("member_id"), default: []].append(try lot(row)) }
        return lots
    }

    /// Adds lots to those known, each once.
    static func add(_ rows: Rows, to lots: inout [UniqueID: (member: UniqueID, lot: Lot)]) throws {
        for row in rows {
            let lot = try lot(row)
            lots[lot.id] = (try row.identity("member_id"), lot)
        }
    }

    /// A member's counters.
    static func unread(_ row: Row) throws -> UnreadLots {
        UnreadLots(
            balance: Balance(
                available: try row.int64("available"), pending: try row.int64("pending"), held: try row.int64("held"),
                arrears: try row.int64("arrears")),
            nextChangeAt: try row.optionalInstant("next_change_at"))
    }

    static func member(_ row: Row) throws -> Member {
        Member(
            id: try row.identity("id"), status: Member.Status(rawValue: try row.text("status")) ?? .blocked,
            language: Member.Language(rawValue: try row.text("language")) ?? .en,
            consents: Member.Consents(processing: try row.bool("processing"), marketing: try row.bool("marketing")))
    }

    static func key(_ row: Row) throws -> MessageKey {
        MessageKey(partner: try PartnerID(row.text("partner")), messageID: try row.text("message_id"))
    }

    static func accrual(_ row: Row) throws -> PostedAccrual {
        let basis: PostedAccrual.Basis
        if let stated = try row.optionalInt64("stated_points") {
            basis = .stated(stated)
        } else {
            let amount = Money(
                minorUnits: try row.int64("amount"), currency: try CurrencyCode(row.text("currency")))
            basis = .purchase(
                amount, EarningRule(points: try row.int64("earning_points"), per: try row.int64("earning_per")))
        }
        return PostedAccrual(
            transaction: try row.identity("transaction_id"), member: try row.identity("standing"), basis: basis,
            baseLot: try row.optionalUUID("base_lot").map { UniqueID(column: $0) },
            refunded: try row.int64("refunded"))
    }

    static func redemption(_ row: Row, pieces: [UniqueID: [Piece]]) throws -> PostedRedemption {
        let transaction = try row.identity("transaction_id")
        return PostedRedemption(
            transaction: transaction, member: try row.identity("standing"), points: try row.int64("points"),
            holdExpiresAt: try row.optionalInstant("hold_expires_at"),
            state: PostedRedemption.State(rawValue: try row.text("state")) ?? .voided,
            pieces: pieces[transaction] ?? [])
    }

    /// Pieces of several redemptions in the order taken, by transaction.
    static func pieces(_ rows: Rows) throws -> [UniqueID: [Piece]] {
        var pieces: [UniqueID: [Piece]] = [:]
        for row in rows {
            var piece = Piece(
                index: Int64(try row.int4("place")), lot: try row.identity("lot_id"),
                issuer: try PartnerID(row.text("issuer")), points: try row.int64("points"),
                issuePrice: try Rate(millionths: row.int64("issue_price")),
                redemptionRate: try Rate(millionths: row.int64("redemption_rate")), isHeld: false)
            piece.held = try row.int64("held")
            piece.redeemed = try row.int64("redeemed")
            piece.returned = try row.int64("returned")
            pieces[try row.identity("transaction_id"), default: []].append(piece)
        }
        return pieces
    }

    static func flow(_ row: Row) throws -> (key: FlowKey, points: Int64) {
        let key = FlowKey(
            kind: FlowKind(rawValue: try row.text("kind")) ?? .redeemed,
            issuer: try PartnerID(row.text("issuer")), redeemer: try PartnerID(row.text("redeemer")),
            issuePrice: try Rate(millionths: row.int64("issue_price")),
            redemptionRate: try Rate(millionths: row.int64("redemption_rate")))
        return (key, try row.int64("points"))
    }
}
