import Foundation
import PartnerClient
import Partners
import Quantities
import Signatures

/// What one partner brings to the demonstration: a key of its own, and a server that takes its settlement files.
struct PartnerBooth: Sendable {
    /// Whose.
    let partner: PartnerID
    /// The id of its key.
    let keyID: String
    /// Its private key.
    let key: SigningKey
    /// Where that lies.
    let keyPath: String
    /// Where its settlement files are pushed to.
    let delivery: Delivery

    /// A place for settlement files.
    struct Delivery: Hashable, Sendable {
        /// The address in the partner file.
        let url: String
        /// The members of the partner file's entry besides the address, in order.
        let proofs: [String]
        /// The folder of this machine that it is; `<partner>/<cycle>/v<n>/` come to lie in it.
        let inbox: String

        /// The value of `deliveries` in YAML.
        var entry: String {
            let members = (["url: \"\(url)\""] + proofs).joined(separator: "\n    ")
            return "deliveries:\n  - " + members + "\n"
        }
    }

    /// The algorithm of a partner's key: one of them uses P-256 and one RSA, as in life; the others Ed25519.
    static func algorithm(of partner: PartnerID) -> SignatureAlgorithm {
        switch partner.text {
        case "nutrition": .ecdsaP256SHA256
        case "travel": .rsaPSSSHA512
        default: .ed25519
        }
    }

    /// Makes a partner's key and writes its file, from the one in `source`.
    ///
    /// - Throws: ``DemonstrationFailure``, `PartnerKeyError`.
    init(_ partner: PartnerID, from source: String, in folder: DemonstrationFolder, delivery: Delivery, now: Instant)
        throws
    {
        self.partner = partner
        self.delivery = delivery
        keyID = "\(partner)-demo"
        keyPath = PartnerKeyFile.path(data: folder.keys, keyID: keyID)
        key = try PartnerKeyFile.create(keyPath, algorithm: Self.algorithm(of: partner))
        let name = "\(partner).yaml"
        var file = PartnerFileText(try DemonstrationFolder.text(of: "\(source)/\(name)"))
        let notice = NewKeyNotice(path: keyPath, keyID: keyID, key: key.verificationKey, now: now)
        guard file.replace("keys", indentation: 0, by: notice.entry) else {
            throw DemonstrationFailure.memberMissing(file: "\(source)/\(name)", member: "keys")
        }
        guard file.replace("deliveries", indentation: 2, by: delivery.entry) else {
            throw DemonstrationFailure.memberMissing(file: "\(source)/\(name)", member: "deliveries")
        }
        try DemonstrationFolder.write(file.text, to: "\(folder.partners)/\(name)")
    }
}

/// The folder of partner files that the demonstration starts from.
struct PartnerSource: Hashable, Sendable {
    /// The folder.
    let folder: String
    /// The partners that have a file, by id.
    let partners: [PartnerID]

    /// Looks for `partners` in the working directory, or at another place.
    ///
    /// - Throws: ``DemonstrationFailure/partnersMissing(folder:)``, ``DemonstrationFailure/partnerMissing(folder:partner:)``
    ///   when one of `needed` has no file.
    init(folder: String, needed: Set<PartnerID>) throws(DemonstrationFailure) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard names.contains("coalition.yaml") else { throw .partnersMissing(folder: folder) }
        self.folder = folder
        partners = names.filter { $0.hasSuffix(".yaml") && $0 != "coalition.yaml" && !$0.hasPrefix(".") }
            .compactMap { try? PartnerID(String($0.dropLast(5))) }.sorted()
        if let missing = needed.subtracting(partners).min() {
            throw .partnerMissing(folder: folder, partner: missing.text)
        }
    }
}
