import Certificates
@testable import Composition
import Foundation
import Operations
import PartnerClient
import Quantities
import Settlement
import Testing
import Wire

/// What must hold however often work was cut off.
extension SettlementStory {
    private static let laws = [
        (
            "a party's numbers have a gap or a repeat",
            """
            select count(*) from (select min(sequence) as first, max(sequence) as last, count(*) as folders
                from settlement_folder group by party) t where first <> 1 or last <> folders
            """
        ),
        (
            "a version that went out lacks a folder",
            """
            select count(*) from (select cycle, version from settlement_folder group by cycle, version
                having count(*) <> 4) t
            """
        ),
        (
            "a version was dispatched twice, or without a word in the trail",
            """
            select count(*) from (select distinct cycle, version from settlement_folder) f
            where 1 <> (select count(*) from audit_entry where action = 'cycle.dispatch'
                and subject = 'cycle ' || lpad(f.cycle::text, 6, '0') and detail = 'version ' || f.version)
            """
        ),
        (
            "a payment is in two living messages",
            """
            select count(*) from (select payment_id from instruction_transfer where is_live
                group by 1 having count(*) > 1) t
            """
        ),
        (
            "a payment was released twice without a rejection",
            """
            select count(*) from (select t.payment_id from instruction_transfer t join payment_instruction i
                using (message_id) where i.released_at is not null group by 1 having count(*)
                > 1 + (select count(*) from payment_event e where e.payment_id = t.payment_id
                    and e.to_state in ('rejected', 'returned'))) u
            """
        ),
        ("the books are not zero", "select coalesce(sum(balance), 0)::bigint from money_balance"),
        (
            "events do not add up to what moved",
            """
            select count(*) from payment p
            where moved <> (select coalesce(sum(e.moved), 0) from payment_event e where e.payment_id = p.id)
            """
        ),
        (
            "suspense is not what items say",
            """
            select (coalesce((select balance from money_balance where account = 'suspense'), 0)
                + coalesce((select sum(case side when 'credit' then suspense else -suspense end) from bank_item), 0)
                )::bigint
            """
        ),
        (
            "a partner's account is not what is open",
            """
            select count(*) from (select partner from payment group by partner
                having coalesce((select balance from money_balance where account = 'partner:' || partner), 0)
                    <> -sum(case when state = 'withdrawn' then 0
                        when direction = 'outgoing' then amount - moved else moved - amount end)) t
            """
        ),
        (
            "a push succeeded twice",
            """
            select count(*) from (select delivery_id from delivery_attempt where outcome = 'succeeded'
                group by 1 having count(*) > 1) t
            """
        ),
    ]

    /// What does not hold at this moment, whatever is still to be done.
    func faults() async throws -> [String] {
        let parts = Self.laws.map { law, sql in "case when (\(sql)) <> 0 then '\(law.replacing("'", with: "''"))' end" }
        let broken = try await text("select concat_ws('; ', \(parts.joined(separator: ", ")))")
        var faults = broken.isEmpty ? [] : [broken]
        faults += bank.payouts.filter { $0.value.times > 1 }.map { "the bank paid \($0.key) \($0.value.times) times" }
        if let finding = try await hub.auditTrail.check().finding { faults.append("\(finding)") }
        return faults
    }

    /// What is missing of a cycle that should be done: dispatched with so many versions, pushed, paid and settled.
    func missing(of cycle: Int64, versions: Int64) async throws -> [String] {
        var faults: [String] = []
        let report = try await hub.settlement.show(cycle)
        if report.summary.state != .settled || report.summary.version != versions {
            faults.append("the cycle is \(report.summary.state), version \(report.summary.version)")
        }
        for payment in try await hub.payments.payments(of: cycle) {
            let wanted: String = payment.version == versions ? "paid" : "withdrawn"
            if payment.state.rawValue != wanted { faults.append("\(payment.endToEndID) is \(payment.state)") }
            guard payment.direction == .outgoing, payment.version == versions else { continue }
            if bank.payouts[payment.endToEndID]?.amount != payment.amount.minorUnits {
                faults.append("the bank did not pay \(payment.endToEndID)")
            }
        }
        for delivery in try await hub.deliveries.deliveries(of: cycle) {
            if case .delivered = delivery.state { continue }
            faults.append("\(delivery.folder.path) is \(delivery.state): \(delivery.lastDetail ?? "")")
        }
        let folders = try await hub.settlementStore.folders(of: cycle)
        if folders.count != Int(versions) * 4 { faults.append("\(folders.count) folders") }
        for key in folders {
            let files = try await hub.settlementStore.files(of: key)
            if files.last?.name != SettlementFile.manifest { faults.append("\(key.path) ends with no manifest") }
            let whole = Dictionary(uniqueKeysWithValues: files.map { ($0.name, Data($0.bytes)) })
            if try Self.content(of: "\(kept)/\(key.path)") != whole { faults.append("kept \(key.path) differs") }
            guard key.party != .operator else { continue }
            if try Self.content(of: "\(inbox)/\(key.path)") != whole { faults.append("pushed \(key.path) differs") }
        }
        for version in 1...versions {
            let replay = try await hub.settlement.replay(cycle, version: version)
            if replay.files == 0 || !replay.differing.isEmpty { faults.append("version \(version): \(replay)") }
        }
        return faults
    }

    /// What a partner finds wrong with all that came, and the operator with all that is kept: digests, signatures,
    /// totals, and the row of numbers.
    func received() throws -> [String] {
        let authority = "\(hub.directory.certificates.publicDirectory)/\(CertificateStore.authorityName).pem"
        let trust = try HubTrust(files: [authority])
        return try [inbox, kept].flatMap { directory in
            try SettlementVerification.check(directory, trust: trust, at: Date()).folders
                .flatMap { folder in folder.findings.map { "\(directory)/\(folder.path): \($0)" } }
        }
    }

    /// Ends the test where something does not hold at this moment.
    func expectNoFaults(_ when: Comment, at location: SourceLocation = #_sourceLocation) async throws {
        let faults = try await faults()
        try #require(faults == [], when, sourceLocation: location)
    }

    /// Ends the test where something is missing of a cycle that should be done.
    func expectDone(
        _ cycle: Int64, versions: Int64, _ when: Comment, at location: SourceLocation = #_sourceLocation
    ) async throws {
        let missing = try await missing(of: cycle, versions: versions)
        try #require(missing == [], when, sourceLocation: location)
    }

    /// Ends the test where a receiver finds something wrong.
    func expectReceived(at location: SourceLocation = #_sourceLocation) throws {
        let findings = try received()
        try #require(findings == [], sourceLocation: location)
    }

    private static func content(of folder: String) throws -> [String: Data] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Dictionary(
            uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))) })
    }
}
