import Certificates
import Foundation
import Signatures
import Wire

/// Why a file of the hub's keys is not taken.
public enum HubTrustError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file cannot be read.
    case unreadable(path: String)
    /// It holds neither certificates, revocation lists nor a JSON Web Key Set.
    case nothingFound(path: String)
    /// A certificate or a list in it is broken.
    case certificate(path: String, CertificateError)
    /// It is JSON, but no key set.
    case keySet(path: String, JSONError)

    /// One English sentence.
    public var description: String {
        switch self {
        case .unreadable(let path): "\(path): cannot be read"
        case .nothingFound(let path):
            "\(path): holds neither PEM certificates or revocation lists nor a JSON Web Key Set"
        case .certificate(let path, let error): "\(path): \(error)"
        case .keySet(let path, let error): "\(path): not a JSON Web Key Set: \(error)"
        }
    }
}

/// What a partner holds to be the hub's: certificate authorities with their revocation lists, and keys of messages.
public struct HubTrust: Sendable {
    /// The authorities whose settlement certificates are believed.
    public private(set) var authorities: [Certificate] = []
    /// Their revocation lists; with none, revocation is not checked.
    public private(set) var revocationLists: [RevocationList] = []
    /// The keys that sign answers and receipts.
    public private(set) var keys = JSONWebKeySet(keys: [])

    /// Reads files, each of them PEM (certificates of authorities, `BEGIN CERTIFICATE`, and revocation lists,
    /// `BEGIN X509 CRL`, in any order) or a JSON Web Key Set.
    ///
    /// - Throws: ``HubTrustError``.
    public init(files: [String]) throws(HubTrustError) {
        for path in files {
            guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path: path) }
            let bytes = [UInt8](data)
            if bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") {
                try add(keySet: bytes, path)
            } else {
                try add(pem: String(decoding: bytes, as: UTF8.self), path)
            }
        }
    }

    /// Judges settlement certificates by these authorities and lists.
    ///
    /// - Throws: ``CertificateError/openSSL(operation:reasons:)`` when memory runs out.
    public func verifier() throws(CertificateError) -> CertificateVerifier {
        try CertificateVerifier(
            trusting: authorities, revocation: revocationLists.isEmpty ? .notChecked : .required(revocationLists))
    }

    private mutating func add(keySet bytes: [UInt8], _ path: String) throws(HubTrustError) {
        do throws(JSONError) {
            keys = JSONWebKeySet(keys: keys.keys + (try JSONWebKeySet(json: bytes)).keys)
        } catch {
            throw .keySet(path: path, error)
        }
    }

    private mutating func add(pem text: String, _ path: String) throws(HubTrustError) {
        let certificates = Self.blocks("CERTIFICATE", in: text)
        let lists = Self.blocks("X509 CRL", in: text)
        guard !certificates.isEmpty || !lists.isEmpty else { throw .nothingFound(path: path) }
        do throws(CertificateError) {
            for block in certificates { authorities.append(try Certificate(pem: block)) }
            for block in lists { revocationLists.append(try RevocationList(pem: block)) }
        } catch {
            throw .certificate(path: path, error)
        }
    }

    /// The PEM documents of one label, each with its lines of begin and end.
    private static func blocks(_ label: String, in text: String) -> [String] {
        var blocks: [String] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "-----BEGIN \(label)-----") {
            let end = rest[start.upperBound...].firstRange(of: "-----END \(label)-----")
            // A block without an end is handed on as it is, for its reader to refuse.
            let stop = end?.upperBound ?? rest.endIndex
            blocks.append(String(rest[start.lowerBound..<stop]) + "\n")
            rest = rest[stop...]
        }
        return blocks
    }
}
