import Delivery
import Operations
import Partners
import Postgres
import Quantities

/// A delivery's row, locked, and what moves it on.
struct DeliveryRow {
    let id: Int64
    let folder: FolderKey
    let place: Int
    let target: String
    let state: DeliveryState
    let startedAt: Instant?
    let deadline: Instant

    init(_ row: Row) throws {
        id = try row.int64("id")
        folder = FolderKey(
            party: try PartnerID(row.text("party")), cycle: try row.int64("cycle"), version: try row.int64("version"),
            copy: try row.int64("copy"))
        place = Int(try row.int4("place"))
        target = try row.text("target")
        startedAt = try row.optionalInstant("started_at")
        deadline = try row.instant("deadline")
        let attempts = try row.int64("attempts")
        switch try row.text("state") {
        case "waiting": state = .waiting(notBefore: try row.instant("next_attempt_at"), attempts: attempts)
        case "running": state = .running(attempt: attempts, since: try row.instant("started_at"))
        case "delivered": state = .delivered(at: try row.instant("ended_at"), attempts: attempts)
        default: state = .expired(at: try row.instant("ended_at"), attempts: attempts)
        }
    }

    /// The place to push to as the partner file says now: that of the same address, else the one that stands where the
    /// address stood, unless another delivery of the folder goes there.
    func currentTarget(_ partner: Partner?, siblings: [String]) -> DeliveryTarget? {
        let targets = partner?.settlement.deliveries ?? []
        if let same = targets.first(where: { $0.url == target }) { return same }
        guard targets.indices.contains(place), !siblings.contains(targets[place].url) else { return nil }
        return targets[place]
    }

    /// What writes the delivery's next state, its attempts and what is told of it.
    func calls(
        _ turn: DeliveryTurn, at now: Instant, detail: String, leaseSeconds: Int64, target newTarget: String? = nil
    ) -> [StatementCall] {
        let address = PostgresValue.text(newTarget ?? target)
        let columns: [PostgresValue] =
            switch turn.state {
            case .waiting(let notBefore, let attempts):
                [.text("waiting"), .int64(attempts), .instant(notBefore), .null, .null, .null]
            case .running(let attempt, let since):
                [.text("running"), .int64(attempt), .null, .instant(since), .int64(leaseSeconds), .null]
            case .delivered(let at, let attempts):
                [.text("delivered"), .int64(attempts), .null, .null, .null, .instant(at)]
            case .expired(let at, let attempts):
                [.text("expired"), .int64(attempts), .null, .null, .null, .instant(at)]
            }
        var calls = [StatementCall(DeliveryStatements.move, [.int64(id)] + columns + [address])]
        for effect in turn.effects {
            switch effect {
            case .push: break
            case .recordAttempt(let attempt, let outcome):
                calls.append(
                    DeliveryStatements.addAttempt(
                        .int64(id), .int64(attempt), .instant(startedAt ?? now), .instant(now),
                        .text(outcome.rawValue),
                        .text(outcome == .abandoned ? "the node that pushed it vanished" : detail)))
            case .alert:
                calls.append(
                    DeliveryStatements.alert(
                        .text(folder.party.text), .text("\(folder.path) was not delivered to \(target)"),
                        .instant(now)))
            }
        }
        switch turn.state {
        case .delivered: calls.append(audit("delivery.delivered", at: now))
        case .expired: calls.append(audit("delivery.expired", at: now))
        case .waiting, .running: break
        }
        return calls
    }

    private func audit(_ action: String, at now: Instant) -> StatementCall {
        AuditStatements.add(
            actor: "delivery", action: action, subject: "delivery \(id)", detail: "\(folder.path) to \(target)",
            at: now)
    }
}
