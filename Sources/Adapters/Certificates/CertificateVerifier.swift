import COpenSSL
import Foundation

/// What a certificate is about to be used for.
public enum CertificatePurpose: Hashable, Sendable {
    /// As the server of a TLS connection.
    case server
    /// As the client of a TLS connection.
    case client
    /// For a CMS signature.
    case emailProtection

    fileprivate var code: Int32 {
        switch self {
        case .server: X509_PURPOSE_SSL_SERVER
        case .client: X509_PURPOSE_SSL_CLIENT
        case .emailProtection: X509_PURPOSE_SMIME_SIGN
        }
    }
}

/// How revocation is judged.
public enum RevocationChecking: Hashable, Sendable {
    /// Every certificate of the chain needs a current list by its issuer among these, and must not be on it.
    case required([RevocationList])
    /// Lists are not looked at: for an offline reader who has none.
    case notChecked
}

/// Judges chains against trusted authorities and revocation lists; made once, used by any number of threads.
///
/// Sendable: the store is filled in `init` and only read afterwards; OpenSSL guards the store's cache with its own lock,
/// and time, purpose and result live in a context made for each call.
public final class CertificateVerifier: @unchecked Sendable {
    private let store: Owned<StoreObject>

    /// Takes the authorities to trust and the lists to check.
    ///
    /// - Throws: ``CertificateError/openSSL(operation:reasons:)`` when memory runs out.
    public init(trusting authorities: [Certificate], revocation: RevocationChecking) throws(CertificateError) {
        store = try Owned<StoreObject>(X509_STORE_new(), "X509_STORE_new")
        try store.withPointer { store throws(CertificateError) in
            for authority in authorities {
                try authority.withPointer { authority throws(CertificateError) in
                    try succeed(X509_STORE_add_cert(store, authority), "X509_STORE_add_cert")
                }
            }
            guard case .required(let lists) = revocation else { return }
            for list in lists {
                try list.withPointer { list throws(CertificateError) in
                    try succeed(X509_STORE_add_crl(store, list), "X509_STORE_add_crl")
                }
            }
            try succeed(
                X509_STORE_set_flags(store, UInt(X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL)),
                "X509_STORE_set_flags")
        }
    }

    /// Judges one certificate at one moment (RFC 5280 §6, at 112 bits of security).
    ///
    /// A certificate on a list is refused whenever it was revoked: a later revocation spoils earlier use too.
    /// - Parameter intermediates: certificates that may complete the chain; they are not trusted.
    /// - Throws: ``CertificateError/refused(_:subject:serial:)``.
    public func verify(
        _ certificate: Certificate, intermediates: [Certificate] = [], purpose: CertificatePurpose, at instant: Date
    ) throws(CertificateError) {
        let seconds = try epochSeconds(instant)
        let untrusted = try Owned<CertificatesObject>(copenssl_certificates_new(), "sk_X509_new")
        try store.withPointer { store throws(CertificateError) in
            try certificate.withPointer { certificate throws(CertificateError) in
                try untrusted.withPointer { untrusted throws(CertificateError) in
                    for intermediate in intermediates {
                        try intermediate.withPointer { intermediate throws(CertificateError) in
                            try succeed(copenssl_certificates_add(untrusted, intermediate), "X509_add_cert")
                        }
                    }
                    let context = try Owned<StoreContextObject>(X509_STORE_CTX_new(), "X509_STORE_CTX_new")
                    try context.withPointer { context throws(CertificateError) in
                        try succeed(X509_STORE_CTX_init(context, store, certificate, untrusted), "X509_STORE_CTX_init")
                        try succeed(X509_STORE_CTX_set_purpose(context, purpose.code), "X509_STORE_CTX_set_purpose")
                        X509_STORE_CTX_set_time(context, 0, seconds)
                        let parameters = try present(X509_STORE_CTX_get0_param(context), "X509_STORE_CTX_get0_param")
                        X509_VERIFY_PARAM_set_auth_level(parameters, 2)
                        try Self.judge(context, certificate)
                    }
                }
            }
        }
    }

    private static func judge(_ context: OpaquePointer, _ certificate: OpaquePointer) throws(CertificateError) {
        ERR_clear_error()
        if X509_verify_cert(context) == 1 { return }
        let code = X509_STORE_CTX_get_error(context)
        ERR_clear_error()
        let facts = try CertificateFacts(of: X509_STORE_CTX_get_current_cert(context) ?? certificate)
        throw .refused(ChainRefusal(code), subject: facts.subject, serial: facts.serial)
    }
}

extension ChainRefusal {
    /// Translates a result of `X509_verify_cert`.
    init(_ code: Int32) {
        switch code {
        case X509_V_ERR_CERT_REVOKED: self = .revoked
        case X509_V_ERR_CERT_HAS_EXPIRED: self = .expired
        case X509_V_ERR_CERT_NOT_YET_VALID: self = .notYetValid
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            self = .unknownIssuer
        case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER: self = .revocationListMissing
        case X509_V_ERR_CRL_HAS_EXPIRED: self = .revocationListExpired
        case X509_V_ERR_CRL_NOT_YET_VALID: self = .revocationListNotYetValid
        case X509_V_ERR_INVALID_PURPOSE: self = .wrongPurpose
        case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_CRL_SIGNATURE_FAILURE: self = .signatureInvalid
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK: self = .tooWeak
        default: self = .other(code: code, text: String(cString: X509_verify_cert_error_string(Int(code))))
        }
    }
}
