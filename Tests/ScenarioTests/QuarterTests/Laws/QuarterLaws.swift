import CoalitionTestKit
import Foundation
import Operations
import PartnerClient
import Partners
import Payments
import Quantities
import ScenarioKit
import Settlement
import Signatures
import Storage
import Testing
import Wire

/// What must hold when the quarter is over.
struct QuarterLaws {
    let quarter: Quarter

    init(_ quarter: Quarter) {
        self.quarter = quarter
    }

    func check() async throws {
        try await checkPoints()
        try await checkCycles()
        try checkFolders()
        try await checkPayments()
        try await checkMoney()
        try checkXML()
        try await JournalLaws(quarter).check()
    }

    /// Points are conserved, statements and ledger agree, and nobody touched the audit trail.
    private func checkPoints() async throws {
        let pool = quarter.hub.world.pool
        let report = try await PostgresLedgerAudit(pool: pool).check()
        #expect(report.findings.isEmpty, "\(report.findings.prefix(5))")
        let trail = try await PostgresAuditTrail(pool: pool, sha256: MessageDigest.sha256).check()
        #expect(trail.finding == nil, "\(String(describing: trail.finding))")
        #expect(trail.entries > 100)
    }

    /// Every cycle is settled, every version's nets add up to zero, and every folder replays to its bytes.
    private func checkCycles() async throws {
        let kept = quarter.hub.data.settlements
        for cycle in StoryCalendar.weeks {
            #expect(try await quarter.state(of: cycle) == .settled, "cycle \(cycle)")
            for version in Int64(1)...(cycle == 7 ? 2 : 1) {
                let path = "\(kept)/\(FolderKey(party: .operator, cycle: cycle, version: version).path)"
                let positions = try PositionsFile.read(try Self.bytes("\(path)/\(SettlementFile.positions)"))
                #expect(positions.count == quarter.partners.count + 1)
                #expect(positions.reduce(0) { $0 + $1.net } == 0, "cycle \(cycle) version \(version)")
                let replay = try await quarter.hub.settlement.replay(cycle, version: version)
                #expect(replay.differing == [] && replay.files > 40, "cycle \(cycle) version \(version)")
            }
        }
    }

    /// Each partner's folders verify offline, in one sequence without gap or repeat.
    private func checkFolders() throws {
        let now = Date(timeIntervalSince1970: Double(quarter.hub.zone.instant(of: quarter.today).seconds))
        for partner in quarter.partners {
            let inbox = try quarter.inbox(of: partner)
            let report = try SettlementVerification.check(inbox.path, trust: inbox.trust, at: now)
            let findings = report.folders.flatMap(\.findings)
            #expect(findings.isEmpty, "\(partner): \(findings.prefix(3))")
            let sequence = report.folders.compactMap(\.manifest?.sequence).sorted()
            #expect(sequence == Array(1...14), "\(partner)")
        }
    }

    /// No end-to-end id was paid twice, none is left open, and nothing waits for people.
    private func checkPayments() async throws {
        for (id, payout) in quarter.bank.payouts { #expect(payout.times == 1, "\(id)") }
        let payments = try await quarter.hub.payments.payments()
        #expect(payments.allSatisfy { $0.state == .paid || $0.state == .withdrawn })
        let out = payments.filter { $0.direction == .outgoing && $0.state == .paid }
        #expect(
            Dictionary(out.map { ($0.endToEndID, $0.amount.minorUnits) }) { first, _ in first }
                == quarter.bank.payouts.mapValues(\.amount))
        for payment in payments where payment.direction == .incoming && payment.state == .paid {
            #expect(quarter.paidIn[payment.cycle]?[payment.partner] == payment.amount.minorUnits, "\(payment)")
        }
        let work = try await quarter.hub.payments.workList()
        #expect(work.items.isEmpty && work.payments.isEmpty, "\(work)")
    }

    /// Every account of money is what positions, deposits and the bank say it should be.
    private func checkMoney() async throws {
        let expected = try await ExpectedMoney(quarter).balances
        let balances = try await quarter.moneyBalances()
        for account in Set(expected.keys).union(balances.keys).sorted() {
            #expect(balances[account] ?? 0 == expected[account] ?? 0, "\(account)")
        }
        #expect(balances.values.reduce(0, +) == 0)
        #expect(balances["bank"] == quarter.bank.balance && quarter.bank.balance > 0)
    }

    /// Every XML file of the quarter is valid by its published schema.
    private func checkXML() throws {
        var files = quarter.bank.files
        for partner in quarter.partners + [.operator] {
            let root = "\(quarter.hub.data.settlements)/\(partner)"
            for name in FileManager.default.enumerator(atPath: root) ?? .init() {
                guard let name = name as? String, name.hasSuffix(".xml") else { continue }
                let kind = name.hasSuffix("camt.053.xml") ? "camt.053.001.08" : "pain.001.001.09"
                files[kind, default: []].append(try Self.bytes("\(root)/\(name)"))
            }
        }
        #expect(Set(files.keys) == ["camt.053.001.08", "camt.054.001.08", "pain.001.001.09", "pain.002.001.10"])
        #expect(files["camt.053.001.08"]?.count ?? 0 > 8 * 14)
        for (kind, documents) in files {
            let complaints = try PublishedSchemas(repository: Quarter.repository).complaints(documents, kind)
            #expect(complaints.isEmpty, "\(kind): \(complaints.prefix(3))")
        }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw StoryBroken("\(path) is missing") }
        return [UInt8](data)
    }
}
