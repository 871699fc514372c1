import COpenSSL

/// Adds one extension to a certificate or a list, from OpenSSL's own words for its value.
///
/// The words come from this module or from ``SubjectAlternativeName``, which lets no comma through.
///
/// - Throws: ``CertificateError/openSSL(operation:reasons:)``.
func addExtension(
    _ identifier: Int32, _ value: String, issuer: OpaquePointer, certificate: OpaquePointer? = nil,
    list: OpaquePointer? = nil
) throws(CertificateError) {
    var context = X509V3_CTX()
    copenssl_extension_context(&context, issuer, certificate, list)
    let made = try Owned<ExtensionObject>(
        X509V3_EXT_conf_nid(nil, &context, identifier, value), "X509V3_EXT_conf_nid \(value)")
    try made.withPointer { made throws(CertificateError) in
        if let certificate { try succeed(X509_add_ext(certificate, made, -1), "X509_add_ext") }
        if let list { try succeed(X509_CRL_add_ext(list, made, -1), "X509_CRL_add_ext") }
    }
}
