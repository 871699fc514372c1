import CoalitionTestKit
import Partners
import Quantities
import Settlement
import Testing
import Wire

@Suite struct `Checking a settlement folder` {
    typealias Files = `Settlement files`

    /// Writes changed data files under a manifest that fits them, as a dishonest hub would.
    func findings(
        _ partner: String, changing name: String? = nil, _ old: String = "", _ new: String = "",
        totals: Manifest.Totals? = nil
    ) throws -> [SettlementFinding] {
        let partner = try PartnerID(partner)
        var files = try Files.sample(partner.text)
        let honest = try ManifestReader.read(#require(files.last).bytes)
        files.removeLast()
        if let name {
            let text = try Files.text(name, in: files)
            let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
            try #require(parts.count == 2)
            let changed = SettlementFile(name: name, bytes: Array((parts[0] + new + parts[1]).utf8))
            files = files.map { $0.name == name ? changed : $0 }
        }
        let manifest = Manifest(
            folder: Files.folder(partner), files: files, totals: totals ?? honest.totals, sha256: PlainSHA256.digest)
        return SettlementFolderCheck.check(manifest: manifest.bytes, files: files, sha256: PlainSHA256.digest)
    }

    @Test(arguments: ["cafe", "grocery", "operator"]) func `an honest folder has no findings`(partner: String) throws {
        #expect(try findings(partner) == [])
    }

    @Test func `figures that do not add up are found although every digest fits`() throws {
        let statement = SettlementFile.statement
        #expect(
            try findings("cafe", changing: statement, "333,0.0095,3.1635", "333,0.0095,3.1636").contains(
                .amountDiffers(line: 1, expected: "3.1635", found: "3.1636")))
        #expect(
            try findings("cafe", changing: statement, "TRAILER,3,", "TRAILER,4,").contains(
                .figureDiffers(file: statement, field: "count", expected: "3", found: "4")))
        #expect(
            try findings("cafe", changing: statement, ",2.21,", ",2.22,").contains(
                .figureDiffers(file: statement, field: "amount_credit", expected: "2.21", found: "2.22")))
        let (grocery, cafe) = try (PartnerID("grocery"), PartnerID("cafe"))
        #expect(
            try findings("cafe", changing: SettlementFile.matrix, "233,221", "233,220") == [
                .pairDiffers(issuer: grocery, redeemer: cafe, field: "credit_amount", statement: "2.21", matrix: "2.2")
            ])
        #expect(
            try findings("grocery", changing: SettlementFile.matrix, "cafe,233,", "cafe,234,") == [
                .pairDiffers(issuer: grocery, redeemer: cafe, field: "points", statement: "-233", matrix: "234")
            ])
        #expect(
            try findings("cafe", changing: SettlementFile.summary, "\"net\":200", "\"net\":201").contains(
                .figureDiffers(file: "summary.json", field: "net", expected: "200", found: "201")))
        #expect(
            try findings("cafe", changing: SettlementFile.summary, "\"carried_out\":0", "\"carried_out\":9") == [
                .figureDiffers(file: "summary.json", field: "carried_out", expected: "200", found: "9")
            ])
        #expect(
            try findings(
                "cafe", totals: Manifest.Totals(rows: 3, pointsDebit: 0, pointsCredit: 233, net: 199)) == [
                    .figureDiffers(file: "manifest.json", field: "totals.net", expected: "200", found: "199")
                ])
        #expect(
            try findings(
                "operator", changing: SettlementFile.positions, "operator,221,233,-5,21,38", "operator,221,233,-5,22,39"
            )
            .contains(.figureDiffers(file: "positions.csv", field: "net", expected: "0", found: "1")))
    }

    @Test func `a rounding line that is no rounding, or is missing, is found`() throws {
        let statement = SettlementFile.statement
        let moved = try findings("cafe", changing: statement, "0.0095,3.1635,RON,", "0.0095,3.1735,RON,")
        #expect(moved.contains(.amountDiffers(line: 1, expected: "3.1635", found: "3.1735")))
        let large = try findings("cafe", changing: statement, ",0,,-0.0035,", ",0,,-0.0135,")
        let (grocery, cafe) = try (PartnerID("grocery"), PartnerID("cafe"))
        #expect(large.contains(.roundingDiffers(issuer: grocery, redeemer: cafe, lines: 1, amount: "-0.0135")))
        let missing = try findings("cafe", changing: statement, "3,,,,rounding,,grocery,cafe,0,,-0.0035,RON,\r\n", "")
        #expect(missing.contains(.roundingDiffers(issuer: grocery, redeemer: cafe, lines: 0, amount: "0")))
    }

    @Test func `a formula, a foreign line and a wrong form are found`() throws {
        let statement = SettlementFile.statement
        #expect(
            try !findings("cafe", changing: statement, ",'-m1,", ",-m1,").isEmpty)
        #expect(
            try findings("cafe", changing: statement, "p1,grocery,cafe,333", "p1,grocery,wine,333").contains(
                .foreign(file: statement, line: 1)))
        #expect(try !findings("cafe", changing: statement, ",RON,", ",EUR,").isEmpty)
        #expect(try !findings("cafe", changing: SettlementFile.summary, "\"fee\"", "\"fees\"").isEmpty)
    }

    @Test func `missing, unlisted and unsafe names are found`() throws {
        var files = try Files.sample("cafe")
        let manifest = files.removeLast()
        let check = { (files: [SettlementFile]) in
            SettlementFolderCheck.check(manifest: manifest.bytes, files: files, sha256: PlainSHA256.digest)
        }
        let signature = SettlementFile(name: SettlementFile.manifestSignature, bytes: [1])
        #expect(check(files + [manifest, signature]) == [])
        #expect(check(Array(files.dropFirst())) == [.missing(file: "statement.csv")])
        #expect(check(files + [SettlementFile(name: "x.txt", bytes: [])]) == [.unlisted(file: "x.txt")])
        let unsafe = Manifest(
            folder: Files.folder(try PartnerID("cafe")), files: files + [SettlementFile(name: "../x", bytes: [])],
            totals: try ManifestReader.read(manifest.bytes).totals, sha256: PlainSHA256.digest)
        #expect(
            SettlementFolderCheck.check(unsafe, files: files, sha256: PlainSHA256.digest) == [.unsafeName(file: "../x")]
        )
    }

    @Test func `gaps, repeats and versions that name the wrong one are found`() throws {
        let cafe = try PartnerID("cafe")
        let files = Array(try Files.sample("cafe").dropLast())
        let totals = Manifest.Totals(rows: 3, pointsDebit: 0, pointsCredit: 233, net: 200)
        func manifest(_ cycle: String, _ sequence: Int64, version: Int64 = 1, supersedes: Int64? = nil) -> Manifest {
            Manifest(
                folder: Files.folder(
                    cafe, cycle: cycle, version: version, supersedes: supersedes, sequence: sequence),
                files: files, totals: totals, sha256: PlainSHA256.digest)
        }
        func check(_ new: Manifest, _ previous: [Manifest]) -> [SettlementFinding] {
            SettlementFolderCheck.check(new, files: files, previous: previous, sha256: PlainSHA256.digest)
        }
        let first = manifest("2026-47", 1)
        let second = manifest("2026-48", 2)
        #expect(check(second, [first, second]) == [])
        #expect(check(manifest("2026-49", 4), [second, first]) == [.sequenceGap(expected: 3, found: 4)])
        #expect(
            check(manifest("2026-49", 2), [first, second]) == [.sequenceRepeated(2, cycle: "2026-48", version: 1)])
        #expect(check(manifest("2026-48", 3, version: 2, supersedes: 1), [first, second]) == [])
        #expect(
            check(manifest("2026-48", 3, version: 2), [first, second]) == [.supersedesDiffers(expected: 1, found: nil)])
    }

    /// The folder of one party of a random cycle.
    func folder(of partner: PartnerID, _ business: RandomBusiness) throws -> [SettlementFile] {
        let settlement = try Settlement.calculate(
            flows: business.flows, terms: business.terms, closeDay: business.closeDay)
        let folder = Files.folder(partner)
        guard partner != .operator else {
            return SettlementFiles.operatorFolder(folder, settlement: settlement, sha256: PlainSHA256.digest)
        }
        let statement = try PartnerStatement.make(
            partner: partner, postings: business.postings(of: partner), settlement: settlement)
        return try #require(
            SettlementFiles.partnerFolder(
                folder, statement: statement, settlement: settlement, sha256: PlainSHA256.digest))
    }

    @Test(arguments: Array(UInt64(0)..<8))
    func `whatever the business, folders check out, replay identically, and no changed byte goes unseen`(
        part: UInt64
    ) throws {
        for seed in part * 256..<(part + 1) * 256 {
            let business = try RandomBusiness(seed: seed)
            var numbers = ModelRandom(seed: seed)
            let parties = business.terms.partners.keys.sorted() + [.operator]
            let party = parties[Int.random(in: 0..<parties.count, using: &numbers)]
            let files = try folder(of: party, business)
            if seed % 8 == 0 { #expect(try folder(of: party, business) == files, "seed \(seed)") }
            let manifest = files[files.count - 1].bytes
            let honest = SettlementFolderCheck.check(manifest: manifest, files: files, sha256: PlainSHA256.digest)
            #expect(honest == [], "seed \(seed)")
            let place = Int.random(in: 0..<(files.count - 1), using: &numbers)
            var bytes = files[place].bytes
            let index = Int.random(in: 0..<bytes.count, using: &numbers)
            bytes[index] ^= UInt8.random(in: 1...255, using: &numbers)
            var changed = files
            changed[place] = SettlementFile(name: files[place].name, bytes: bytes)
            let found = SettlementFolderCheck.check(manifest: manifest, files: changed, sha256: PlainSHA256.digest)
            #expect(!found.isEmpty, "seed \(seed) \(files[place].name) byte \(index)")
        }
    }
}
