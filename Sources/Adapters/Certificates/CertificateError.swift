/// Why work with keys, certificates, revocation lists or CMS signatures was refused or failed.
///
/// Each case carries facts, never sentences; `description` makes one sentence of them that also says what to do.
public enum CertificateError: Error, Hashable, Sendable {
    /// A system call on a file failed; `code` is `errno`.
    case file(path: String, operation: String, code: Int32)
    /// The file is larger than anything of its kind should be.
    case fileTooLarge(path: String, limitBytes: Int)
    /// The private key's file grants a permission to its group or to others; `mode` is its permission bits.
    case privateKeyReadableByOthers(path: String, mode: UInt32)
    /// The private key's file belongs to neither the current user nor root.
    case privateKeyOwnedByAnother(path: String, owner: UInt32)
    /// What should be a private key's file is a directory, device, pipe or socket.
    case privateKeyNotAFile(path: String)
    /// The directory of private keys grants a permission to its group or to others, or belongs to another user.
    case privateDirectoryOpenToOthers(path: String, mode: UInt32, owner: UInt32)
    /// The certificate was made for another private key.
    case keyDoesNotBelong(certificate: String, key: String)
    /// A certificate is there, the private key it was made for is not.
    case privateKeyMissing(certificate: String, key: String)
    /// Another process kept the store locked for too long.
    case storeBusy(path: String)
    /// A line of the index (counted from 1) does not have the six fields of OpenSSL's `index.txt`.
    case indexMalformed(path: String, line: Int)

    /// Bytes that should hold this material do not, or hold more than it.
    case malformed(CertificateMaterial, reasons: [OpenSSLReason])
    /// OpenSSL failed in this operation, by its own account for these reasons.
    case openSSL(operation: String, reasons: [OpenSSLReason])

    /// A subject's common name, organisation or country that a certificate cannot carry.
    case invalidSubject(String)
    /// An alternative name that is not what it says it is.
    case invalidAlternativeName(String)
    /// A server certificate without a DNS name or address names nobody.
    case alternativeNamesMissing
    /// A name that cannot be a file's name in the store, or is kept for the hub.
    case invalidStoreName(String)
    /// A time outside the years 1950 to 9999, or an end that is not after its beginning.
    case invalidValidity
    /// The certificate would end after its authority's own.
    case outlivesAuthority
    /// The key's kind or size does not serve this purpose.
    case keyNotAccepted(algorithm: PublicKeyAlgorithm, bits: Int)
    /// The request's signature was not made by the key it asks to have certified.
    case requestSignatureInvalid
    /// The certificate given as an authority may not sign certificates.
    case notAnAuthority(subject: String)
    /// No certificate with this serial number was issued here.
    case serialUnknown(SerialNumber)
    /// The certificate is revoked already.
    case alreadyRevoked(SerialNumber)

    /// A certificate's chain was judged and refused; `subject` and `serial` name the certificate at fault.
    case refused(ChainRefusal, subject: String, serial: SerialNumber)

    /// The CMS message carries its content instead of being detached from it.
    case contentNotDetached
    /// The CMS message has another number of signers than one.
    case signerCount(Int)
    /// The CMS signature was not made over this content by this signer's key.
    case signatureInvalid(reasons: [OpenSSLReason])
    /// The CMS signature does not say when it was made.
    case signingTimeMissing
    /// The CMS signature uses a digest other than SHA-256, SHA-384 or SHA-512.
    case digestNotAccepted(String)
}

/// The kinds of material that can be malformed.
public enum CertificateMaterial: String, Hashable, Sendable {
    case certificate
    case certificateRequest = "certificate request"
    case revocationList = "revocation list"
    case privateKey = "private key"
    case publicKey = "public key"
    case detachedSignature = "detached signature"
}

/// Why a chain was refused, one case for each thing a person would do differently about it.
public enum ChainRefusal: Hashable, Sendable {
    /// The issuer has listed it as revoked.
    case revoked
    /// Its validity ended before the time of judging.
    case expired
    /// Its validity begins after the time of judging.
    case notYetValid
    /// No trusted authority stands at the end of its chain.
    case unknownIssuer
    /// Its issuer's revocation list was not given.
    case revocationListMissing
    /// Its issuer's revocation list is past its next update.
    case revocationListExpired
    /// Its issuer's revocation list is from after the time of judging.
    case revocationListNotYetValid
    /// It may not be used for this purpose.
    case wrongPurpose
    /// A signature in the chain or on the revocation list does not verify.
    case signatureInvalid
    /// A key or a digest in the chain gives less than 112 bits of security.
    case tooWeak
    /// Any other result of OpenSSL's `X509_verify_cert`, with its number and its text.
    case other(code: Int32, text: String)
}
