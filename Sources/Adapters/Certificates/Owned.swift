import COpenSSL

/// How one kind of OpenSSL object is freed.
protocol OpenSSLObject {
    static func free(_ pointer: OpaquePointer)
}

/// The one owner of an OpenSSL object: frees it at the end of its life, and lends the pointer only inside a closure.
struct Owned<Object: OpenSSLObject>: ~Copyable {
    private let pointer: OpaquePointer

    /// Takes over what an OpenSSL function made.
    ///
    /// - Throws: ``CertificateError/openSSL(operation:reasons:)`` when it made nothing.
    init(_ pointer: OpaquePointer?, _ operation: String) throws(CertificateError) {
        guard let pointer else { throw .openSSL(operation: operation, reasons: OpenSSLReason.drain()) }
        self.pointer = pointer
    }

    deinit { Object.free(pointer) }

    /// Lends the pointer for the length of the closure.
    borrowing func withPointer<Result: ~Copyable>(
        _ body: (OpaquePointer) throws(CertificateError) -> Result
    ) throws(CertificateError) -> Result {
        try body(pointer)
    }
}

enum KeyObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { EVP_PKEY_free(pointer) }
}

enum KeyContextObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { EVP_PKEY_CTX_free(pointer) }
}

enum CertificateObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { X509_free(pointer) }
}

enum RequestObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { X509_REQ_free(pointer) }
}

enum RevocationListObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { X509_CRL_free(pointer) }
}

enum NameObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { X509_NAME_free(pointer) }
}

enum ExtensionObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { X509_EXTENSION_free(pointer) }
}

enum NumberObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { BN_free(pointer) }
}

enum StreamObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { BIO_free_all(pointer) }
}

enum StoreObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { X509_STORE_free(pointer) }
}

enum StoreContextObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { X509_STORE_CTX_free(pointer) }
}

enum CertificatesObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { copenssl_certificates_free(pointer) }
}

/// A stack whose elements belong to another object.
enum BorrowedCertificatesObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { copenssl_certificates_free_borrowed(pointer) }
}

enum MessageObject: OpenSSLObject {
    static func free(_ pointer: OpaquePointer) { CMS_ContentInfo_free(pointer) }
}
