import Foundation
import Partners
import Quantities
import Wire

/// 2026-11-20T10:00:00Z, when the folders of these tests are read.
let readingTime = Instant(seconds: 1_795_168_800)

/// A folder of partner files in a temporary place, gone when this is let go.
final class TemporaryPartners {
    let root: String
    var folder: String { "\(root)/partners" }

    init(_ files: [String: String]) throws {
        root = NSTemporaryDirectory() + "partner-files-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Writes a file below `partners/`, or beside it when the name begins with `../`.
    func write(_ name: String, _ text: String) throws {
        let path = URL(fileURLWithPath: "\(folder)/\(name)").standardizedFileURL
        try FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: path)
    }

    func read(complaint: @escaping PartnerFileReader.KeyComplaint = { _, _ in nil }) throws -> PartnerFolder {
        try PartnerFileReader(keyComplaint: complaint).read(folder: folder, effectiveNow: readingTime)
    }

    /// The mistakes as `file:line: field` below the folder, and their reasons.
    func mistakes() -> [(place: String, reason: String)] {
        do {
            _ = try read()
            return []
        } catch let error as PartnerFileError {
            return error.mistakes.map { mistake in
                let file = mistake.file.replacingOccurrences(of: root + "/", with: "")
                return ("\(file):\(mistake.line): \(mistake.field)", mistake.reason)
            }
        } catch {
            return [("", "\(error)")]
        }
    }
}

enum PartnerTexts {
    static let coalition = """
        name: {en: Sample, ro: Exemplu}
        currency: RON
        time_zone: Europe/Bucharest
        default_region: RO
        card_prefix: "9990"
        point_value: "0.0095"
        expiry: {months: 24}
        clawback: absorb
        settlement:
          model: issuer_pays
          schedule: weekly
          cut_off: "MON 00:00"
          settlement_days: 2
          calendar: target
          minimum_payment: 0
          approvals: 2
        operator:
          account: {iban: RO43 ZZZA 0000 0010 1111 1111, bic: ZZZAROBU, holder: Sample}

        """

    /// A public Ed25519 key: 12 bytes that name the algorithm, and 32 ones.
    static let pem = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=
        -----END PUBLIC KEY-----

        """

    static let grocery = """
        id: grocery
        name: {en: Green Grocer, ru: Зелёный}
        kind: merchant
        status: active
        keys:
          - id: grocery-2026
            algorithm: ed25519
            public_key: certs/grocery.pem
            valid_from: 2026-01-01T00:00:00Z
            valid_until: 2027-01-01T00:00:00Z
        contract:
          earning: {points: 1, per: 100}
          issue_price: "0.0100"
          redemption_rate: "0.0095"
          service_fee_basis_points: 50
          minimum_fee: 100
          breakage_share: "0.2"
          net_debit_cap: 5000000
        settlement:
          account: {iban: RO43ZZZA0000001011111111, bic: ZZZAROBU, holder: Green}
          deliveries:
            - {url: "file:///srv/in/"}

        """

    /// A good folder of one partner.
    static var files: [String: String] {
        ["coalition.yaml": coalition, "grocery.yaml": grocery, "../certs/grocery.pem": pem]
    }
}
