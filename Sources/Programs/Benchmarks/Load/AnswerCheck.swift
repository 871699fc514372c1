import PartnerClient
import Signatures
import Wire

/// Reads an answer and verifies its receipt against the message it is for, as a careful partner does.
struct AnswerCheck: Sendable {
    private let receipts: ReceiptVerifier

    /// What an answer said.
    struct Finding: Sendable {
        /// `posted`, `read`, or a refusal's code.
        let outcome: String
        let hasReceipt: Bool
        /// The card issued to a new member.
        let card: String?
    }

    init(hubKeys: JSONWebKeySet) {
        receipts = ReceiptVerifier(keys: hubKeys)
    }

    /// Checks one exchange.
    ///
    /// - Parameters:
    ///   - status: the response's status, or the line's.
    ///   - content: what was sent, as its single request has it.
    /// - Throws: ``BenchmarkFailure`` for a receipt that is missing or wrong, and for a status that says that nothing was
    ///   decided.
    func check(
        partner: String, kind: MessageSource.Kind, status: Int, content: JSONValue, answer: JSONValue
    ) throws -> Finding {
        let text = { String(decoding: JSONWriter.encode(answer).prefix(500), as: UTF8.self) }
        if kind == .balance {
            guard status == 200, answer["available"]?.integer != nil else {
                throw BenchmarkFailure("A balance was answered with \(status): \(text())")
            }
            return Finding(outcome: "read", hasReceipt: false, card: nil)
        }
        let code = answer["code"]?.string
        guard status == 201 || code != nil && answer["receipt"] != nil else {
            throw BenchmarkFailure("A message was answered with \(status): \(text())")
        }
        let outcome = status == 201 ? "posted" : code ?? ""
        do {
            let receipt = try receipts.verify(answer: answer, partner: partner, request: .post(kind.path, content))
            guard receipt.outcome == outcome else {
                throw BenchmarkFailure("A receipt says \(receipt.outcome) where the answer says \(outcome).")
            }
        } catch let error as ReceiptRefusal {
            throw BenchmarkFailure("A receipt is not to be believed: \(error). The answer: \(text())")
        }
        var card: String?
        if kind == .member, case .array(let identifiers)? = answer["identifiers"] {
            card = identifiers.compactMap(\.string).first { $0.hasPrefix("card:") }
        }
        return Finding(outcome: outcome, hasReceipt: true, card: card)
    }
}
