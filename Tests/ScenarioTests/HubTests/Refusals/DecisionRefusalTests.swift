import CoalitionTestKit
import Composition
import Members
import Operations
import ScenarioKit
import Testing
import Wire

/// Rows 409, 403, 404 and 422 of PROTOCOL.md section 2: what is refused once the message is understood.
@Suite struct `Messages refused by decision` {
    private static let ana = "phone:+40722000001"
    private static let bob = "phone:+40722000002"

    @Test func `each code, in the ledger nothing, and the same answer for ever`() async throws {
        try await Scenario.run { story in
            let (grocery, cafe, wine) = (try story.till("grocery"), try story.till("cafe"), try story.till("wine"))
            let (drugstore, fuel) = (try story.till("drugstore"), try story.till("fuel"))
            let (ana, bob) = (Self.ana, Self.bob)
            let lost = try await Self.prepare(story)
            func refused(
                _ till: Till, _ target: String, _ status: Int, _ code: String, _ body: String
            ) -> RefusalCase {
                RefusalCase("\(code) \(target) \(body)", status, code) {
                    let answer = try await till.post(target, body)
                    guard code != "message_id_reused" else { return answer }
                    let again = try await till.post(target, body)
                    #expect(again.isReplay && again.body == answer.body && again.status == answer.status, "\(body)")
                    #expect(answer.json["receipt"]?.string != nil)
                    return answer
                }
            }
            try await story.refuses([
                refused(grocery, "/v1/accruals", 409, "message_id_reused", Body.accrual("earn", ana, 9999)),
                refused(grocery, "/v1/redemptions", 409, "message_id_reused", Body.redemption("earn", ana, 1)),
                refused(drugstore, "/v1/accruals", 403, "partner_suspended", Body.accrual("s-1", ana)),
                refused(drugstore, "/v1/redemptions", 403, "partner_suspended", Body.redemption("s-2", ana, 1)),
                refused(
                    drugstore, "/v1/members", 403, "partner_suspended",
                    Body.enrolment("s-3", phone: "+40722000009")),
                refused(fuel, "/v1/accruals", 403, "partner_leaving", Body.accrual("l-1", ana)),
                refused(
                    fuel, "/v1/members", 403, "partner_leaving", Body.enrolment("l-2", phone: "+40722000009")),
                refused(grocery, "/v1/accruals", 404, "member_unknown", Body.accrual("u-1", "phone:+40722000099")),
                refused(
                    grocery, "/v1/redemptions", 404, "member_unknown", Body.redemption("u-2", "code:WQTCHWVMD", 1)),
                refused(grocery, "/v1/reversals", 404, "message_unknown", Body.reversal("u-3", of: "never")),
                refused(cafe, "/v1/reversals", 404, "message_unknown", Body.reversal("u-4", of: "earn")),
                refused(cafe, "/v1/redemptions/held/capture", 404, "message_unknown", Body.alone("u-5")),
                refused(cafe, "/v1/redemptions/held/void", 404, "message_unknown", Body.alone("u-6")),
                refused(
                    grocery, "/v1/redemptions/earn/capture", 404, "message_unknown", Body.alone("u-7")),
                refused(
                    grocery, "/v1/members", 409, "identifier_in_use",
                    Body.enrolment("i-1", phone: "0722 000 001")),
                refused(
                    grocery, "/v1/members/\(bob)/identifiers", 409, "identifier_in_use",
                    Body.alone("i-2", more: #","phone":"+40722000001""#)),
                refused(grocery, "/v1/redemptions/voided/capture", 409, "redemption_closed", Body.alone("c-1")),
                refused(grocery, "/v1/redemptions/voided/void", 409, "redemption_closed", Body.alone("c-2")),
                refused(
                    grocery, "/v1/redemptions/captured/capture", 409, "redemption_closed", Body.alone("c-3")),
                refused(grocery, "/v1/redemptions/spent/void", 409, "redemption_closed", Body.alone("c-4")),
                refused(grocery, "/v1/reversals", 409, "already_reversed", Body.reversal("r-1", of: "taken-back")),
                refused(
                    grocery, "/v1/accruals", 422, "occurred_at_out_of_range",
                    Body.accrual("o-1", ana, ahead: -401 * 86_400)),
                refused(grocery, "/v1/accruals", 422, "occurred_at_out_of_range", Body.accrual("o-2", ana, ahead: 400)),
                refused(grocery, "/v1/accruals", 422, "currency_not_agreed", Body.accrual("k-1", ana, currency: "EUR")),
                refused(
                    grocery, "/v1/reversals", 422, "currency_not_agreed",
                    Body.reversal("k-2", of: "earn", more: #","refund":{"amount":1,"currency":"EUR"}"#)),
                refused(grocery, "/v1/accruals", 422, "identifier_retired", Body.accrual("t-1", lost)),
                refused(grocery, "/v1/redemptions", 422, "identifier_retired", Body.redemption("t-2", lost, 1)),
                refused(grocery, "/v1/accruals", 422, "member_blocked", Body.accrual("b-1", bob)),
                refused(grocery, "/v1/redemptions", 422, "member_blocked", Body.redemption("b-2", bob, 1)),
                refused(
                    grocery, "/v1/reversals", 422, "reversal_exceeds_original",
                    Body.reversal("e-1", of: "earn", more: #","refund":{"amount":100001,"currency":"RON"}"#)),
                refused(
                    grocery, "/v1/reversals", 422, "reversal_exceeds_original",
                    Body.reversal("e-2", of: "spent", more: #","points":101"#)),
                refused(
                    grocery, "/v1/redemptions/held/capture", 422, "reversal_exceeds_original",
                    Body.alone("e-3", more: #","points":51"#)),
                refused(wine, "/v1/accruals", 422, "debit_cap_exceeded", Body.accrual("d-1", ana)),
                refused(grocery, "/v1/redemptions", 422, "insufficient_points", Body.redemption("p-1", ana, 100_000)),
            ])
            #expect(try await grocery.get("/v1/members/phone:+40722000099/balance").code == "member_unknown")
            #expect(try await cafe.get("/v1/messages/earn").code == "message_unknown")
            // What stays possible: a suspended or leaving partner's own business is finished, a leaving one still redeems.
            try await fuel.posting("/v1/redemptions", Body.redemption("l-3", ana, 1))
            try await drugstore.posting("/v1/reversals", Body.reversal("s-4", of: "before"))
            try await grocery.posting("/v1/redemptions/held/capture", Body.alone("last"))
        }
    }

    /// Ana with points and a lost card, Bob blocked, and originals in every state; answers the lost card.
    private static func prepare(_ story: Scenario) async throws -> String {
        var files = story.files
        files["drugstore"].status = "active"
        try files.write()
        _ = try await story.hub.applyPartners(folder: files.folder, by: "story")
        let till = try story.till("grocery")
        let enrolled = try await till.posting(
            "/v1/members", Body.enrolment("ana", phone: "+40722000001", more: #","issue":["card"]"#))
        try await till.posting("/v1/members", Body.enrolment("bob", phone: "+40722000002"))
        guard case .array(let identifiers)? = enrolled.json["identifiers"], let card = identifiers.first?.string else {
            throw StoryBroken(enrolled.text)
        }
        try await till.posting(
            "/v1/members/\(ana)/identifiers", Body.alone("new-card", more: #","issue":["card"],"replaces":"\#(card)""#))
        try await till.posting("/v1/accruals", Body.accrual("earn", ana, 100_000))
        try await till.posting("/v1/accruals", Body.accrual("taken-back", ana))
        try await till.posting("/v1/reversals", Body.reversal("take-back", of: "taken-back"))
        try await till.posting("/v1/redemptions", Body.redemption("spent", ana, 100))
        for hold in ["held", "voided", "captured"] {
            try await till.posting("/v1/redemptions", Body.redemption(hold, ana, 50, capture: "later"))
        }
        try await till.posting("/v1/redemptions/voided/void", Body.alone("void"))
        try await till.posting("/v1/redemptions/captured/capture", Body.alone("capture", more: #","points":20"#))
        // The wine shop's points, spent elsewhere, bring it past its cap of one leu.
        try await story.till("wine").posting("/v1/accruals", Body.accrual("wine", ana, 50_000))
        try await till.posting("/v1/redemptions", Body.redemption("all-but", ana, 1100))
        try await story.till("drugstore").posting("/v1/redemptions", Body.redemption("before", ana, 5))
        files["drugstore"].status = "suspended"
        try files.write()
        _ = try await story.hub.applyPartners(folder: files.folder, by: "story")
        try await story.hub.members.setStatus(.blocked, of: .phone(22_000_002), reason: "a story", by: "story")
        return card
    }
}
