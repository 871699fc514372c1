import Books
import Operations
import Partners
import Payments
import Postgres
import Quantities

/// What a batch of the bank's facts does, decided on the payments it names.
struct BankDecisions {
    /// A fact that is kept: it moved something, or waits for a person.
    struct Kept {
        let identity: String
        let item: BankItem
        let fit: BankMatch.Fit
        let reason: MismatchReason?
        let payment: Int64?
        let suspense: Int64
        /// Where in ``moves`` its own move stands.
        let move: Int?
        /// Whether it moves the books; what is in another currency or account does not.
        let isBooked: Bool
    }

    /// An entry that moved a payment before, as another file may repeat it without a reference.
    private struct Twin: Hashable {
        let payment: Int64
        let side: String
        let amount: Int64
        let day: LocalDay?
    }

    let items: [BankItem]
    let identities: [String]
    let kind: BankFileHeader.Kind
    let operatorIBAN: String?
    let currency: CurrencyCode
    let today: LocalDay

    private var known: Set<String>
    private var payments: [Int64: Payment] = [:]
    private var byName: [String: Int64] = [:]
    private var byMessage: [String: [Int64]] = [:]
    private var carried: [String: Set<Int64>] = [:]
    private var twins: [Twin: [(hasReference: Bool, kind: String)]] = [:]

    private(set) var moves: [PaymentMove] = []
    private(set) var kept: [Kept] = []
    private(set) var matched: Int64 = 0
    private(set) var partlyMatched: Int64 = 0
    private(set) var unmatched: Int64 = 0
    private(set) var nothingNew: Int64 = 0

    /// Reads, and locks, what the facts speak of.
    init(
        items: [BankItem], identities: [String], kind: BankFileHeader.Kind, operatorIBAN: String?,
        currency: CurrencyCode, today: LocalDay, _ connection: isolated PostgresConnection
    ) throws {
        self.items = items
        self.identities = identities
        self.kind = kind
        self.operatorIBAN = operatorIBAN
        self.currency = currency
        self.today = today
        var names: Set<String> = []
        var messages: Set<String> = []
        for item in items {
            switch item {
            case .status(let status):
                messages.insert(status.originalMessageID)
                if let name = status.endToEndID?.lowercased() { names.insert(name) }
            case .entry(let entry): names.formUnion(entry.paymentNames)
            }
        }
        let answers = try connection.pipeline([
            BankStatements.known(.textArray(identities)), PaymentStatements.named(.textArray(names.sorted())),
            PaymentStatements.instructedBy(.textArray(messages.sorted())),
            InstructionStatements.carried(.textArray(messages.sorted())),
        ])
        known = Set(try answers[0].map { try $0.text("identity") })
        for rows in [answers[1], answers[2]] {
            for row in rows {
                let payment = try PaymentMove.payment(row)
                payments[payment.id] = payment
                byName[payment.endToEndID] = payment.id
            }
        }
        for row in answers[2] {
            byMessage[try row.text("instructed_message_id"), default: []].append(try row.int64("id"))
        }
        for row in answers[3] {
            carried[try row.text("message_id"), default: []].insert(try row.int64("payment_id"))
        }
        for row in try connection.execute(BankStatements.entriesOf, [.int64Array(Array(payments.keys))]) {
            let twin = Twin(
                payment: try row.int64("payment_id"), side: try row.text("side"), amount: try row.int64("amount"),
                day: try row.optionalDay("booking_day"))
            twins[twin, default: []].append((try row.bool("has_reference"), try row.text("kind")))
        }
    }

    /// Decides each fact in the file's order; each sees what those before it did.
    mutating func decide() {
        for (item, identity) in zip(items, identities) {
            guard known.insert(identity).inserted else {
                nothingNew += 1
                continue
            }
            switch item {
            case .status(let status): decide(status, item, identity)
            case .entry(let entry): decide(entry, item, identity)
            }
        }
    }

    private mutating func decide(_ entry: BankEntry, _ item: BankItem, _ identity: String) {
        // What is only announced comes again when it is booked.
        guard entry.isBooked, entry.amount.minorUnits > 0 else {
            nothingNew += 1
            return
        }
        if let operatorIBAN, let account = entry.accountIBAN, account != operatorIBAN {
            keep(item, identity, .unmatched, .wrongAccount, suspense: 0, isBooked: false)
            return
        }
        let payment = entry.paymentNames.compactMap { byName[$0] }.first.flatMap { payments[$0] }
        if let payment, isTold(entry, of: payment.id) {
            nothingNew += 1
            return
        }
        let match = BankMatch(entry, payment: payment)
        let isBooked = entry.amount.currency == currency
        var move: Int?
        if let payment, let step = match.step, let event = match.event {
            move = moves.count
            moves.append(
                PaymentMove(
                    payment, event, step, countedOn: entry.valueDay ?? entry.bookingDay ?? today,
                    detail: entry.servicerReference.map { "bank reference \($0)" }))
            payments[payment.id] = step.payment
        }
        keep(
            item, identity, match.fit, match.reason, payment: payment?.id, suspense: isBooked ? match.suspense : 0,
            move: move, isBooked: isBooked)
    }

    /// Whether another kind of file told of this entry, and one of the two carries no reference of the bank's.
    private mutating func isTold(_ entry: BankEntry, of payment: Int64) -> Bool {
        let twin = Twin(
            payment: payment, side: entry.side.rawValue, amount: entry.amount.minorUnits, day: entry.bookingDay)
        guard
            let index = twins[twin]?.firstIndex(where: {
                $0.kind != kind.rawValue && !($0.hasReference && entry.servicerReference != nil)
            })
        else { return false }
        // Each stands for one entry of this file.
        twins[twin]?.remove(at: index)
        return true
    }

    private mutating func decide(_ status: PaymentStatus, _ item: BankItem, _ identity: String) {
        let named = status.endToEndID.map { byName[$0.lowercased()].map { [$0] } ?? [] }
        let ids = named ?? byMessage[status.originalMessageID] ?? []
        let isOurs = carried[status.originalMessageID].map { known in
            named == nil || ids.contains(where: known.contains)
        }
        guard isOurs == true else {
            keep(item, identity, .unmatched, .unknownID, suspense: 0, isBooked: false)
            return
        }
        guard let event = status.event else {
            nothingNew += 1
            return
        }
        var changed = 0
        var late: Int64?
        for payment in ids.compactMap({ payments[$0] }) {
            do throws(PaymentRefusal) {
                let step = try payment.after(event)
                guard step.payment != payment else { continue }
                moves.append(PaymentMove(payment, event, step, countedOn: today, detail: "status \(status.code)"))
                payments[payment.id] = step.payment
                changed += 1
            } catch .otherMessage {
                // News of a message that has been followed by another: too old to matter.
                continue
            } catch {
                late = payment.id
            }
        }
        if let late {
            keep(item, identity, .unmatched, .late, payment: late, suspense: 0, isBooked: false)
        } else if changed > 0 {
            matched += 1
        } else {
            nothingNew += 1
        }
    }

    private mutating func keep(
        _ item: BankItem, _ identity: String, _ fit: BankMatch.Fit, _ reason: MismatchReason?, payment: Int64? = nil,
        suspense: Int64, move: Int? = nil, isBooked: Bool
    ) {
        kept.append(
            Kept(
                identity: identity, item: item, fit: fit, reason: reason, payment: payment, suspense: suspense,
                move: move, isBooked: isBooked))
        switch fit {
        case .matched: matched += 1
        case .partlyMatched: partlyMatched += 1
        case .unmatched: unmatched += 1
        }
    }
}
