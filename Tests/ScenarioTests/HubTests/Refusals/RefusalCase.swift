import Signatures
import Testing
import Wire

/// One request and the refusal it must earn.
struct RefusalCase: Sendable {
    let name: String
    let status: Int
    let code: String
    var field: String?
    let send: @Sendable () async throws -> Answer

    init(
        _ name: String, _ status: Int, _ code: String, field: String? = nil,
        _ send: @escaping @Sendable () async throws -> Answer
    ) {
        self.name = name
        self.status = status
        self.code = code
        self.field = field
        self.send = send
    }
}

extension Scenario {
    /// Sends each case's request: it must earn its refusal and leave the ledger as it was.
    func refuses(_ cases: [RefusalCase]) async throws {
        let before = try await ledgerDigest()
        for one in cases {
            let answer: Answer
            do {
                answer = try await one.send()
            } catch {
                Issue.record("\(one.name): \(error)")
                continue
            }
            #expect(
                answer.status == one.status && answer.code == one.code, "\(one.name): \(answer.status) \(answer.text)")
            #expect(answer.json["field"]?.string == one.field, "\(one.name): \(answer.text)")
            #expect(answer.fields.combined("content-type") == "application/problem+json", "\(one.name)")
            #expect(try await ledgerDigest() == before, "\(one.name) changed the ledger")
        }
    }
}
