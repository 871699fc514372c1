import Foundation
import Testing

/// A mistake put into a good file: the text replaced, its replacement, and the place and words the refusal must have.
typealias PartnerMistakeCase = (from: String, to: String, place: String, words: String)

@Suite struct `Mistakes in partner files` {
    private func check(_ file: String, _ text: String, _ row: PartnerMistakeCase) throws {
        try #require(text.contains(row.from), "the table names a text that is not there: \(row.from)")
        var files = PartnerTexts.files
        files[file] = text.replacingOccurrences(of: row.from, with: row.to)
        let mistakes = try TemporaryPartners(files).mistakes()
        let expected = "partners/\(file):\(row.place)"
        #expect(mistakes.map(\.place) == [expected], "\(mistakes)")
        #expect(mistakes.first?.reason.contains(row.words) == true, "\(mistakes)")
    }

    static let coalition: [PartnerMistakeCase] = [
        ("name: {en: Sample, ro: Exemplu}\n", "", "1: name", "is missing"),
        ("en: Sample, ", "", "1: name.en", "is missing"),
        ("ro: Exemplu", "RO: Exemplu", "1: name.RO", "language code"),
        ("ro: Exemplu", "ro: \"\"", "1: name.ro", "0 characters"),
        ("ro: Exemplu", "ro: \"a\\tb\"", "1: name.ro", "control character"),
        ("ro: Exemplu", "ro: \(String(repeating: "x", count: 71))", "1: name.ro", "71 characters"),
        ("ro: Exemplu", "ro: [a]", "1: name.ro", "a list, not a text"),
        ("currency: RON", "currency: Ron", "2: currency", "ISO 4217"),
        ("currency: RON", "currency:", "2: currency", "is empty"),
        ("Europe/Bucharest", "Europe/Bukarest", "3: time_zone", "time zone"),
        ("default_region: RO", "default_region: ROU", "4: default_region", "ISO 3166-1"),
        ("\"9990\"", "\"999O\"", "5: card_prefix", "digits"),
        ("\"9990\"", "\"999012345\"", "5: card_prefix", "4 to 8"),
        ("\"0.0095\"", "\"0,0095\"", "6: point_value", "\"0,0095\" is not a decimal with at most six decimals"),
        ("\"0.0095\"", "\"0.0000001\"", "6: point_value", "at most six decimals"),
        ("\"0.0095\"", "\"-1\"", "6: point_value", "at most six decimals"),
        ("\"0.0095\"", "\"9999999\"", "6: point_value", "is above 1000000"),
        ("\"0.0095\"", "{a: 1}", "6: point_value", "a mapping"),
        ("{months: 24}", "{months: 0}", "7: expiry.months", "0 is not within 1 to 1200"),
        ("{months: 24}", "{}", "7: expiry.months", "is missing"),
        ("{months: 24}", "24", "7: expiry", "\"24\", not a mapping"),
        ("absorb", "forgive", "8: clawback", "none of absorb, arrears"),
        ("model: issuer_pays", "model: net", "10: settlement.model", "none of issuer_pays, pool"),
        ("schedule: weekly", "schedule: yearly", "11: settlement.schedule", "none of manual, daily"),
        ("  cut_off: \"MON 00:00\"\n", "", "9: settlement.cut_off", "is missing"),
        ("MON 00:00", "00:00", "12: settlement.cut_off", "\"MON 00:00\""),
        ("MON 00:00", "MON 24:00", "12: settlement.cut_off", "\"MON 24:00\" is not a cut-off"),
        ("settlement_days: 2", "settlement_days: -1", "13: settlement.settlement_days", "not within"),
        ("settlement_days: 2", "settlement_days: \"2\"", "13: settlement.settlement_days", "without quotes"),
        ("settlement_days: 2", "settlement_days: 2.5", "13: settlement.settlement_days", "not a whole number"),
        ("settlement_days: 2", "settlement_days: 02", "13: settlement.settlement_days", "not a whole number"),
        ("calendar: target", "calendar: moon", "14: settlement.calendar", "none of target, weekends, none"),
        ("minimum_payment: 0", "minimum_payment: 1e3", "15: settlement.minimum_payment", "not a whole number"),
        ("approvals: 2", "approvals: two", "16: settlement.approvals", "not a whole number"),
        ("approvals: 2", "approvers: 2", "16: settlement.approvers", "is not known here"),
        ("RO43 ZZZA", "RO44 ZZZA", "18: operator.account.iban", "check digits"),
        ("RO43 ZZZA 0000", "RO43", "18: operator.account.iban", "ISO 13616"),
        ("bic: ZZZAROBU", "bic: ZZZARO", "18: operator.account.bic", "ISO 9362"),
        (", holder: Sample", "", "18: operator.account.holder", "is missing"),
        ("clawback: absorb", "currency: RON", "2: currency", "appears twice"),
        ("clawback: absorb", "clawback: [absorb", "9: ", "is not YAML"),
        ("clawback: absorb", "campaigns: []", "8: campaigns", "is not known here"),
        ("clawback: absorb", "hold_days: 0", "8: hold_days", "not within"),
        ("calendar: target", "calendar: ro-banks", "14: settlement.calendar", "none of target, weekends, none"),
        ("absorb", "absorb\ncalendars: {target: {base: none, holidays: []}}", "9: calendars.target", "cannot name"),
        (
            "absorb", "absorb\ncalendars: {ro: {base: moon, holidays: []}}", "9: calendars.ro.base",
            "none of target, weekends, none"
        ),
        (
            "absorb", "absorb\ncalendars: {ro: {base: none, holidays: [2026-02-29]}}", "9: calendars.ro.holidays[0]",
            "is not a day"
        ),
        ("approvals: 2", "approvals: 2\n  roll: back", "17: settlement.roll", "none of following, modified_following"),
        ("approvals: 2", "approvals: 2\n  pay_creditors: late", "17: settlement.pay_creditors", "none of funded"),
        ("approvals: 2", "approvals: 2\n  overdue: {}", "17: settlement.overdue.interest", "is missing"),
        (
            "approvals: 2", "approvals: 2\n  overdue: {reminders: [3, 3], interest: \"0.08\"}",
            "17: settlement.overdue.reminders[1]", "does not come after 3"
        ),
        (
            "approvals: 2", "approvals: 2\n  overdue: {interest: \"8\"}", "17: settlement.overdue.interest", "above 1"
        ),
        (
            "approvals: 2", "approvals: 2\n  acknowledgement: {days: 3, reminders: [3]}",
            "17: settlement.acknowledgement.reminders[0]", "not within 1 to 2"
        ),
        (
            "approvals: 2", "approvals: 2\n  acknowledgement: {days: 1, reminders: [1]}",
            "17: settlement.acknowledgement.reminders", "leaves no day"
        ),
        (
            "approvals: 2", "approvals: 2\n  acknowledgement: {days: 3, silence: golden}",
            "17: settlement.acknowledgement.silence", "none of accepted, disputed, nothing"
        ),
        ("approvals: 2", "approvals: 2\n  disputes: {days: 30}", "17: settlement.disputes.answer_days", "is missing"),
        (
            "approvals: 2", "approvals: 2\n  default: {operator_share: -1}",
            "17: settlement.default.operator_share", "not within"
        ),
    ]

