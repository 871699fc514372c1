import Foundation
import Partners
import Quantities
import Testing
import Wire

@Suite struct `Reading partner files` {
    @Test func `a good folder reads to its terms`() throws {
        let folder = try TemporaryPartners(PartnerTexts.files).read()
        #expect(folder.coalition.currency.letters == "RON")
        #expect(folder.coalition.cardPrefix == "9990")
        #expect(folder.coalition.settlement.approvals == 2)
        #expect(folder.coalition.operatorAccount?.iban == "RO43ZZZA0000001011111111")
        let file = try #require(folder.partners.first)
        #expect(file.partner.name == ["en": "Green Grocer", "ru": "Зелёный"])
        #expect(file.partner.keys.map(\.publicKey) == [PartnerTexts.pem])
        #expect(file.partner.contracts.map(\.effectiveFrom) == [readingTime])
        #expect(file.effectiveFrom == nil)
        #expect(file.contract.netDebitCap == 5_000_000)
        #expect(file.contract.breakageShare == (try Rate("0.2")))
        #expect(file.partner.settlement.deliveries == [DeliveryTarget(url: "file:///srv/in/")])
        #expect(file.origin?.place(of: "contract.issue_price").hasSuffix("partners/grocery.yaml:13") == true)
    }

    @Test func `what no file names is off`() throws {
        let folder = try TemporaryPartners([
            "coalition.yaml": """
            name: {en: Sample}
            currency: RON
            time_zone: UTC
            default_region: NO
            card_prefix: 0990
            point_value: 0.0095
            """,
            "cafe.yaml": """
            id: cafe
            name: {en: Café}
            contract: {earning: stated, issue_price: 0.01, redemption_rate: "0.0095",
              effective_from: 2026-12-01T00:00:00Z}
            """,
        ]).read()
        let expected = Coalition(
            name: ["en": "Sample"], currency: try CurrencyCode("RON"), timeZone: "UTC", defaultRegion: "NO",
            cardPrefix: "0990", pointValue: try Rate("0.0095"), settlement: CoalitionSettlement())
        #expect(folder.coalition == expected)
        let contract = Contract(earning: .stated, issuePrice: try Rate("0.01"), redemptionRate: try Rate("0.0095"))
        let begin = try Instant(rfc3339: "2026-12-01T00:00:00Z")
        let partner = Partner(
            id: try PartnerID("cafe"), name: ["en": "Café"], kind: .merchant, status: .active, keys: [],
            contracts: [ContractVersion(effectiveFrom: begin, contract: contract)],
            settlement: PartnerSettlement(account: nil, deliveries: []))
        #expect(folder.partners.map(\.partner) == [partner])
        #expect(folder.partners.first?.effectiveFrom == begin)
    }

    @Test func `policies of settlement, holidays and a run-off date read to their terms`() throws {
        var files = PartnerTexts.files
        files["coalition.yaml"] =
            PartnerTexts.coalition.replacingOccurrences(
                of: "  calendar: target\n",
                with: """
                      calendar: ro-banks
                      roll: modified_following
                      pay_creditors: at_once
                      overdue: {reminders: [1, 3, 7], interest: "0.0800"}
                      acknowledgement: {days: 5, reminders: [3], silence: accepted}
                      disputes: {days: 30, answer_days: 10, provisional_credit: true}
                      default: {operator_share: 100000}

                    """
            ) + "calendars: {ro-banks: {base: target, holidays: [2027-01-24, 2026-12-01]}}\n"
        files["grocery.yaml"] = PartnerTexts.grocery.replacingOccurrences(
            of: "status: active", with: "status: leaving\nleaves_on: 2027-03-31")
        let folder = try TemporaryPartners(files).read()
        let terms = folder.coalition.settlement
        #expect(terms.calendar == "ro-banks")
        #expect(terms.roll == .modifiedFollowing)
        #expect(terms.payCreditors == .atOnce)
        #expect(terms.overdue == OverdueTerms(reminderDays: [1, 3, 7], annualInterest: try Rate("0.08")))
        #expect(terms.acknowledgement == AcknowledgementTerms(days: 5, reminderDays: [3], silence: .accepted))
        #expect(terms.disputes == DisputeTerms(days: 30, answerDays: 10, provisionalCredit: true))
        #expect(terms.defaultOperatorShare == 100_000)
        let days = [LocalDay(year: 2026, month: 12, day: 1), LocalDay(year: 2027, month: 1, day: 24)]
        #expect(folder.coalition.calendars == ["ro-banks": HolidayList(base: "target", holidays: days)])
        #expect(folder.partners.first?.partner.leavesOn == LocalDay(year: 2027, month: 3, day: 31))
    }

    static let cutOffs: [(String, String, Bool)] = [
        ("daily", "23:59", true), ("daily", "MON 00:00", false), ("daily", "24:00", false), ("daily", "7:00", false),
        ("weekly", "SUN 12:30", true), ("weekly", "sun 12:30", false), ("weekly", "MON  00:00", false),
        ("twice_monthly", "00:00", true), ("twice_monthly", "1,16 00:00", true),
        ("twice_monthly", "16,1 00:00", false), ("twice_monthly", "1 00:00", false),
        ("twice_monthly", "1,31 00:00", false), ("monthly", "06:00", true), ("monthly", "28 06:00", true),
        ("monthly", "29 06:00", false), ("monthly", "01 06:00", false), ("monthly", "MON 06:00", false),
        ("manual", "MON 00:00", true), ("manual", "soon", false),
    ]

