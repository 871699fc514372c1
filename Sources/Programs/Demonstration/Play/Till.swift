import Partners
import PartnerClient
import Wire

/// One connection of a partner: sends the partner's steps one after the other, and believes only what the hub signed.
struct Till: Sendable {
    /// Whose.
    let partner: PartnerID
    /// The partner's client on a connection of its own.
    let client: HubClient
    /// What all tills know.
    let memory: TillMemory
    /// Where answers are counted.
    let board: ScoreBoard
    /// Of all amounts.
    let currency: String
    /// Every so many steps of a week the same message is sent again, as a till does whose answer was lost.
    static let repetition = 250

    /// Takes steps until there are no more, or the play is given up.
    ///
    /// - Throws: ``HubClientError`` when no answer came that can be believed.
    func work(through queue: StepQueue, turns: Turns) async throws {
        do {
            while let step = queue.take(), await turns.wait(for: step) {
                try await play(step)
                await turns.finish(step)
            }
        } catch {
            await turns.abandon()
            throw error
        }
    }

    private func play(_ step: ScriptStep) async throws {
        if let original = step.action.original, !memory.isAccepted(original) {
            board.countNeedless()
            return
        }
        let member = memory.identifier(of: step.household, turn: step.index)
        let (path, body) = step.request(member: member ?? "card:unknown", currency: currency)
        let request = HubRequest.post(path, body)
        let start = ContinuousClock.now
        let answer = try await client.send(request)
        let duration = start.duration(to: .now)
        let code = answer.isSuccess ? ScoreBoard.Outcome.accepted : answer.refusalCode ?? "status \(answer.status)"
        board.count(
            ScoreBoard.Outcome(kind: step.action.kind, code: code), microseconds: duration.microseconds,
            hasReceipt: answer.receipt != nil)
        if answer.status >= 500 { board.note("\(partner) \(step.messageID): status \(answer.status), \(code)") }
        if answer.isSuccess { learn(from: answer, step) }
        if step.index % Self.repetition == 0 { try await again(request, first: answer) }
    }

    private func learn(from answer: HubAnswer, _ step: ScriptStep) {
        if answer.receipt == nil { board.note("\(partner) \(step.messageID): accepted without a receipt") }
        if step.hasSequel { memory.accept(step.messageID) }
        guard case .enrolment = step.action, case .array(let list)? = answer.json?["identifiers"] else { return }
        memory.keep(list.compactMap(\.string), of: step.household)
    }

    /// The very same message once more: it must count once, and be answered by the same bytes.
    private func again(_ request: HubRequest, first: HubAnswer) async throws {
        guard first.receipt != nil else { return }
        let second = try await client.send(request)
        let isAlike = second.isReplay && second.status == first.status && second.body == first.body
        board.countRepeated(isAlike: isAlike)
        if !isAlike { board.note("\(partner) \(request.messageID ?? ""): sent again, it was answered by other bytes") }
    }
}

extension Duration {
    /// Whole microseconds, from 0 to over an hour.
    var microseconds: UInt32 {
        let (seconds, attoseconds) = components
        return UInt32(clamping: seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
}
