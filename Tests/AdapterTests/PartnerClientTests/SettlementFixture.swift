import Certificates
import Foundation
import PartnerClient
import Partners
import Signatures
import Testing
import Wire

/// Settlement folders as a hub delivers them, signed with a settlement certificate of its own authority.
struct SettlementFixture {
    let bench: Workbench
    let store: CertificateStore
    let now = Date()

    init() throws {
        bench = try Workbench()
        store = CertificateStore(publicDirectory: bench.path("certs"), privateDirectory: bench.path("keys"))
        _ = try store.initialise(
            HubIdentity(
                organization: "Example Coalition", serverNames: [try .dns("localhost")],
                settlementEmail: try .email("settlement@hub.example")), at: now)
    }

    var authorityFile: String { store.certificatePath(CertificateStore.authorityName) }

    static let statement = """
        line,occurred_at,message_id,transaction_id,kind,member,issuer,redeemer,points,rate,amount,currency,leaf\r
        1,2026-09-21T14:13:20Z,'-m1,"a,b",redemption,p1,grocery,cafe,333,0.0095,3.1635,RON,\r
        2,2026-09-21T14:13:20Z,m2,t2,return,p1,grocery,cafe,-100,0.0095,-0.95,RON,\r
        3,,,,rounding,,grocery,cafe,0,,-0.0035,RON,\r
        TRAILER,3,0,233,0,2.21,,,,,,,\r\n
        """
    static let matrix = "issuer,redeemer,points,debit_amount,credit_amount\r\ngrocery,cafe,233,233,221\r\n"
    static let summary =
        #"{"currency":"RON","carried_in":-21,"gross_debit":0,"gross_credit":221,"fee":0,"net":200,"#
        + #""carried_out":0,"value_date":"2026-11-24","end_to_end_id":"2026-47-cafe-v1"}"# + "\n"

    /// Writes `inbox/cafe/<cycle>/v<version>/`, manifest and signature fitting the given texts.
    @discardableResult
    func deliver(
        cycle: String = "000001", version: Int64 = 1, supersedes: Int64? = nil, sequence: Int64 = 1,
        statement: String = Self.statement, matrix: String = Self.matrix, at folder: String? = nil
    ) throws -> String {
        let files = [
            SettlementFile(name: SettlementFile.statement, bytes: Array(statement.utf8)),
            SettlementFile(name: SettlementFile.matrix, bytes: Array(matrix.utf8)),
            SettlementFile(name: SettlementFile.summary, bytes: Array(Self.summary.utf8)),
        ]
        let manifest = Manifest(
            folder: SettlementFolder(
                coalition: "Example Coalition", partner: try PartnerID("cafe"), cycle: cycle, version: version,
                supersedes: supersedes, sequence: sequence, endToEndID: "2026-47-cafe-v1"),
            files: files, totals: Manifest.Totals(rows: 3, pointsDebit: 0, pointsCredit: 233, net: 200),
            sha256: MessageDigest.sha256)
        let signature = try store.settlementSigner().sign(manifest.bytes, signingTime: now)
        let folder = folder ?? "inbox/cafe/\(cycle)/v\(version)"
        for file in files { try bench.write("\(folder)/\(file.name)", file.bytes) }
        try bench.write("\(folder)/\(SettlementFile.manifest)", manifest.bytes)
        try bench.write("\(folder)/\(SettlementFile.manifestSignature)", signature)
        return folder
    }

    func check(_ directory: String = "inbox", keys: [String]? = nil) throws -> SettlementReport {
        try SettlementVerification.check(
            bench.path(directory), trust: HubTrust(files: keys ?? [authorityFile]), at: now)
    }

    /// All findings, as `path: code`.
    func codes(_ directory: String = "inbox") throws -> [String] {
        try check(directory).folders.flatMap { folder in folder.findings.map { "\(folder.path): \($0.code)" } }
    }
}
