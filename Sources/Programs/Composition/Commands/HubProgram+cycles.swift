import Governance
import Operations
import Partners
import Quantities
import Settlement
import Wire

/// A step of the cycle that names a cycle.
public enum CycleStep: String, Sendable {
    case calculate, approve, dispatch, reissue, settle, abort

    /// What it takes.
    var permission: Permission {
        switch self {
        case .calculate: .calculateCycle
        case .approve: .approveCycle
        case .dispatch: .dispatchCycle
        case .reissue: .reissueCycle
        case .settle: .settleCycle
        case .abort: .abortCycle
        }
    }
}

extension HubProgram {
    /// `cycle list`
    public static func listCycles(_ options: HubOptions, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            let cycles = try await hub.settlement.list()
            Console(json: json).say(
                Console.table(
                    [["cycle", "state", "version", "opened", "closed"]]
                        + cycles.map {
                            [
                                CycleName.text($0.id), $0.state.rawValue, "\($0.version)", "\($0.openedAt)",
                                $0.closedAt.map { "\($0)" } ?? "",
                            ]
                        }),
                JSONWriter.array { list in
                    for cycle in cycles { list.elementObject { CycleText.members(cycle, to: &$0) } }
                })
        }
    }

    /// `cycle show`
    public static func showCycle(_ options: HubOptions, _ id: String, json: Bool) async throws {
        try await visit(options, needs: .view) { hub, _ in
            let report = try await hub.settlement.show(cycle(id))
            var standings: [CycleStanding] = []
            if [.dispatched, .settled].contains(report.summary.state) {
                for position in report.settlement?.positions ?? [] {
                    let standing = try await hub.acknowledgements.standing(
                        cycle: report.summary.id, partner: position.partner)
                    if let standing { standings.append(CycleStanding(position.partner, standing)) }
                }
            }
            let digits = report.settlement?.currency.minorUnitDigits ?? 2
            let answers = standings.isEmpty ? "" : "\n\n" + CycleStanding.table(standings)
            Console(json: json).say(
                CycleText.text(report, digits: digits) + answers, CycleText.document(report, standings))
        }
    }

    /// `cycle close`
    public static func closeCycle(_ options: HubOptions, json: Bool) async throws {
        try await visit(options, needs: .closeCycle) { hub, actor in
            let closed = try await hub.settlement.close(by: actor)
            Console(json: json).say(
                "Closed cycle \(CycleName.text(closed.id)).",
                JSONWriter.object { CycleText.members(closed, to: &$0) })
        }
    }

    /// `cycle calculate · approve · dispatch · reissue · settle · abort`
    public static func step(
        _ step: CycleStep, _ options: HubOptions, _ id: String, by person: String? = nil, code: String? = nil,
        json: Bool
    ) async throws {
        try await visit(options, needs: step.permission, code: code, as: person) { hub, actor in
            let cycle = try cycle(id)
            let desk = hub.settlement
            let report =
                switch step {
                case .calculate: try await desk.calculate(cycle, by: actor)
                case .approve: try await desk.approve(cycle, by: actor)
                case .dispatch: try await desk.dispatch(cycle, by: actor)
                case .reissue: try await desk.reissue(cycle, by: actor)
                case .settle: try await desk.settle(cycle, by: actor)
                case .abort: try await desk.abort(cycle, by: actor)
                }
            if step == .reissue, !json {
                print("Every byte is the same as before: the folders go out once more, as copies, to be pushed now.\n")
            }
            say(report, hub, json: json)
        }
    }

    static func cycle(_ id: String) throws -> Int64 {
        guard let cycle = CycleName.cycle(id) else {
            throw CommandFailure("“\(id)” is no cycle; `clearinghouse cycle list` shows them.")
        }
        return cycle
    }

    private static func say(_ report: CycleReport, _ hub: Hub, json: Bool) {
        let digits = report.settlement?.currency.minorUnitDigits ?? 2
        Console(json: json).say(CycleText.text(report, digits: digits), CycleText.document(report))
    }
}

/// A cycle as people and programs read it.
public enum CycleText {
    static func members(_ cycle: CycleSummary, to writer: inout JSONWriter) {
        writer.member("id", CycleName.text(cycle.id))
        writer.member("state", cycle.state.rawValue)
        writer.member("version", cycle.version)
        writer.member("opened_at", cycle.openedAt.description)
        writer.member("closed_at", ifPresent: cycle.closedAt?.description)
    }

