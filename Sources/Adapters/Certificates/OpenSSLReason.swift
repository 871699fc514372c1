import COpenSSL

/// One entry of OpenSSL's error queue.
public struct OpenSSLReason: Hashable, Sendable {
    /// OpenSSL's packed code: library and reason.
    public let code: UInt
    /// OpenSSL's own short text, such as `no start line`.
    public let text: String

    /// Takes everything off this thread's error queue, oldest first; the queue is empty afterwards.
    ///
    /// Called on the thread that failed, before any other call into OpenSSL.
    static func drain() -> [OpenSSLReason] {
        var reasons: [OpenSSLReason] = []
        while true {
            let code = ERR_get_error()
            if code == 0 { return reasons }
            let text = ERR_reason_error_string(code).map { String(cString: $0) } ?? "reason \(code & 0x7F_FFFF)"
            reasons.append(OpenSSLReason(code: code, text: text))
        }
    }
}

/// Throws what OpenSSL reports unless a call that answers 1 (or more) for success did so.
///
/// - Throws: ``CertificateError/openSSL(operation:reasons:)``.
func succeed(_ result: Int32, _ operation: String) throws(CertificateError) {
    if result <= 0 { throw .openSSL(operation: operation, reasons: OpenSSLReason.drain()) }
}

/// Unwraps what OpenSSL lends (`get0` in its names), or throws what it reports.
///
/// - Throws: ``CertificateError/openSSL(operation:reasons:)``.
func present<Value>(_ value: Value?, _ operation: String) throws(CertificateError) -> Value {
    guard let value else { throw .openSSL(operation: operation, reasons: OpenSSLReason.drain()) }
    return value
}
