/// Why a push ended before every file was published, or a file could not be read.
///
/// Each case names the stage that failed. What was published before it stays published; pushing again completes the
/// folder.
public enum TransferError: Error, Hashable, Sendable {
    /// The caller's names are not acceptable; nothing was sent.
    case request(RequestMistake)
    /// A key, certificate or password file cannot be used; nothing was sent.
    case credential(path: String, CredentialMistake)
    /// libcurl refused an option or had no memory.
    case library(Fault)
    /// The server was not reached: name, network, or the handshake of TLS or SSH.
    case connect(Fault)
    /// The server showed another SSH host key than the pinned one.
    case hostKeyMismatch(Fault)
    /// The server's certificate does not verify against the given CA and host name, or the own one cannot be used.
    case certificateRejected(Fault)
    /// The server does not accept the key, certificate or password.
    case authenticate(Fault)
    /// Sending this file failed; nothing stands under its final name.
    case upload(file: String, Fault)
    /// The file was sent under its temporary name and could not be given its final one.
    case rename(file: String, Fault)
    /// Reading this file failed.
    case download(file: String, Fault)
    /// This file is larger than what is taken; the rest of it was not read.
    case tooLarge(file: String, limitBytes: Int)
    /// Other bytes stand under this file's final name; they were left alone.
    case conflict(file: String)
    /// The deadline passed; `file` is the one in flight, if any.
    case deadline(file: String?)
    /// The surrounding task was cancelled.
    case cancelled

    /// What the library, the system and the server said.
    public struct Fault: Hashable, Sendable {
        /// The `CURLcode` (libcurl-errors(3)), when libcurl spoke.
        public let curlCode: UInt32?
        /// The `errno`, when the system spoke.
        public let systemError: Int32?
        /// The last HTTP status or FTP reply code, when the server gave one; SSH has none.
        public let protocolStatus: Int?
        /// One line for a log: at most 200 printable ASCII characters, never a password or a key.
        public let detail: String

        init(curlCode: UInt32? = nil, systemError: Int32? = nil, protocolStatus: Int? = nil, detail: String) {
            self.curlCode = curlCode
            self.systemError = systemError
            self.protocolStatus = protocolStatus
            self.detail = String(
                decoding: detail.utf8.prefix(200).map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
        }
    }

    /// What is wrong with a credential file.
    public enum CredentialMistake: Hashable, Sendable {
        /// It is missing, not a regular file, or not readable by the hub.
        case unreadable
        /// It holds a secret, and its mode lets the group or others in (`mode & 0o077` is not 0).
        case openToOthers
        /// It should hold one line of text and does not.
        case malformed
    }

    /// Whether trying again without a person's help is unlikely to do better.
    ///
    /// Only a hint for alerts: the delivery queue retries until its deadline either way, since keys and servers are
    /// often repaired meanwhile.
    public var isPermanent: Bool {
        switch self {
        case .request, .credential, .hostKeyMismatch, .certificateRejected, .authenticate, .conflict, .tooLarge: true
        case .library, .connect, .rename, .deadline, .cancelled: false
        case .upload(_, let fault), .download(_, let fault):
            switch fault.protocolStatus {
            case 408?, 425?, 429?: false
            case .some(let status) where fault.curlCode == nil: (300..<500).contains(status)
            case .some, nil: false
            }
        }
    }
}