    /// The document of `cycle show --json` (PROTOCOL.md section 7).
    public static func document(_ report: CycleReport, _ standings: [CycleStanding] = []) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("id", CycleName.text(report.summary.id))
            writer.member("state", report.summary.state.rawValue)
            writer.member("model", ifPresent: report.settlement?.model.rawValue)
            writer.member("version", report.summary.version)
            writer.member("closed_at", ifPresent: report.summary.closedAt?.description)
            writer.member("value_date", ifPresent: report.settlement?.valueDay.description)
            writer.member("digest", ifPresent: report.digest)
            writer.array("approvals") { list in for approval in report.approvals { list.element(approval.approver) } }
            writer.array("matrix") { list in
                for row in report.settlement?.matrix ?? [] {
                    list.elementObject { SettlementFiles.matrixRow(row, to: &$0) }
                }
            }
            writer.array("positions") { list in
                for position in report.settlement?.positions ?? [] {
                    list.elementObject { SettlementFiles.position(position, to: &$0) }
                }
            }
            writer.object("operator") { $0.member("net", report.settlement?.operatorPosition.net ?? 0) }
            guard !standings.isEmpty else { return }
            writer.array("acknowledgements") { list in
                for standing in standings { list.elementObject { standing.write(to: &$0) } }
            }
        }
    }

    /// A cycle for people: what each partner stands at, and who took whose points.
    public static func text(_ report: CycleReport, digits: Int) -> String {
        let amount = { (minor: Int64) in Console.amount(minor, digits: digits) }
        var lines = [
            "Cycle \(CycleName.text(report.summary.id)): \(report.summary.state.rawValue)"
                + (report.summary.version > 0 ? ", version \(report.summary.version)" : "")
        ]
        guard let settlement = report.settlement else { return lines[0] }
        lines.append("\(settlement.model.rawValue), \(settlement.currency), value date \(settlement.valueDay)")
        var positions = [["partner", "pays", "receives", "fee", "carried in", "net", "carried out"]]
        for position in settlement.positions + [settlement.operatorPosition] {
            positions.append(
                [position.partner.text]
                    + [
                        position.grossDebit, position.grossCredit, position.fee, position.carriedIn, position.net,
                        position.carriedOut,
                    ].map(amount))
        }
        lines.append(Console.table(positions))
        if !settlement.matrix.isEmpty {
            var matrix = [["issuer → redeemer", "points", "issuer pays", "redeemer receives"]]
            for row in settlement.matrix {
                matrix.append([
                    "\(row.issuer) → \(row.redeemer)", Console.count(row.points.count), amount(row.debitAmount),
                    amount(row.creditAmount),
                ])
            }
            lines.append(Console.table(matrix))
        }
        lines += besidesPoints(settlement, partner: nil)
        if !report.approvals.isEmpty {
            lines.append("approved by " + report.approvals.map(\.approver).joined(separator: ", "))
        }
        return lines.joined(separator: "\n\n")
    }

    /// What moves money besides points: adjustments with their reasons, and who bears a default; of one partner or all.
    static func besidesPoints(_ settlement: Settlement, partner: PartnerID?) -> [String] {
        let adjustments = settlement.adjustments.filter { partner.map($0.legs.keys.contains) ?? true }
        let allocations = settlement.allocations.filter { allocation in
            partner.map { allocation.defaulter == $0 || allocation.bearer == .survivor($0) } ?? true
        }
        var parts: [String] = []
        if !adjustments.isEmpty {
            parts.append(
                (["adjustments"]
                    + adjustments.map {
                        "  \($0.kind.rawValue): \(AdjustmentText.legs($0.legs, settlement.currency)); \($0.reason)"
                    }).joined(separator: "\n"))
        }
        if !allocations.isEmpty {
            parts.append(
                (["borne in default"]
                    + allocations.map {
                        "  of \($0.defaulter) by \($0.bearer.name): \(Console.money($0.amount, settlement.currency))"
                    }).joined(separator: "\n"))
        }
        let runOffs = settlement.runOffs.filter { $0.amount != 0 && [$0.partner, nil].contains(partner) }
        if !runOffs.isEmpty {
            parts.append(
                (["paid at run-off for outstanding points"]
                    + runOffs.map { "  \($0.partner): \(Console.money($0.amount, settlement.currency))" }).joined(
                        separator: "\n"))
        }
        return parts
    }
}
