import Certificates

/// Why a request over HTTP got no answer.
public enum HTTPConnectionError: Error, Hashable, Sendable {
    /// The request cannot be sent as it is: the method is neither GET nor POST, or a header field or the path holds what
    /// none may. Nothing was sent.
    case request(RequestMistake)
    /// The client's private key is missing or others can read it. Nothing was sent.
    case credential(CertificateError)
    /// libcurl refused an option or had no memory. Nothing was sent.
    case library(Fault)
    /// The server was not reached: name, network, or the TLS handshake. Nothing was sent.
    case connect(Fault)
    /// The server's certificate does not verify, or the own one cannot be used. Nothing was sent.
    case certificateRejected(Fault)
    /// The connection broke after the request began; whether the server took it is not known.
    case interrupted(Fault)
    /// The header or the content is larger than the limit. The server has answered.
    case tooLarge(limitBytes: Int)
    /// The time for one request passed; whether the server took it is not known.
    case deadline
    /// The surrounding task was cancelled; whether the server took the request is not known.
    case cancelled

    /// Which part of a request cannot be sent.
    public enum RequestMistake: String, Hashable, Sendable {
        case method, path, headerField
    }

    /// What the library and the system said.
    public struct Fault: Hashable, Sendable {
        /// The `CURLcode` (libcurl-errors(3)).
        public let curlCode: UInt32
        /// The `errno`, when the system spoke.
        public let systemError: Int32?
        /// One line for a log: at most 200 printable ASCII characters.
        public let detail: String

        init(curlCode: UInt32, systemError: Int32? = nil, detail: String) {
            self.curlCode = curlCode
            self.systemError = systemError
            self.detail = String(
                decoding: detail.utf8.prefix(200).map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
        }
    }

    /// Whether the network failed, so that the same request may get an answer a moment later.
    public var isOfTheNetwork: Bool {
        switch self {
        case .connect, .interrupted, .deadline: true
        case .request, .credential, .library, .certificateRejected, .tooLarge, .cancelled: false
        }
    }

    /// Whether the server can have taken the request although no answer came.
    public var mayHaveArrived: Bool {
        switch self {
        case .interrupted, .deadline, .tooLarge, .cancelled: true
        case .request, .credential, .library, .connect, .certificateRejected: false
        }
    }
}

extension HTTPConnectionError: CustomStringConvertible {
    /// One English sentence: what failed, and by whose account.
    public var description: String {
        switch self {
        case .request(let mistake): "the request's \(mistake.rawValue) cannot be sent"
        case .credential(let error): error.description
        case .library(let fault): "libcurl refuses to work: \(fault.detail)"
        case .connect(let fault): "the hub cannot be reached: \(fault.detail)"
        case .certificateRejected(let fault): "the TLS certificate is not accepted: \(fault.detail)"
        case .interrupted(let fault): "the connection broke: \(fault.detail)"
        case .tooLarge(let limitBytes): "the answer is larger than \(limitBytes) bytes"
        case .deadline: "no answer in time"
        case .cancelled: "cancelled"
        }
    }
}
