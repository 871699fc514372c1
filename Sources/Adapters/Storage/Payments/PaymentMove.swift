import Operations
import Partners
import Payments
import Postgres
import Quantities

/// One event of one payment, decided and ready to be written.
struct PaymentMove: Sendable {
    /// The payment as it was.
    let before: Payment
    let event: PaymentEvent
    let step: PaymentStep
    /// The day that money which moved counts on.
    let countedOn: LocalDay
    /// What is told besides, without member data.
    var detail: String?

    /// Decides an event.
    ///
    /// - Throws: ``PaymentFailure/refused(payment:_:)``.
    init(_ payment: Payment, _ event: PaymentEvent, countedOn: LocalDay, detail: String? = nil) throws(PaymentFailure) {
        do {
            self.init(payment, event, try payment.after(event), countedOn: countedOn, detail: detail)
        } catch {
            throw .refused(payment: payment.id, error)
        }
    }

    /// An event that has been decided.
    init(_ payment: Payment, _ event: PaymentEvent, _ step: PaymentStep, countedOn: LocalDay, detail: String? = nil) {
        before = payment
        self.event = event
        self.step = step
        self.countedOn = countedOn
        self.detail = detail
    }

    /// Whether it changes the payment at all.
    var isChange: Bool { step.payment != before || step.booked != 0 }

    /// Writes moves in order; a payment that moves several times ends as its last move says.
    static func calls(_ all: [PaymentMove], by actor: String, at now: Instant) -> [StatementCall] {
        let moves = all.filter(\.isChange)
        guard !moves.isEmpty else { return [] }
        var last: [Int64: Payment] = [:]
        for move in moves { last[move.before.id] = move.step.payment }
        let payments = last.values.sorted { $0.id < $1.id }
        var calls = [
            PaymentStatements.move(
                .int64Array(payments.map(\.id)), .textArray(payments.map(\.state.rawValue)),
                .int64Array(payments.map(\.moved)), .int64Array(payments.map(\.byHand)),
                .textArray(payments.map(\.instruction)),
                .textArray(payments.map { $0.reason.map { String($0.prefix(500)) } }),
                .instant(now)),
            PaymentStatements.addEvents(
                .int64Array(moves.map(\.before.id)), .textArray(moves.map(\.event.name)),
                .textArray(moves.map(\.before.state.rawValue)), .textArray(moves.map(\.step.payment.state.rawValue)),
                .int64Array(moves.map(\.step.booked)), .int4Array(moves.map { $0.countedOn.column }),
                .textArray(moves.map(\.step.payment.instruction)), .textArray(moves.map(\.detail)), .text(actor),
                .instant(now)),
        ]
        let ended = moves.filter(\.step.endsInstruction).map(\.before.id)
        if !ended.isEmpty { calls.append(InstructionStatements.endTransfers(.int64Array(ended))) }
        return calls
    }

    /// A payment of a row.
    static func payment(_ row: Row) throws -> Payment {
        guard let direction = PaymentDirection(rawValue: try row.text("direction")),
            let state = PaymentState(rawValue: try row.text("state"))
        else { throw StoreError.failed("a payment stands in no known state") }
        return Payment(
            id: try row.int64("id"), cycle: try row.int64("cycle"), version: try row.int64("version"),
            partner: try PartnerID(row.text("partner")), direction: direction,
            amount: Money(minorUnits: try row.int64("amount"), currency: try CurrencyCode(row.text("currency"))),
            endToEndID: try row.text("end_to_end_id"), valueDay: try row.day("value_date"), state: state,
            moved: try row.int64("moved"), byHand: try row.int64("by_hand"),
            instruction: try row.optionalText("instructed_message_id"), reason: try row.optionalText("reason"))
    }
}
