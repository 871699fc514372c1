import BankFiles
import Operations
import Partners
import Payments
import Settlement
import Signatures
import Storage

extension Hub {
    /// The journal and the reports of the books.
    public var books: BooksDesk {
        BooksDesk(store: PostgresBooksStore(settings, pool: pool))
    }

    /// What partners say of their statements.
    public var acknowledgements: any AcknowledgementStore {
        PostgresAcknowledgementStore(settings, pool: pool)
    }

    /// Disputes of partners about lines of their statements.
    public var disputes: any DisputeStore {
        PostgresDisputeStore(settings, pool: pool)
    }

    /// Payments from dispatch to the bank and back, and partners' funds.
    public var payments: PaymentDesk {
        let (settlement, adjustments) = (settlement, adjustments)
        return PaymentDesk(
            store: PostgresPaymentStore(
                settings, pool: pool, maker: { try PainFile.bytes(of: $0) }, sha256: MessageDigest.sha256,
                isBusinessDay: { snapshot, day in
                    let name = snapshot.coalition.settlement.calendar
                    return BusinessCalendar(named: name, lists: snapshot.coalition.calendars)?.isBusinessDay(day)
                        ?? true
                }),
            reader: BankFileImport(), keeper: InstructionKeeping(dataFolder: directory.path),
            settle: { _ = try await settlement.settle($0, by: PaymentDesk.bank) },
            postInterest: { charge in
                let draft = try AdjustmentDraft(
                    id: charge.id, kind: .interest, reason: charge.reason, corrects: [charge.reference],
                    legs: [charge.partner: -charge.amount, .operator: charge.amount])
                _ = try await adjustments.post(draft, by: PaymentDesk.bank)
            }, logger: logger)
    }
}
