import Foundation

/// Why a certificate is revoked (RFC 5280 §5.3.1); the raw value is OpenSSL's word in its index.
public enum RevocationReason: String, Hashable, Sendable, CaseIterable {
    /// No reason given; the list then carries none.
    case unspecified
    /// The private key is, or may be, known to others.
    case keyCompromise
    /// The holder's name or place has changed.
    case affiliationChanged
    /// Another certificate took its place.
    case superseded
    /// It is no longer needed.
    case cessationOfOperation

    /// The number on the list.
    var code: Int {
        switch self {
        case .unspecified: 0
        case .keyCompromise: 1
        case .affiliationChanged: 3
        case .superseded: 4
        case .cessationOfOperation: 5
        }
    }
}

/// One certificate taken back.
public struct Revocation: Hashable, Sendable {
    /// Which certificate.
    public let serial: SerialNumber
    /// Why.
    public let reason: RevocationReason
    /// When, to the second.
    public let at: Date

    /// Names a revocation.
    public init(serial: SerialNumber, reason: RevocationReason, at: Date) {
        self.serial = serial
        self.reason = reason
        self.at = at
    }
}
