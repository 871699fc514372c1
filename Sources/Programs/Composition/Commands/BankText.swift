import Operations
import Partners
import Payments
import Quantities
import Wire

/// Payments and the bank's facts as people and programs read them.
enum BankText {
    static func text(_ report: BankImportReport) -> String {
        let counts =
            "\(counted(report.items, "item")): \(report.matched) matched, \(report.partlyMatched) partly matched, "
            + "\(report.unmatched) unmatched, \(report.duplicates) known before; "
            + "\(counted(report.paymentsMoved, "payment")) moved."
        if report.isRepeat { return "This file was imported before; nothing was done now. It had \(counts)" }
        let rest = report.partlyMatched + report.unmatched
        return "\(report.kind.rawValue) \(report.messageID): \(counts)"
            + (rest > 0 ? "\n`clearinghouse bank worklist` shows the \(rest) that wait for a person." : "")
    }

    private static func counted(_ count: Int64, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    static func document(_ report: BankImportReport) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("kind", report.kind.rawValue)
            writer.member("message_id", report.messageID)
            writer.member("repeated", report.isRepeat)
            writer.member("items", report.items)
            writer.member("matched", report.matched)
            writer.member("partly_matched", report.partlyMatched)
            writer.member("unmatched", report.unmatched)
            writer.member("duplicates", report.duplicates)
            writer.member("payments_moved", report.paymentsMoved)
        }
    }

    static func text(_ report: ReleaseReport, _ currency: CurrencyCode) -> String {
        var lines = report.messages.map { "Released \($0)." }
        if report.messages.isEmpty { lines.append("There is nothing to release.") }
        if report.payments > 0 {
            lines.append(
                report.payments == 1 ? "1 payment is instructed." : "\(report.payments) payments are instructed.")
        }
        for waiting in report.waiting {
            let gaps = waiting.gaps.map { "\($0.partner) \(Console.money($0.missing, currency))" }.joined(
                separator: ", ")
            lines.append("Cycle \(CycleName.text(waiting.cycle)) waits for money: \(gaps).")
        }
        if report.withoutAccount > 0 {
            lines.append("\(report.withoutAccount) payments have no account to go from or to.")
        }
        return lines.joined(separator: "\n")
    }

    static func document(_ report: ReleaseReport) -> [UInt8] {
        JSONWriter.object { writer in
            writer.array("messages") { list in for message in report.messages { list.element(message) } }
            writer.member("payments", Int64(report.payments))
            writer.member("without_account", Int64(report.withoutAccount))
            writer.array("waiting") { list in
                for waiting in report.waiting {
                    list.elementObject { entry in
                        entry.member("cycle", CycleName.text(waiting.cycle))
                        entry.array("gaps") { gaps in
                            for gap in waiting.gaps {
                                gaps.elementObject { row in
                                    row.member("partner", gap.partner.text)
                                    row.member("missing", gap.missing)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    static func table(_ payments: [Payment]) -> String {
        Console.table(
            [["payment", "cycle", "version", "partner", "", "amount", "moved", "", "due", "state", "reason"]]
                + payments.map { payment in
                    let digits = payment.amount.currency.minorUnitDigits
                    return [
                        "\(payment.id)", CycleName.text(payment.cycle), "\(payment.version)", payment.partner.text,
                        payment.direction.rawValue, Console.amount(payment.amount.minorUnits, digits: digits),
                        Console.amount(payment.moved, digits: digits), payment.amount.currency.letters,
                        "\(payment.valueDay)", payment.state.rawValue, payment.reason ?? "",
                    ]
                })
    }

    static func members(_ payment: Payment, to writer: inout JSONWriter) {
        writer.member("id", payment.id)
        writer.member("cycle", CycleName.text(payment.cycle))
        writer.member("version", payment.version)
        writer.member("partner", payment.partner.text)
        writer.member("direction", payment.direction.rawValue)
        writer.member("amount", payment.amount.minorUnits)
        writer.member("currency", payment.amount.currency.letters)
        writer.member("moved", payment.moved)
        writer.member("end_to_end_id", payment.endToEndID)
        writer.member("value_date", payment.valueDay.description)
        writer.member("state", payment.state.rawValue)
        writer.member("message_id", ifPresent: payment.instruction)
        writer.member("reason", ifPresent: payment.reason)
    }

    /// Why an item waits, and for a status what the bank said.
    private static func why(_ item: WorkItem) -> String {
        let reason = item.reason.map(PaymentFailure.sentence)
        return [item.isEntry ? nil : "the bank said \(item.remittance)", reason].compactMap(\.self)
            .joined(separator: "; ")
    }

    static func text(_ work: WorkList) -> String {
        var parts: [String] = []
        if !work.items.isEmpty {
            parts.append(
                Console.table(
                    [["item", "fit", "booked", "", "amount", "suspense", "names", "why"]]
                        + work.items.map { item in
                            let digits = item.amount?.currency.minorUnitDigits ?? 2
                            return [
                                "\(item.id)", item.fit, item.bookingDay.map { "\($0)" } ?? "",
                                item.side?.rawValue ?? "status",
                                item.amount.map { "\(Console.amount($0.minorUnits, digits: digits)) \($0.currency)" }
                                    ?? "",
                                Console.amount(item.side == .debit ? -item.suspense : item.suspense, digits: digits),
                                item.name, why(item),
                            ]
                        }))
        }
        if work.hasMore { parts.append("These are the first \(WorkList.mostItems); more wait behind them.") }
        if !work.payments.isEmpty { parts.append(table(work.payments)) }
        let reminded = work.payments.filter { work.reminders[$0.id] != nil }
        for payment in reminded {
            parts.append(
                "\(payment.partner) has been reminded \(work.reminders[payment.id] ?? 0) times of payment \(payment.id)."
            )
        }
        return parts.isEmpty ? "Nothing waits for a person." : parts.joined(separator: "\n\n")
    }

    static func document(_ work: WorkList) -> [UInt8] {
        JSONWriter.object { writer in
            writer.array("items") { list in
                for item in work.items {
                    list.elementObject { entry in
                        entry.member("id", item.id)
                        entry.member("kind", item.isEntry ? "entry" : "status")
                        entry.member("state", item.fit)
                        entry.member("reason", ifPresent: item.reason?.rawValue)
                        if let amount = item.amount {
                            entry.member("amount", amount.minorUnits)
                            entry.member("currency", amount.currency.letters)
                        }
                        entry.member("side", ifPresent: item.side?.rawValue)
                        entry.member("booking_day", ifPresent: item.bookingDay?.description)
                        entry.member("name", item.name)
                        entry.member("remittance", item.remittance)
                        entry.member("counterparty", ifPresent: item.counterparty)
                        if let payment = item.payment { entry.member("payment", payment) }
                        entry.member("suspense", item.suspense)
                    }
                }
            }
            writer.member("has_more", work.hasMore)
            writer.array("payments") { list in
                for payment in work.payments {
                    list.elementObject { entry in
                        members(payment, to: &entry)
                        entry.member("reminders", Int64(work.reminders[payment.id] ?? 0))
                    }
                }
            }
        }
    }
}