    @Test(arguments: cutOffs)
    func `each schedule has its form of cut-off`(schedule: String, cutOff: String, isGood: Bool) throws {
        var files = PartnerTexts.files
        files["coalition.yaml"] = PartnerTexts.coalition
            .replacingOccurrences(of: "schedule: weekly", with: "schedule: \(schedule)")
            .replacingOccurrences(of: "MON 00:00", with: cutOff)
        let partners = try TemporaryPartners(files)
        #expect(partners.mistakes().map(\.place) == (isGood ? [] : ["partners/coalition.yaml:12: settlement.cut_off"]))
    }

    static let deliveries: [String] = [
        "url: \"sftp://me@f.example:22/in/\", identity: keys/a, host_key: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 c\"",
        "url: \"sftp://f/in/\", identity: a, host_key: \"SHA256:\(String(repeating: "A", count: 43))\"",
        "url: \"https://f.example/in/\", client_certificate: certs/c.pem, ca: certs/ca.pem, client_key: keys/c.key",
        "url: \"ftps://me:word@f.example/in/\", ca: certs/ca.pem",
    ]

    @Test(arguments: deliveries)
    func `each way of delivery is accepted with its proofs`(delivery: String) throws {
        var files = PartnerTexts.files
        files["grocery.yaml"] = PartnerTexts.grocery.replacingOccurrences(
            of: "url: \"file:///srv/in/\"", with: delivery)
        #expect(try TemporaryPartners(files).read().partners.first?.partner.settlement.deliveries.count == 1)
    }

    @Test func `a key id stands once in the coalition, and the second place names the first`() throws {
        var files = PartnerTexts.files
        files["wine.yaml"] = PartnerTexts.grocery.replacingOccurrences(of: "id: grocery\n", with: "id: wine\n")
        let mistakes = try TemporaryPartners(files).mistakes()
        #expect(mistakes.map(\.place) == ["partners/wine.yaml:6: keys[0].id"])
        #expect(mistakes.first?.reason.hasSuffix("partners/grocery.yaml:6") == true)
    }

    @Test func `what cryptography has against a key becomes a mistake of its field`() throws {
        let partners = try TemporaryPartners(PartnerTexts.files)
        let error = try #require(throws: PartnerFileError.self) {
            try partners.read { _, algorithm in "is no key for \(algorithm.rawValue)" }
        }
        #expect(error.description == "\(partners.folder)/grocery.yaml:8: keys[0].public_key: is no key for ed25519")
    }

    @Test func `a key written with other white space is the same key`() throws {
        var files = PartnerTexts.files
        let ragged = PartnerTexts.pem.replacingOccurrences(of: "AyEA", with: "AyEA\r\n  ")
        files["../certs/grocery.pem"] = ragged
        #expect(try TemporaryPartners(files).read().partners.first?.partner.keys.first?.publicKey == PartnerTexts.pem)
    }

    @Test(arguments: [
        "\u{0}", "[[[[", "a: *x", "--- a\n--- b", "? [a]\n: b\n", "\u{FEFF}", "!!binary x", "<<: {a: 1}", "- - -", "#",
        "{",
        String(repeating: "[", count: 100_000), String(repeating: "- ", count: 130_000),
        String(repeating: "a: ", count: 100), "a: 1\na: 2\na: 3\n",
    ])
    func `any other text is a mistake, never a crash`(text: String) throws {
        var files = PartnerTexts.files
        files["grocery.yaml"] = text
        #expect(!(try TemporaryPartners(files).mistakes().isEmpty))
    }

    @Test func `the repository's own folder has the coalition and eight partners without mistakes`() throws {
        let folder = try PartnerFileReader { _, _ in nil }
            .read(folder: "\(repositoryRoot())/partners", effectiveNow: readingTime)
        #expect(
            folder.partners.map(\.partner.id.text) == [
                "cafe", "drugstore", "florist", "fuel", "grocery", "nutrition", "travel", "wine",
            ])
        for file in folder.partners {
            #expect(Set(file.partner.name.keys) == ["en", "ro", "ru"])
            #expect(file.partner.settlement.account != nil)
            for other in folder.partners { #expect(file.contract.issuePrice >= other.contract.redemptionRate) }
        }
        let plan = try PartnerPlan(current: nil, wanted: folder, now: readingTime)
        #expect(plan.changes.count == 9)
    }

    @Test func `the examples in the repository's comments read once they are filled in`() throws {
        let cafe = try String(contentsOfFile: "\(repositoryRoot())/partners/cafe.yaml", encoding: .utf8)
        let examples = cafe.replacingOccurrences(of: "#   - {id", with: "  - {id")
            .replacingOccurrences(of: "#      valid_from", with: "     valid_from")
            .replacingOccurrences(of: "keys: []\n", with: "")
            .replacingOccurrences(of: "# No key yet", with: "keys:\n# No key yet")
            .replacingOccurrences(of: "  # - {url", with: "    - {url")
            .replacingOccurrences(of: "  #    host_key", with: "      host_key")
            .replacingOccurrences(of: "  deliveries: []\n", with: "")
            .replacingOccurrences(of: "  # Nowhere yet", with: "  deliveries:\n  # Nowhere yet")
            .replacingOccurrences(of: "SHA256:…", with: "SHA256:" + String(repeating: "A", count: 43))
        let folder = try TemporaryPartners([
            "coalition.yaml": PartnerTexts.coalition, "cafe.yaml": examples, "../certs/cafe-2026.pem": PartnerTexts.pem,
        ]).read()
        #expect(folder.partners.first?.partner.keys.map(\.id) == ["cafe-2026"])
        #expect(folder.partners.first?.partner.settlement.deliveries.count == 1)
    }

    /// The folder above this file that holds the repository's partner files.
    private func repositoryRoot() -> String {
        var root = URL(fileURLWithPath: #filePath)
        while root.path != "/", !FileManager.default.fileExists(atPath: "\(root.path)/partners/coalition.yaml") {
            root.deleteLastPathComponent()
        }
        return root.path
    }
}
