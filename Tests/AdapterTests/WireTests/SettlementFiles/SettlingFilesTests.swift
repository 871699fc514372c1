import CoalitionTestKit
import Ledger
import Partners
import Quantities
import Settlement
import Testing
import Wire

@Suite struct `Settlement files with adjustments, defaults and run-offs` {
    typealias Files = `Settlement files`

    func folder(of partner: PartnerID, _ settling: RandomSettling) throws -> [SettlementFile] {
        let settlement = try settling.settlement()
        let folder = Files.folder(partner)
        guard partner != .operator else {
            return SettlementFiles.operatorFolder(folder, settlement: settlement, sha256: PlainSHA256.digest)
        }
        let statement = try PartnerStatement.make(
            partner: partner, postings: settling.business.postings(of: partner), settlement: settlement)
        return try #require(
            SettlementFiles.partnerFolder(
                folder, statement: statement, settlement: settlement, sha256: PlainSHA256.digest))
    }

    @Test(arguments: Array(UInt64(0)..<4))
    func `folders check out and read back byte for byte`(part: UInt64) throws {
        for seed in part * 250..<(part + 1) * 250 {
            let settling = try RandomSettling(seed: seed)
            for partner in settling.terms.partners.keys.sorted() + [.operator] {
                let files = try folder(of: partner, settling)
                let manifest = files[files.count - 1].bytes
                let findings = SettlementFolderCheck.check(manifest: manifest, files: files, sha256: PlainSHA256.digest)
                #expect(findings == [], "seed \(seed)")
                guard partner != .operator else { continue }
                let statement = try StatementReader.read(
                    files[0].bytes, partner: partner, currency: settling.terms.currency)
                #expect(StatementFile.bytes(of: statement) == files[0].bytes, "seed \(seed)")
            }
        }
    }

    /// The café's folder with an adjustment of 7.00 in its favour, its statement changed under a manifest that fits.
    func findings(_ old: String, _ new: String) throws -> [SettlementFinding] {
        let (cafe, grocery) = try (PartnerID("cafe"), PartnerID("grocery"))
        let draft = try AdjustmentDraft(
            id: UniqueID(high: 0, low: 1), kind: .correction, reason: "a price was wrong", corrects: ["m1"],
            legs: [cafe: 700, grocery: -700])
        let settlement = try Settlement.calculate(
            flows: [:],
            terms: SettlementTerms(
                model: .issuerPays, currency: CurrencyCode("RON"),
                partners: [cafe: PartnerTerms(), grocery: PartnerTerms()]),
            adjustments: [Adjustment(draft, madeAt: Instant(seconds: 1_790_000_000), madeBy: "ana")],
            closeDay: LocalDay(year: 2026, month: 11, day: 20))
        let statement = try PartnerStatement.make(partner: cafe, postings: [], settlement: settlement)
        var files = try #require(
            SettlementFiles.partnerFolder(
                Files.folder(cafe), statement: statement, settlement: settlement, sha256: PlainSHA256.digest))
        let totals = try ManifestReader.read(files.removeLast().bytes).totals
        let text = try Files.text(SettlementFile.statement, in: files)
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        files[0] = SettlementFile(name: SettlementFile.statement, bytes: Array((parts[0] + new + parts[1]).utf8))
        let manifest = Manifest(
            folder: Files.folder(cafe), files: files, totals: totals, sha256: PlainSHA256.digest)
        return SettlementFolderCheck.check(manifest: manifest.bytes, files: files, sha256: PlainSHA256.digest)
    }

    @Test func `a line of an adjustment that is not its party's own, or is no whole money, is found`() throws {
        let id = "00000000-0000-0000-0000-000000000001"
        let row = "1,2026-09-21T14:13:20Z,m1,\(id),adjustment,,cafe,,0,,7,RON,\r\n"
        #expect(try findings(row, row) == [])
        let foreign = SettlementFinding.foreign(file: SettlementFile.statement, line: 1)
        #expect(try findings("cafe,,0,,7", "cafe,grocery,0,,7").contains(foreign))
        #expect(try findings("cafe,,0,,7", "grocery,,0,,7").contains(foreign))
        #expect(
            try findings("0,,7,", "0,,7.001,").contains(
                .amountDiffers(line: 1, expected: "whole minor units", found: "7.001")))
        #expect(try !findings("0,,7,", "0,,8,").isEmpty)
        #expect(try !findings("0,,7,", "0,,-7,").isEmpty)
    }

    @Test func `the canonical bytes name adjustments, defaults and run-offs, and only where there are any`() throws {
        let plain = try RandomBusiness(seed: 7)
        let settlement = try Settlement.calculate(
            flows: plain.flows, terms: plain.terms, closeDay: plain.closeDay)
        let text = String(decoding: SettlementFiles.canonicalBytes(of: settlement), as: UTF8.self)
        #expect(!["adjustments", "allocations", "run_offs"].contains { text.contains("\"\($0)\"") })
        var digests: Set<[UInt8]> = []
        for seed in UInt64(0)..<200 {
            let settling = try RandomSettling(seed: seed)
            let settlement = try settling.settlement()
            let bytes = SettlementFiles.canonicalBytes(of: settlement)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains(#""adjustments":["#) == !settlement.adjustments.isEmpty, "seed \(seed)")
            #expect(text.contains(#""allocations":["#) == !settlement.allocations.isEmpty, "seed \(seed)")
            #expect(text.contains(#""run_offs":["#) == !settlement.runOffs.isEmpty, "seed \(seed)")
            digests.insert(bytes)
        }
        #expect(digests.count == 200)
    }
}
