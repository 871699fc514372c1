import Certificates
import Foundation
import PartnerClient
import Signatures

/// What the partners hold to be the hub's, in files, as `--hub-keys` of their own program takes them.
struct PartnerTrust: Hashable, Sendable {
    /// The authority, the revocation list and the key set.
    let files: [String]

    /// Copies the hub's public material; `keySet` is what the hub publishes.
    ///
    /// - Throws: ``DemonstrationFailure/file(path:reason:)``.
    init(_ store: CertificateStore, keySet: JSONWebKeySet, in folder: DemonstrationFolder) throws(DemonstrationFailure)
    {
        let authority = folder.trust + "/hub-ca.pem"
        let list = folder.trust + "/hub.crl.pem"
        let keys = folder.trust + "/hub-keys.json"
        try DemonstrationFolder.write(
            try DemonstrationFolder.text(of: store.certificatePath(CertificateStore.authorityName)), to: authority)
        try DemonstrationFolder.write(try DemonstrationFolder.text(of: store.revocationListPath), to: list)
        try DemonstrationFolder.write(String(decoding: keySet.json, as: UTF8.self), to: keys)
        files = [authority, list, keys]
    }
}
