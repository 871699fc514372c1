import Glibc

extension CertificateError: CustomStringConvertible {
    /// One English sentence for an operator: what is wrong, with which file, and what to do about it.
    public var description: String {
        switch self {
        case .file(let path, let operation, let code):
            "\(path): cannot \(operation): \(String(cString: strerror(code)))"
        case .fileTooLarge(let path, let limitBytes):
            "\(path): larger than \(limitBytes) bytes"
        case .privateKeyReadableByOthers(let path, let mode):
            "\(path): private key with mode \(octal(mode)) is open to others; run: chmod 600 \(path)"
        case .privateKeyOwnedByAnother(let path, let owner):
            "\(path): private key belongs to user \(owner), neither to the current user nor to root"
        case .privateKeyNotAFile(let path):
            "\(path): not a regular file, so not a private key"
        case .privateDirectoryOpenToOthers(let path, let mode, let owner):
            "\(path): directory of private keys has mode \(octal(mode)) and owner \(owner); "
                + "it must be 0700 and belong to the current user or root"
        case .keyDoesNotBelong(let certificate, let key):
            "\(certificate) was not made for the private key in \(key); restore the one that is wrong from a backup, "
                + "or move \(certificate) away to have a new one made for the key"
        case .privateKeyMissing(let certificate, let key):
            "\(certificate) is there but its private key \(key) is not; restore the key from a backup, "
                + "or move \(certificate) away to begin with a new key"
        case .storeBusy(let path):
            "\(path): another process keeps the certificates locked; try again"
        case .indexMalformed(let path, let line):
            "\(path): line \(line) is not a line of an OpenSSL index"
        case .malformed(let material, let reasons):
            "not a \(material.rawValue)\(listed(reasons))"
        case .openSSL(let operation, let reasons):
            "OpenSSL failed in \(operation)\(listed(reasons))"
        case .invalidSubject(let text): "not a subject's name: \(text.debugDescription)"
        case .invalidAlternativeName(let text): "not a DNS name, address or e-mail address: \(text.debugDescription)"
        case .alternativeNamesMissing: "a server certificate needs at least one DNS name or address"
        case .invalidStoreName(let text): "not a name for a certificate: \(text.debugDescription)"
        case .invalidValidity: "the validity's end must be after its beginning, both in the years 1950 to 9999"
        case .outlivesAuthority: "the certificate would end after its authority's own certificate"
        case .keyNotAccepted(let algorithm, let bits): "a \(algorithm) key of \(bits) bits does not serve here"
        case .requestSignatureInvalid: "the certificate request is not signed by its own key"
        case .notAnAuthority(let subject): "\(subject) may not sign certificates"
        case .serialUnknown(let serial): "no certificate \(serial) was issued here"
        case .alreadyRevoked(let serial): "certificate \(serial) is revoked already"
        case .refused(let refusal, let subject, let serial):
            "certificate \(serial) of \(subject) refused: \(refusal)"
        case .contentNotDetached: "the signature carries its content; it must be detached"
        case .signerCount(let count): "the signature has \(count) signers; it must have one"
        case .signatureInvalid(let reasons): "the signature does not match the content\(listed(reasons))"
        case .signingTimeMissing: "the signature does not say when it was made"
        case .digestNotAccepted(let name): "the signature's digest \(name) is not SHA-256 or stronger"
        }
    }

    private func listed(_ reasons: [OpenSSLReason]) -> String {
        reasons.isEmpty ? "" : ": " + reasons.map(\.text).joined(separator: "; ")
    }

    private func octal(_ mode: UInt32) -> String {
        "0" + String(mode, radix: 8)
    }
}
