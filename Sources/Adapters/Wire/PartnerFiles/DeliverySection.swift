import Foundation
import Partners

extension FileEntry {
    /// A place settlement folders are pushed to, with all that its protocol needs and nothing else.
    func delivery() -> DeliveryTarget? {
        let members = ["url", "identity", "host_key", "client_certificate", "client_key", "ca"]
        guard let section = section(known: members), let urlEntry = section.required("url") else { return nil }
        let hostKey = section.optional("host_key").flatMap { $0.hostKey() }
        let paths = ["identity", "client_certificate", "client_key", "ca"].map { name in
            section.optional(name)?.text(longest: 1024)
        }
        guard let (url, scheme) = urlEntry.deliveryURL() else { return nil }
        for name in scheme.required { _ = section.required(name) }
        for (name, entry) in section.all where name != "url" && !scheme.allowed.contains(name) {
            entry.refuse("has no meaning for \(scheme.rawValue)")
        }
        return DeliveryTarget(
            url: url, identity: paths[0], hostKey: hostKey, clientCertificate: paths[1], clientKey: paths[2],
            ca: paths[3])
    }

    private func deliveryURL() -> (String, DeliveryScheme)? {
        guard let text = text(longest: 2048) else { return nil }
        guard let parts = URLComponents(string: text), let name = parts.scheme else {
            refuse("is not a URL")
            return nil
        }
        guard let scheme = DeliveryScheme(rawValue: name) else {
            let known = DeliveryScheme.allCases.map(\.rawValue).joined(separator: ", ")
            refuse("has the scheme \"\(name)\"; \(known) are known")
            return nil
        }
        let host = parts.host ?? ""
        guard scheme == .file ? host.isEmpty && parts.path.hasPrefix("/") : !host.isEmpty else {
            refuse(scheme == .file ? "a file URL names an absolute folder: file:///folder/" : "names no host")
            return nil
        }
        guard parts.query == nil, parts.fragment == nil else {
            refuse("a folder's URL has neither query nor fragment")
            return nil
        }
        // FTP knows no other way to log in; everywhere else a password in a file would only be a leak.
        guard parts.password == nil || scheme == .ftps else {
            refuse("carries a password; \(scheme.rawValue) proves itself by a key")
            return nil
        }
        return (text, scheme)
    }

    /// A line as `ssh-keyscan` prints it without the host's name, or the key's SHA-256 fingerprint.
    ///
    /// RSA host keys are refused: the transfer library cannot pin them.
    private func hostKey() -> String? {
        guard let text = text(longest: 1024) else { return nil }
        if text.hasPrefix("SHA256:") {
            let digest = String(text.dropFirst(7)) + "="
            if Data(base64Encoded: digest)?.count == 32 { return text }
            refuse("\(described) is not a fingerprint: SHA256: and 43 characters of Base64")
            return nil
        }
        let known = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count >= 2, known.contains(parts[0]), Data(base64Encoded: parts[1]) != nil else {
            refuse("is neither a SHA256: fingerprint nor a public host key of type \(known.joined(separator: ", "))")
            return nil
        }
        return text
    }
}

/// How settlement folders travel, and the members each way needs.
enum DeliveryScheme: String, CaseIterable {
    case sftp, https, ftps, file

    /// What must be there to prove both ends to each other.
    var required: [String] {
        switch self {
        case .sftp: ["identity", "host_key"]
        case .https: ["client_certificate", "ca"]
        case .ftps: ["ca"]
        case .file: []
        }
    }

    /// What may be there.
    var allowed: [String] {
        switch self {
        case .sftp: ["identity", "host_key"]
        case .https, .ftps: ["client_certificate", "client_key", "ca"]
        case .file: []
        }
    }
}
