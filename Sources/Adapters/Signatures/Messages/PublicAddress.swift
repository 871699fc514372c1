/// The hub's public URL as configured: what partners sign, whatever an intermediary made of it.
public struct PublicAddress: Hashable, Sendable {
    /// `http` or `https`.
    public let scheme: String
    /// Host and, unless it is the scheme's own, port; lower case (RFC 9421 section 2.2.3).
    public let authority: String

    /// Reads an absolute URL of host and port such as `https://hub.example` or `http://127.0.0.1:8080/`.
    ///
    /// `nil` for other schemes, user names, paths, queries and fragments.
    public init?(url: String) {
        guard let separator = url.firstRange(of: "://") else { return nil }
        scheme = url[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        var rest = url[separator.upperBound...].lowercased()
        if rest.hasSuffix("/") { rest.removeLast() }
        let standardPort = scheme == "https" ? ":443" : ":80"
        if rest.hasSuffix(standardPort) { rest.removeLast(standardPort.count) }
        let isHost = rest.utf8.allSatisfy { unit in
            switch unit {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"): true
            case UInt8(ascii: "["), UInt8(ascii: "]"): true
            default: false
            }
        }
        guard isHost, !rest.isEmpty, rest.first != ":" else { return nil }
        authority = rest
    }

    /// The whole URL, `https://hub.example`.
    public var url: String { "\(scheme)://\(authority)" }
}
