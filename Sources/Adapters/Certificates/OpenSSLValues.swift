import COpenSSL
import Foundation
import Glibc

/// The most bytes this adapter reads as one certificate, request, key, list or signature.
let materialLimitBytes = 1 << 20

/// Turns an object into its DER bytes with one of OpenSSL's `i2d` functions.
///
/// - Throws: ``CertificateError/openSSL(operation:reasons:)``.
func encoded(
    _ operation: String, _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
) throws(CertificateError) -> [UInt8] {
    var buffer: UnsafeMutablePointer<UInt8>?
    let length = encode(&buffer)
    guard length > 0, let buffer else {
        throw .openSSL(operation: operation, reasons: OpenSSLReason.drain())
    }
    defer { copenssl_free(buffer) }
    return Array(UnsafeBufferPointer(start: buffer, count: Int(length)))
}

/// Reads exactly one DER object with one of OpenSSL's `d2i` functions: no byte may be left over.
///
/// - Throws: ``CertificateError/malformed(_:reasons:)``.
func decoded<Object>(
    _ material: CertificateMaterial, _ bytes: [UInt8],
    _ decode: (UnsafeMutablePointer<UnsafePointer<UInt8>?>?, Int) -> OpaquePointer?
) throws(CertificateError) -> Owned<Object> {
    guard bytes.count <= materialLimitBytes else { throw .malformed(material, reasons: []) }
    ERR_clear_error()
    let (pointer, leftOver) = bytes.withUnsafeBufferPointer { buffer in
        var cursor = buffer.baseAddress
        let pointer = decode(&cursor, buffer.count)
        let end = buffer.baseAddress.map { $0 + buffer.count }
        return (pointer, cursor != end)
    }
    guard let pointer else { throw .malformed(material, reasons: OpenSSLReason.drain()) }
    let object = try Owned<Object>(pointer, "decoding")
    if leftOver { throw .malformed(material, reasons: []) }
    return object
}

/// Reads the first PEM block of its kind with one of OpenSSL's `PEM_read_bio` functions.
///
/// - Throws: ``CertificateError/malformed(_:reasons:)``.
func decodedPEM<Object>(
    _ material: CertificateMaterial, _ text: [UInt8], _ read: (OpaquePointer) -> OpaquePointer?
) throws(CertificateError) -> Owned<Object> {
    guard text.count <= materialLimitBytes else { throw .malformed(material, reasons: []) }
    ERR_clear_error()
    let pointer = try withStream(reading: text) { read($0) }
    guard let pointer else { throw .malformed(material, reasons: OpenSSLReason.drain()) }
    return try Owned<Object>(pointer, "reading PEM")
}

/// Lends a read-only OpenSSL stream over these bytes.
func withStream<Result>(
    reading bytes: [UInt8], _ body: (OpaquePointer) throws(CertificateError) -> Result
) throws(CertificateError) -> Result {
    // BIO_new_mem_buf refuses NULL, the address of an empty array, even for no bytes.
    let source = bytes.isEmpty ? [0] : bytes
    return try source.withUnsafeBufferPointer { buffer throws(CertificateError) in
        let stream = try Owned<StreamObject>(
            BIO_new_mem_buf(buffer.baseAddress, Int32(bytes.count)), "BIO_new_mem_buf")
        return try stream.withPointer(body)
    }
}

/// Collects what the closure writes; `secret` keeps it in memory that is wiped when freed.
func written(
    secret: Bool = false, _ body: (OpaquePointer) throws(CertificateError) -> Void
) throws(CertificateError) -> [UInt8] {
    let stream = try Owned<StreamObject>(BIO_new(secret ? BIO_s_secmem() : BIO_s_mem()), "BIO_new")
    return try stream.withPointer { stream throws(CertificateError) in
        try body(stream)
        var bytes: UnsafePointer<UInt8>?
        let length = copenssl_bio_memory(stream, &bytes)
        return Array(UnsafeBufferPointer(start: bytes, count: length))
    }
}

/// Makes OpenSSL's form of a time (UTCTime until 2049, then GeneralizedTime: RFC 5280 §4.1.2.5) and lends it.
///
/// - Throws: ``CertificateError/invalidValidity`` outside the years 1950 to 9999.
func withTime<Result>(
    _ date: Date, _ body: (UnsafeMutablePointer<ASN1_TIME>) throws(CertificateError) -> Result
) throws(CertificateError) -> Result {
    let seconds = try epochSeconds(date)
    guard let time = ASN1_TIME_set(nil, seconds) else {
        throw .openSSL(operation: "ASN1_TIME_set", reasons: OpenSSLReason.drain())
    }
    defer { ASN1_TIME_free(time) }
    return try body(time)
}

/// Whole seconds since 1970, rounded down.
///
/// - Throws: ``CertificateError/invalidValidity`` outside the years 1950 to 9999.
func epochSeconds(_ date: Date) throws(CertificateError) -> Int {
    let seconds = date.timeIntervalSince1970.rounded(.down)
    guard seconds >= -631_152_000, seconds <= 253_402_300_799 else { throw .invalidValidity }
    return Int(seconds)
}

/// The instant an ASN.1 time stands for.
///
/// - Throws: ``CertificateError/openSSL(operation:reasons:)`` when it is no time.
func instant(_ time: UnsafePointer<ASN1_TIME>?) throws(CertificateError) -> Date {
    var parts = tm()
    // ASN1_TIME_to_tm takes NULL for now: a missing time must not become the present.
    guard let time else { throw .openSSL(operation: "ASN1_TIME_to_tm", reasons: []) }
    try succeed(ASN1_TIME_to_tm(time, &parts), "ASN1_TIME_to_tm")
    return Date(timeIntervalSince1970: Double(timegm(&parts)))
}

/// A distinguished name in RFC 2253 form, in UTF-8, such as `CN=Example hub,O=Example`.
func distinguishedName(_ name: OpaquePointer?) throws(CertificateError) -> String {
    let name = try present(name, "X509_NAME")
    let bytes = try written { stream throws(CertificateError) in
        // The answer is a count of characters, 0 for an empty name, -1 for a failure.
        guard X509_NAME_print_ex(stream, name, 0, copenssl_name_flags) >= 0 else {
            throw .openSSL(operation: "X509_NAME_print_ex", reasons: OpenSSLReason.drain())
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
