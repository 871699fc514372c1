import Certificates
import Foundation
import Signatures

/// The hub's keys, read once at the start.
public struct HubKeys: Sendable {
    /// Signs responses (`ed25519`).
    public let responseKey: SigningKey
    /// The id of the response key in the key set: its thumbprint (RFC 7638).
    public let responseKeyID: String
    /// Signs receipts (`EdDSA`).
    public let receiptKey: SigningKey
    /// The id of the receipt key in the key set: its thumbprint.
    public let receiptKeyID: String
    /// The document of `/.well-known/jwks.json`, both keys in it.
    public let keySet: JSONWebKeySet
    /// Hashes, seals and opens members' identifiers.
    public let identifiers: VaultIdentifierKeeper
    /// Signs settlement manifests.
    public let settlementSigner: DetachedSignatureMaker
    /// The hub's own certificates.
    public let certificates: HubCertificates

    /// Signs responses to requests.
    public var responseSigner: ResponseSigner { ResponseSigner(key: responseKey, keyID: responseKeyID) }
    /// The key set as JSON text.
    public var keySetDocument: [UInt8] { keySet.json }
}

/// Why the hub's keys cannot be used.
public enum HubKeysError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The secret of identifiers has another length than 32 bytes.
    case secretLength(path: String, byteCount: Int)
    /// A file holds no key that signs.
    case unreadable(path: String, KeyError)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .secretLength(let path, let byteCount):
            "\(path) has \(byteCount) bytes instead of 32: bring it back from the backup; without it no member is found"
        case .unreadable(let path, let error):
            "\(path) holds no private key that signs (\(error)): bring it back from the backup"
        }
    }
}

extension DataDirectory {
    /// The master secret of identifiers: 32 random bytes. Who loses it cannot find a member by card, phone or code again.
    public var identifierSecretPath: String { keys + "/identifier-secret" }
    /// The key that signs receipts.
    public var receiptKeyPath: String { keys + "/hub-receipt.pem" }
    /// The key that signs responses.
    public var responseKeyPath: String { keys + "/hub-response.pem" }

    /// Makes the keys and certificates that are missing, and reads all. It may be run by several at once.
    ///
    /// - Parameters:
    ///   - identity: what certificates made now say about the hub.
    ///   - instant: now.
    /// - Throws: ``CertificateError`` of ``CertificateStore/initialise(_:at:)`` and of ``PrivateKeyFile/load(_:)``, among
    ///   them ``CertificateError/privateKeyReadableByOthers(path:mode:)``; ``HubKeysError``.
    public func hubKeys(_ identity: HubIdentity, at instant: Date) throws -> HubKeys {
        // Private keys first: one that others can read stops the start before anything is made.
        let receiptKey = try signingKey(receiptKeyPath)
        let responseKey = try signingKey(responseKeyPath)
        let vault = try identifierVault()
        let made = try certificates.initialise(identity, at: instant)
        try PrivateKeyFile.check(certificates.keyPath(CertificateStore.serverName))
        let receipt = JSONWebKey(key: receiptKey.verificationKey)
        let response = JSONWebKey(key: responseKey.verificationKey)
        return HubKeys(
            responseKey: responseKey, responseKeyID: response.keyID, receiptKey: receiptKey,
            receiptKeyID: receipt.keyID, keySet: JSONWebKeySet(keys: [receipt, response]),
            identifiers: VaultIdentifierKeeper(vault: vault), settlementSigner: try certificates.settlementSigner(),
            certificates: made)
    }

    private func signingKey(_ path: String) throws -> SigningKey {
        try PrivateKeyFile.createIfMissing(path, algorithm: .ed25519)
        return try SecretFile.withBytes(path, limitBytes: 1 << 14) { bytes in
            do {
                return try SigningKey(pem: String(decoding: bytes, as: UTF8.self))
            } catch let error as KeyError {
                throw HubKeysError.unreadable(path: path, error)
            }
        }
    }

    private func identifierVault() throws -> IdentifierVault {
        try SecretFile.createIfMissing(identifierSecretPath, byteCount: 32)
        return try SecretFile.withBytes(identifierSecretPath, limitBytes: 1 << 14) { bytes in
            do {
                return try IdentifierVault(masterSecret: bytes)
            } catch {
                throw HubKeysError.secretLength(path: identifierSecretPath, byteCount: bytes.count)
            }
        }
    }
}
