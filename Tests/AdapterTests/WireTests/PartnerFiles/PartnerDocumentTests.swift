import Partners
import Quantities
import Testing
import Wire

@Suite struct `Stored terms` {
    @Test func `a folder read from files reads back from its stored texts`() throws {
        let folder = try TemporaryPartners(PartnerTexts.files).read()
        let text = try PartnerDocument.text(of: folder.coalition)
        #expect(try PartnerDocument.coalition(text) == folder.coalition)
        for file in folder.partners {
            #expect(try PartnerDocument.partner(try PartnerDocument.text(of: file.partner)) == file.partner)
        }
    }

    /// The law over random values: what is written reads back, and is written the same again.
    @Test(arguments: UInt64(1)...100)
    func `what is written reads back to the same value`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let coalition = try random.coalition()
        let text = try PartnerDocument.text(of: coalition)
        #expect(try PartnerDocument.coalition(text) == coalition, "seed \(seed)")
        #expect(try PartnerDocument.text(of: try PartnerDocument.coalition(text)) == text, "seed \(seed)")
        let partner = try random.partner()
        let partnerText = try PartnerDocument.text(of: partner)
        #expect(try PartnerDocument.partner(partnerText) == partner, "seed \(seed)")
        #expect(try PartnerDocument.text(of: try PartnerDocument.partner(partnerText)) == partnerText, "seed \(seed)")
    }

    @Test func `members stand in the order of their names`() throws {
        let partner = Partner(
            id: try PartnerID("cafe"), name: ["ru": "К", "en": "C/\"1\""], kind: .charity, status: .leaving, keys: [],
            contracts: [
                ContractVersion(
                    effectiveFrom: Instant(microseconds: 1_500_000),
                    contract: Contract(earning: .stated, issuePrice: try Rate("0.01"), redemptionRate: .zero))
            ], settlement: PartnerSettlement(account: nil, deliveries: []))
        let expected = """
            {"contracts":[{"breakage_share":"0","effective_from":"1970-01-01T00:00:01.5Z","issue_price":"0.01",\
            "minimum_fee":0,"pending_days":0,"redemption_rate":"0","service_fee_basis_points":0}],"deliveries":[],\
            "id":"cafe","keys":[],"kind":"charity","name":{"en":"C/\\"1\\"","ru":"К"},"status":"leaving"}
            """
        #expect(try PartnerDocument.text(of: partner) == expected)
    }

    @Test(arguments: ["", "{}", "[]", "null", "{\"id\":\"cafe\"}"])
    func `another text is refused`(text: String) {
        #expect(throws: PartnerDocumentError.self) { try PartnerDocument.partner(text) }
        #expect(throws: PartnerDocumentError.self) { try PartnerDocument.coalition(text) }
    }

    @Test func `a partner without a contract is refused, not fatal`() throws {
        let text = """
            {"contracts":[],"deliveries":[],"id":"cafe","keys":[],"kind":"charity","name":{},"status":"leaving"}
            """
        #expect(throws: PartnerDocumentError.self) { try PartnerDocument.partner(text) }
    }

    @Test func `a plan has a shape for programs`() throws {
        let folder = try TemporaryPartners(PartnerTexts.files).read()
        let plan = try PartnerPlan(current: nil, wanted: folder, now: readingTime)
        let expected = """
            {"changes":[{"change":"added","subject":"coalition"},{"change":"added","subject":"grocery"}],"revision":1}
            """
        #expect(try PartnerDocument.text(of: plan) == expected)
    }
}

/// A small seeded source of random terms (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &self)] }
    mutating func count() -> Int64 { Int64.random(in: 0...9_007_199_254_740_993, using: &self) }
    mutating func rate() throws -> Rate { try Rate(millionths: Int64.random(in: 0...1_000_000_000_000, using: &self)) }
    mutating func text() -> String { pick(["", "a", "ăî", "Зелёный", "\"\\\n/", "\u{2028}", "☕️", "e\u{301}"]) }
    mutating func optional() -> String? { pick([nil, text()]) }
    mutating func account() -> BankAccount? { pick([nil, BankAccount(iban: text(), bic: text(), holder: text())]) }
    mutating func moment() -> Instant {
        Instant(microseconds: Int64.random(in: 0...4_000_000_000_000_000, using: &self))
    }

    mutating func coalition() throws -> Coalition {
        Coalition(
            name: ["en": text(), "ru": text()], currency: try CurrencyCode(pick(["RON", "EUR"])), timeZone: text(),
            defaultRegion: text(), cardPrefix: text(), pointValue: try rate(), expiryMonths: count(),
            clawback: pick(Clawback.allCases), acceptDays: count(), refundGraceDays: count(), holdDays: count(),
            settlement: CoalitionSettlement(
                model: pick(SettlementModel.allCases), schedule: pick(SettlementSchedule.allCases), cutOff: optional(),
                settlementDays: count(), calendar: text(), minimumPayment: count(), approvals: count(),
                roll: pick(DayRoll.allCases), payCreditors: pick(CreditorPayment.allCases),
                overdue: pick([nil, OverdueTerms(reminderDays: [1, count()], annualInterest: try rate())]),
                acknowledgement: pick([
                    nil,
                    AcknowledgementTerms(
                        days: count(), reminderDays: [count()], silence: pick(AcknowledgementTerms.Silence.allCases)),
                ]),
                disputes: pick([
                    nil, DisputeTerms(days: count(), answerDays: count(), provisionalCredit: pick([true, false])),
                ]), defaultOperatorShare: pick([0, count()])),
            operatorAccount: account(),
            calendars: pick([
                [:], [text(): HolidayList(base: text(), holidays: [LocalDay(dayNumber: 20_000 + count() % 9000)])],
            ]))
    }

    mutating func contract() throws -> Contract {
        Contract(
            earning: pick([.stated, .computed(points: count(), per: count())]), issuePrice: try rate(),
            redemptionRate: try rate(), serviceFee: try BasisPoints(Int64.random(in: 0...10_000, using: &self)),
            minimumFee: count(), breakageShare: try rate(), netDebitCap: pick([nil, count()]), pendingDays: count())
    }

    mutating func partner() throws -> Partner {
        let keys = (0..<Int.random(in: 0...3, using: &self)).map { _ in
            PartnerKey(
                id: text(), algorithm: pick(PartnerKey.Algorithm.allCases), publicKey: text(), validFrom: moment(),
                validUntil: moment(), isRevoked: pick([true, false]))
        }
        var contracts: [ContractVersion] = []
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            contracts.append(ContractVersion(effectiveFrom: moment(), contract: try contract()))
        }
        let deliveries = (0..<Int.random(in: 0...2, using: &self)).map { _ in
            DeliveryTarget(
                url: text(), identity: optional(), hostKey: optional(), clientCertificate: optional(),
                clientKey: optional(), ca: optional())
        }
        return Partner(
            id: try PartnerID(pick(["cafe", "wine"])), name: ["en": text()], kind: pick(Partner.Kind.allCases),
            status: pick(Partner.Status.allCases), keys: keys, contracts: contracts,
            settlement: PartnerSettlement(account: account(), deliveries: deliveries),
            leavesOn: pick([nil, LocalDay(dayNumber: 20_000 + count() % 9000)]))
    }
}
