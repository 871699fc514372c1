import Foundation

extension CertificateStore {
    /// Issues a certificate for a key kept here, `<private>/<name>.pem`, which is made (P-256) when it is missing.
    ///
    /// A certificate of that name makes way for the new one, and stays valid and in the index until revoked.
    /// - Throws: ``CertificateError/invalidStoreName(_:)``, as ``CertificateAuthority/issue(_:to:)-(_,PrivateKey)`` and
    ///   ``PrivateKeyFile/load(_:)``.
    public func issue(_ name: String, _ terms: CertificateTerms) throws(CertificateError) -> Certificate {
        try Self.check(name, terms.profile)
        try checkPrivateDirectory()
        return try locked { () throws(CertificateError) in
            try PrivateKeyFile.createIfMissing(keyPath(name), algorithm: .p256)
            let key = try PrivateKeyFile.load(keyPath(name))
            let certificate = try authority().issue(terms, to: key)
            try record(certificate, name)
            return certificate
        }
    }

    /// Issues a certificate for the key of a request; the private key stays with the asker.
    ///
    /// - Throws: as ``issue(_:_:)``; the hub's own names are refused.
    public func issue(
        _ name: String, _ terms: CertificateTerms, to request: CertificateRequest
    ) throws(CertificateError) -> Certificate {
        guard !name.hasPrefix("hub-") else { throw .invalidStoreName(name) }
        try Self.check(name, terms.profile)
        return try locked { () throws(CertificateError) in
            let certificate = try authority().issue(terms, to: request)
            try record(certificate, name)
            return certificate
        }
    }

    /// Takes a certificate back and publishes a new revocation list.
    ///
    /// - Throws: ``CertificateError/serialUnknown(_:)``, ``CertificateError/alreadyRevoked(_:)``.
    @discardableResult
    public func revoke(
        _ serial: SerialNumber, reason: RevocationReason, at instant: Date
    ) throws(CertificateError) -> RevocationList {
        try locked { () throws(CertificateError) in
            let authority = try authority()
            var index = try index()
            try index.revoke(Revocation(serial: serial, reason: reason, at: instant))
            try writePublic(indexPath, try index.text())
            return try publishRevocationList(index, by: authority, at: instant)
        }
    }

    /// Publishes a new revocation list when there is none, when it disagrees with the index (a crash came between), or
    /// when half of its 30 days are over; else answers the one in force. To be called once a day or more often.
    ///
    /// - Throws: as ``PrivateKeyFile/load(_:)``.
    @discardableResult
    public func refreshRevocationList(at instant: Date) throws(CertificateError) -> RevocationList {
        try locked { () throws(CertificateError) in
            try currentRevocationList(by: try authority(), at: instant)
        }
    }

    func currentRevocationList(
        by authority: borrowing CertificateAuthority, at instant: Date
    ) throws(CertificateError) -> RevocationList {
        let index = try index()
        if let list = try revocationList(), let end = list.nextUpdate, end.timeIntervalSince(instant) > 15 * 86_400,
            list.issuer == authority.certificate.facts.subject,
            list.serials == Set(index.revocations.map(\.serial)), try list.isSigned(by: authority.certificate)
        {
            return list
        }
        return try publishRevocationList(index, by: authority, at: instant)
    }

    /// Writes the index before the certificate: a crash between them leaves a line without a file, never the reverse.
    func record(_ certificate: Certificate, _ name: String) throws(CertificateError) {
        var index = try index()
        index.add(certificate, file: name + ".pem")
        try writePublic(indexPath, try index.text())
        try writePublic(certificatePath(name), try certificate.pem())
    }

    /// Uses up the number before the list carries it, so that no two lists ever share one.
    private func publishRevocationList(
        _ index: CertificateIndex, by authority: borrowing CertificateAuthority, at instant: Date
    ) throws(CertificateError) -> RevocationList {
        var number: Int64 = 1
        if let text = try text(revocationNumberPath, limitBytes: 64) {
            guard let next = Int64(text.filter { !$0.isNewline }, radix: 16), next > 0, next < .max else {
                throw .indexMalformed(path: revocationNumberPath, line: 1)
            }
            number = next
        }
        if let last = try revocationList()?.number, last >= number, last < .max { number = last + 1 }
        let following = String(number + 1, radix: 16, uppercase: true)
        try writePublic(revocationNumberPath, (following.count.isMultiple(of: 2) ? "" : "0") + following + "\n")
        let list = try authority.revocationList(
            index.revocations, number: number, thisUpdate: instant, nextUpdate: instant + 30 * 86_400)
        try writePublic(revocationListPath, try list.pem())
        return list
    }

    /// A name is 1 to 64 letters, digits, hyphens and underscores; those that begin with `hub-` are the hub's own.
    private static func check(_ name: String, _ profile: CertificateProfile) throws(CertificateError) {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
        guard (1...64).contains(name.count), name.allSatisfy(allowed.contains), name.first != "-" else {
            throw .invalidStoreName(name)
        }
        guard name.hasPrefix("hub-") else { return }
        switch (name, profile) {
        case (serverName, .server), (settlementName, .settlement): return
        default: throw .invalidStoreName(name)
        }
    }
}
