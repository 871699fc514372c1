/// One file to push: a name and its bytes.
public struct FileUpload: Hashable, Sendable {
    /// The final name, without a folder: 1 to 128 of `A-Z a-z 0-9 . _ -`, not beginning with a dot.
    ///
    /// The rule is checked by ``FileTransfer/push(_:folder:to:token:earlierTokens:deadline:)``.
    public let name: String

    /// The whole content.
    public let bytes: [UInt8]

    /// Names a content.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// What a caller asked for that no push may do; a mistake of the hub, never of the network.
public enum RequestMistake: Hashable, Sendable {
    /// The file name breaks the rule of ``FileUpload/name``.
    case fileName(String)
    /// Two files have this name.
    case fileNameTwice(String)
    /// The folder is not 1 to 8 names joined by `/`, each as ``FileUpload/name`` has it.
    case folder(String)
    /// A token is not 1 to 64 of `A-Z a-z 0-9 -`, or more than 16 earlier ones were given.
    case token(String)
}

/// A push whose names are proven harmless: no separator, no leading dot, no quote can reach a server's command line.
struct CheckedRequest {
    let files: [FileUpload]
    let folder: [String]
    let token: String
    let earlierTokens: [String]

    init(files: [FileUpload], folder: String, token: String, earlierTokens: [String]) throws(TransferError) {
        var seen: Set<String> = []
        for file in files {
            guard Self.isName(file.name) else { throw .request(.fileName(file.name)) }
            guard seen.insert(file.name).inserted else { throw .request(.fileNameTwice(file.name)) }
        }
        let parts = folder.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...8).contains(parts.count), parts.allSatisfy(Self.isName) else { throw .request(.folder(folder)) }
        guard earlierTokens.count <= 16 else { throw .request(.token(token)) }
        for candidate in [token] + earlierTokens where !Self.isToken(candidate) {
            throw .request(.token(candidate))
        }
        self.files = files
        self.folder = parts
        self.token = token
        self.earlierTokens = earlierTokens.filter { $0 != token }
    }

    /// The name a file bears until it is whole: hidden, and no final name can equal it.
    static func temporaryName(of name: String, token: String) -> String {
        ".\(name).\(token).part"
    }

    /// The temporary names that earlier attempts may have left of a file.
    func abandonedNames(of name: String) -> [String] {
        earlierTokens.map { Self.temporaryName(of: name, token: $0) }
    }

    private static func isName(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: ".")
            && text.utf8.allSatisfy { isLetterOrDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    private static func isToken(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D }
    }
}

/// Whether a byte is an ASCII letter or digit.
func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
    default: false
    }
}
