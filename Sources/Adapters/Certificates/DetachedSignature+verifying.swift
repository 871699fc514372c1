import COpenSSL
import Foundation

/// Checks detached CMS signatures (RFC 5652).
public enum DetachedSignature {
    /// Checks that one signer signed exactly this content, and that its certificate is trusted for CMS at this moment.
    ///
    /// - Parameters:
    ///   - der: the signature, such as the bytes of `manifest.json.p7s`.
    ///   - content: the signed bytes, such as those of `manifest.json`.
    ///   - verifier: whom to trust and which revocation lists to check.
    ///   - instant: the moment to judge the chain at; choose now, or the time the file arrived.
    /// - Throws: ``CertificateError/malformed(_:reasons:)``, ``CertificateError/contentNotDetached``,
    ///   ``CertificateError/signatureInvalid(reasons:)``, ``CertificateError/signerCount(_:)``,
    ///   ``CertificateError/digestNotAccepted(_:)``, ``CertificateError/signingTimeMissing``,
    ///   ``CertificateError/refused(_:subject:serial:)``; in this order.
    public static func verify(
        _ der: [UInt8], content: [UInt8], verifier: CertificateVerifier, at instant: Date
    ) throws(CertificateError) -> DetachedSigner {
        let message: Owned<MessageObject> = try decoded(.detachedSignature, der) { d2i_CMS_ContentInfo(nil, $0, $1) }
        let (signer, chain) = try message.withPointer { message throws(CertificateError) in
            try checkedSigner(message, content)
        }
        try verifier.verify(signer.certificate, intermediates: chain, purpose: .emailProtection, at: instant)
        return signer
    }

    /// Checks all but the trust in the chain, which the verifier judges with reasons of its own.
    private static func checkedSigner(
        _ message: OpaquePointer, _ content: [UInt8]
    ) throws(CertificateError) -> (DetachedSigner, chain: [Certificate]) {
        guard OBJ_obj2nid(CMS_get0_type(message)) == NID_pkcs7_signed else {
            throw .malformed(.detachedSignature, reasons: [])
        }
        guard CMS_is_detached(message) == 1 else { throw .contentNotDetached }
        let infos = try present(CMS_get0_SignerInfos(message), "CMS_get0_SignerInfos")
        guard copenssl_signers_count(infos) == 1, let info = copenssl_signers_at(infos, 0) else {
            throw .signerCount(Int(copenssl_signers_count(infos)))
        }
        try check(message, content)
        try checkDigest(info)
        let signingTime = try signingTime(info)
        let signers = try Owned<BorrowedCertificatesObject>(CMS_get0_signers(message), "CMS_get0_signers")
        let certificates = try signers.withPointer { stack throws(CertificateError) in try values(stack) }
        guard certificates.count == 1 else { throw .signerCount(certificates.count) }
        var chain: [Certificate] = []
        if let stack = CMS_get1_certs(message) {
            let owned = try Owned<CertificatesObject>(stack, "CMS_get1_certs")
            chain = try owned.withPointer { stack throws(CertificateError) in try values(stack) }
        }
        return (DetachedSigner(certificate: certificates[0], signingTime: signingTime), chain)
    }

    private static func check(_ message: OpaquePointer, _ content: [UInt8]) throws(CertificateError) {
        ERR_clear_error()
        let result = try withStream(reading: content) { stream in
            CMS_verify(
                message, nil, nil, stream, nil, UInt32(CMS_DETACHED | CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY))
        }
        guard result == 1 else { throw .signatureInvalid(reasons: OpenSSLReason.drain()) }
    }

    private static func checkDigest(_ info: OpaquePointer) throws(CertificateError) {
        var algorithm: UnsafeMutablePointer<X509_ALGOR>?
        CMS_SignerInfo_get0_algs(info, nil, nil, &algorithm, nil)
        var object: OpaquePointer?
        X509_ALGOR_get0(&object, nil, nil, algorithm)
        let identifier = OBJ_obj2nid(object)
        guard [NID_sha256, NID_sha384, NID_sha512].contains(identifier) else {
            throw .digestNotAccepted(OBJ_nid2sn(identifier).map { String(cString: $0) } ?? "unknown")
        }
    }

    private static func signingTime(_ info: OpaquePointer) throws(CertificateError) -> Date {
        let position = CMS_signed_get_attr_by_NID(info, NID_pkcs9_signingTime, -1)
        guard position >= 0, let attribute = CMS_signed_get_attr(info, position),
            let type = X509_ATTRIBUTE_get0_type(attribute, 0),
            [V_ASN1_UTCTIME, V_ASN1_GENERALIZEDTIME].contains(type.pointee.type),
            let time = X509_ATTRIBUTE_get0_data(attribute, 0, type.pointee.type, nil)
        else { throw .signingTimeMissing }
        return try Certificates.instant(UnsafePointer(time.assumingMemoryBound(to: ASN1_TIME.self)))
    }

    private static func values(_ stack: OpaquePointer) throws(CertificateError) -> [Certificate] {
        var certificates: [Certificate] = []
        for index in 0..<copenssl_certificates_count(stack) {
            certificates.append(try Certificate(of: present(copenssl_certificates_at(stack, index), "sk_X509_value")))
        }
        return certificates
    }
}
