import Governance
import Operations
import Payments
import Quantities
import Settlement
import Wire

extension HubProgram {
    /// `bank import`
    public static func importBankFile(_ options: HubOptions, path: String, json: Bool) async throws {
        try await visit(options, needs: .importBankFiles) { hub, actor in
            let report = try await hub.payments.importFile(path, by: actor)
            Console(json: json).say(BankText.text(report), BankText.document(report))
        }
    }

    /// `bank payments`
    public static func listPayments(_ options: HubOptions, cycle id: String?, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            let payments = try await hub.payments.payments(of: try bankCycle(id))
            Console(json: json).say(
                payments.isEmpty ? "There are no payments." : BankText.table(payments),
                JSONWriter.array { list in
                    for payment in payments { list.elementObject { BankText.members(payment, to: &$0) } }
                })
        }
    }

    /// `bank worklist`
    public static func showWorkList(_ options: HubOptions, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            let work = try await hub.payments.workList()
            Console(json: json).say(BankText.text(work), BankText.document(work))
        }
    }

    /// `bank instruct`
    ///
    /// - Parameter again: rejected and returned payments, under a new message.
    public static func instructPayments(
        _ options: HubOptions, cycle id: String?, again: Bool, json: Bool
    ) async throws {
        try await visit(options, needs: .instructPayments) { hub, actor in
            let report = try await hub.payments.release(try bankCycle(id), again: again, by: actor)
            let currency = try await hub.currency()
            Console(json: json).say(BankText.text(report, currency), BankText.document(report))
        }
    }

    /// `bank assign`
    public static func assignBankItem(
        _ options: HubOptions, item: Int64, payment: Int64, json: Bool
    ) async throws {
        try await visit(options, needs: .assignBankItems) { hub, actor in
            let assigned = try await hub.payments.assign(item, to: payment, by: actor)
            Console(json: json).say(
                "Item \(item) is assigned.\n" + BankText.table([assigned]),
                JSONWriter.object { BankText.members(assigned, to: &$0) })
        }
    }

    /// `bank ignore`
    public static func ignoreBankItem(_ options: HubOptions, item: Int64, reason: String, json: Bool) async throws {
        try await visit(options, needs: .assignBankItems) { hub, actor in
            guard AdjustmentDraft.isLine(reason, atMost: AdjustmentDraft.longestReason) else {
                throw CommandFailure(
                    "Taking an item off takes a reason of one line, at most \(AdjustmentDraft.longestReason) characters."
                )
            }
            try await hub.payments.ignore(item, reason: reason, by: actor)
            Console(json: json).say(
                "Item \(item) is off the work list.",
                JSONWriter.object { writer in
                    writer.member("item", item)
                    writer.member("state", "ignored")
                })
        }
    }

    private static func bankCycle(_ id: String?) throws -> Int64? {
        guard let id else { return nil }
        guard let cycle = CycleName.cycle(id) else {
            throw CommandFailure("“\(id)” is no cycle; `clearinghouse cycle list` shows them.")
        }
        return cycle
    }
}
