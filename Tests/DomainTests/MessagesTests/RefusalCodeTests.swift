import CoalitionTestKit
import Members
import Messages
import Testing

@Suite struct `Refusal codes` {
    /// PROTOCOL.md section 2, "Refusals": status, whether the answer is kept, codes in the order they are tested.
    private static let table: [(status: Int, isStored: Bool, codes: [String])] = [
        (413, false, ["body_too_large"]), (415, false, ["media_type"]),
        (
            401, false,
            [
                "signature_missing", "key_unknown", "key_revoked", "key_expired", "signature_stale", "digest_mismatch",
                "signature_invalid", "nonce_reused",
            ]
        ),
        (429, false, ["slow_down"]),
        (400, false, ["malformed_body", "duplicate_field", "unknown_field", "invalid_field"]),
        (409, false, ["message_id_reused"]), (403, true, ["partner_suspended", "partner_leaving"]),
        (404, true, ["member_unknown", "message_unknown"]),
        (409, true, ["identifier_in_use", "redemption_closed", "already_reversed"]),
        (
            422, true,
            [
                "occurred_at_out_of_range", "currency_not_agreed", "identifier_retired", "member_blocked",
                "reversal_exceeds_original", "limit_exceeded", "debit_cap_exceeded", "insufficient_points",
            ]
        ),
        (503, false, ["unavailable"]),
    ]

    @Test func `are those of the contract, in its order`() {
        #expect(RefusalCode.allCases.map(\.rawValue) == Self.table.flatMap(\.codes))
    }

    @Test func `of rows 403, 404, 422 and the second 409 are kept, the others leave the id free`() {
        let stored = Set(Self.table.filter(\.isStored).flatMap(\.codes))
        for code in RefusalCode.allCases { #expect(code.isStored == stored.contains(code.rawValue), "\(code)") }
    }

    @Test func `each content has its own kind`() {
        let member = Identifier.phone(1)
        let contents: [MessageContent] = [
            .enrolment(member), .replacement(of: member, by: .phone(2)), .purchase(1, by: member),
            .spending(1, by: member), .capturing("h"), .voiding("h"), .reversing("a"),
        ]
        #expect(contents.map(\.kind) == MessageKind.allCases)
    }
}
