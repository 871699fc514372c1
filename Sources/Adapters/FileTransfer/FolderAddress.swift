import CCurl
import Glibc

/// The parts of a delivery URL, taken apart by libcurl's own parser so that the check and the transfer agree on it.
struct FolderAddress {
    let scheme: Destination.Scheme
    let host: String
    let port: Int
    let user: String?
    let path: String

    init(parsing text: String) throws(DestinationError) {
        let written = text.firstRange(of: "://").map { text[..<$0.lowerBound].lowercased() } ?? ""
        guard let scheme = Destination.Scheme(rawValue: written) else { throw .schemeRefused(written) }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .urlMalformed }
        let parts = try URLParts(parsing: text)
        guard parts.text(CURLUPART_PASSWORD) == nil else { throw .passwordInURL }
        guard parts.text(CURLUPART_QUERY) == nil, parts.text(CURLUPART_FRAGMENT) == nil, !text.hasSuffix("#"),
            !text.hasSuffix("?")
        else { throw .queryOrFragment }

        let named = parts.text(CURLUPART_USER, decoded: true)
        switch scheme {
        case .sftp:
            // As ssh does: whoever runs the hub, where the URL names nobody.
            guard let user = named ?? Self.systemUser(), Self.isHarmless(user) else { throw .userMissing }
            self.user = user
        case .ftps:
            guard let named, Self.isHarmless(named) else { throw .userMissing }
            self.user = named
        case .https, .file:
            guard named == nil else { throw .userNotAllowed }
            self.user = nil
        }
        self.scheme = scheme

        let host = parts.text(CURLUPART_HOST) ?? ""
        if scheme == .file {
            guard host.isEmpty else { throw .urlMalformed }
            self.host = ""
            self.port = 0
        } else {
            guard !host.isEmpty, host.utf8.allSatisfy({ isLetterOrDigit($0) || "-._:[]".utf8.contains($0) }),
                let port = parts.text(CURLUPART_PORT, defaultPort: true).flatMap(Int.init), (1...65_535).contains(port)
            else { throw .urlMalformed }
            self.host = host
            self.port = port
        }

        guard let path = parts.text(CURLUPART_PATH, decoded: true), path.hasPrefix("/"), path.hasSuffix("/"),
            Self.isHarmless(path), !path.split(separator: "/").contains("..")
        else { throw .pathRefused }
        self.path = path
    }

    /// The name of the user this process runs as, where the system knows one.
    private static func systemUser() -> String? {
        var buffer = [CChar](repeating: 0, count: 16_384)
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil,
            let name = entry.pw_name
        else { return nil }
        return String(cString: name)
    }

    /// No byte that could end an argument of an SFTP or FTP command.
    private static func isHarmless(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
    }
}

/// The owner of a `CURLU *`.
private struct URLParts: ~Copyable {
    private let handle: OpaquePointer

    init(parsing text: String) throws(DestinationError) {
        guard let handle = curl_url() else { throw .urlMalformed }
        // Path segments stay as written: libcurl would otherwise resolve `..`, and it should be refused.
        guard curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_PATH_AS_IS)) == CURLUE_OK else {
            curl_url_cleanup(handle)
            throw .urlMalformed
        }
        self.handle = handle
    }

    deinit {
        curl_url_cleanup(handle)
    }

    /// A part, or `nil` when the URL has none (or one that does not decode).
    func text(_ part: CURLUPart, decoded: Bool = false, defaultPort: Bool = false) -> String? {
        var flags: UInt32 = 0
        if decoded { flags |= UInt32(CURLU_URLDECODE) }
        if defaultPort { flags |= UInt32(CURLU_DEFAULT_PORT) }
        var value: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &value, flags) == CURLUE_OK, let value else { return nil }
        defer { curl_free(value) }
        return String(cString: value)
    }
}