    @Test(arguments: coalition)
    func `in coalition.yaml name file, line and field`(row: PartnerMistakeCase) throws {
        try check("coalition.yaml", PartnerTexts.coalition, row)
    }

    static let partner: [PartnerMistakeCase] = [
        ("id: grocery\n", "id: Grocery\n", "1: id", "1 to 32 of a-z"),
        ("id: grocery\n", "id: other\n", "1: id", "is reserved"),
        ("id: grocery\n", "id: grocer\n", "1: id", "must be the file's name"),
        ("id: grocery\n", "", "1: id", "is missing"),
        ("kind: merchant", "kind: shop", "3: kind", "none of merchant, charity"),
        ("status: active", "status: active\nleaves_on: 2027-03-31", "5: leaves_on", "status is leaving"),
        ("status: active", "status: leaving\nleaves_on: 2027-02-29", "5: leaves_on", "is not a day"),
        ("status: active", "status: gone", "4: status", "none of active, suspended, leaving"),
        ("id: grocery-2026", "id: \"a b\"", "6: keys[0].id", "visible ASCII"),
        ("id: grocery-2026", "id: \(String(repeating: "k", count: 129))", "6: keys[0].id", "129 characters"),
        ("ed25519", "hmac-sha256", "7: keys[0].algorithm", "none of ed25519, ecdsa-p256-sha256, rsa-pss-sha512"),
        ("certs/grocery.pem", "certs/none.pem", "8: keys[0].public_key", "not a readable text file"),
        ("certs/grocery.pem", "certs/../certs/grocery.pem", "8: keys[0].public_key", "path under certs/"),
        ("certs/grocery.pem", "/etc/hostname", "8: keys[0].public_key", "path under certs/"),
        ("certs/grocery.pem", "\"-----BEGIN CERTIFICATE-----\"", "8: keys[0].public_key", "not a public key"),
        ("certs/grocery.pem", "\"-----BEGIN EC PRIVATE KEY-----\"", "8: keys[0].public_key", "is a private key"),
        (
            "certs/grocery.pem", "\"-----BEGIN PUBLIC KEY-----\\n!\\n-----END PUBLIC KEY-----\"",
            "8: keys[0].public_key", "Base64 is broken"
        ),
        ("2026-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "9: keys[0].valid_from", "not a time in UTC"),
        ("2026-01-01T00:00:00Z", "2026-01-32", "9: keys[0].valid_from", "not a time in UTC"),
        ("2027-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "10: keys[0].valid_until", "is not after valid_from"),
        ("algorithm: ed25519", "algorithm: ed25519\n    revoked: no", "8: keys[0].revoked", "neither true nor false"),
        ("{points: 1, per: 100}", "{points: 1, per: 0}", "12: contract.earning.per", "0 is not within"),
        ("{points: 1, per: 100}", "{points: 1}", "12: contract.earning.per", "is missing"),
        ("{points: 1, per: 100}", "told", "12: contract.earning", "neither \"stated\" nor"),
        ("\"0.0100\"", "\"abc\"", "13: contract.issue_price", "\"abc\" is not a decimal with at most six decimals"),
        ("  redemption_rate: \"0.0095\"\n", "", "11: contract.redemption_rate", "is missing"),
        ("points: 50", "points: 10001", "15: contract.service_fee_basis_points", "0 to 10000"),
        ("minimum_fee: 100", "minimum_fee: -1", "16: contract.minimum_fee", "not within"),
        ("\"0.2\"", "\"1.000001\"", "17: contract.breakage_share", "is above 1"),
        ("5000000", "none", "18: contract.net_debit_cap", "not a whole number"),
        ("net_debit_cap: 5000000", "effective_from: soon", "18: contract.effective_from", "not a time in UTC"),
        ("net_debit_cap: 5000000", "tiers: []", "18: contract.tiers", "is not known here"),
        ("file:///srv/in/", "http://files.example/", "22: settlement.deliveries[0].url", "sftp, https, ftps, file"),
        ("file:///srv/in/", "file://host/in/", "22: settlement.deliveries[0].url", "absolute folder"),
        ("file:///srv/in/", "in/", "22: settlement.deliveries[0].url", "is not a URL"),
        ("file:///srv/in/", "file:///in/?a=b", "22: settlement.deliveries[0].url", "neither query"),
        ("\"file:///srv/in/\"", "\"file:///in/\", ca: a", "22: settlement.deliveries[0].ca", "no meaning for file"),
        (
            "\"file:///srv/in/\"", "\"https://me:word@f.example/\", client_certificate: a, ca: b",
            "22: settlement.deliveries[0].url", "carries a password"
        ),
        (
            "\"file:///srv/in/\"", "\"https://f.example/\", client_certificate: certs/a.pem",
            "22: settlement.deliveries[0].ca", "is missing"
        ),
        (
            "\"file:///srv/in/\"", "\"https://f.example/\", ca: certs/a.pem",
            "22: settlement.deliveries[0].client_certificate", "is missing"
        ),
        (
            "\"file:///srv/in/\"", "\"sftp://f.example/in/\", identity: key",
            "22: settlement.deliveries[0].host_key", "is missing"
        ),
        (
            "\"file:///srv/in/\"", "\"sftp://f.example/in/\", identity: key, host_key: \"SHA256:short\"",
            "22: settlement.deliveries[0].host_key", "43 characters"
        ),
        (
            "\"file:///srv/in/\"", "\"sftp://f.example/in/\", identity: key, host_key: ssh-rsa AAAA",
            "22: settlement.deliveries[0].host_key", "ssh-ed25519"
        ),
        ("deliveries:\n    - {url: \"file:///srv/in/\"}", "deliveries: {}", "21: settlement.deliveries", "not a list"),
        ("kind: merchant", "kind: &k merchant\nkind: *k", "3: kind", "appears twice"),
    ]

    @Test(arguments: partner)
    func `in a partner's file name file, line and field`(row: PartnerMistakeCase) throws {
        try check("grocery.yaml", PartnerTexts.grocery, row)
    }

    @Test func `all mistakes of all files are told at once, in order`() throws {
        let partners = try TemporaryPartners([
            "coalition.yaml": PartnerTexts.coalition.replacingOccurrences(of: "RON", with: "ron"),
            "grocery.yaml": "id: grocery\ncontract: {earning: stated}\n", "wine.yaml": "- 1\n", "cafe.yaml": "",
            "fuel.yml": "id: fuel\n",
        ])
        #expect(
            partners.mistakes().map(\.place) == [
                "partners/cafe.yaml:1: ", "partners/coalition.yaml:2: currency", "partners/fuel.yml:1: ",
                "partners/grocery.yaml:1: name", "partners/grocery.yaml:2: contract.issue_price",
                "partners/grocery.yaml:2: contract.redemption_rate", "partners/wine.yaml:1: ",
            ])
    }

    @Test func `a folder without a coalition, or no folder at all, is refused`() throws {
        let partners = try TemporaryPartners([
            "grocery.yaml": PartnerTexts.grocery, "../certs/grocery.pem": PartnerTexts.pem,
        ])
        #expect(partners.mistakes().map(\.place) == ["partners/coalition.yaml:1: "])
        try FileManager.default.removeItem(atPath: partners.folder)
        #expect(partners.mistakes().map(\.place) == ["partners:1: "])
    }
}
