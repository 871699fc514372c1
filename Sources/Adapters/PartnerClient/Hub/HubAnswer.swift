import Signatures
import Wire

/// The hub's answer, its signature checked.
public struct HubAnswer: Sendable {
    /// The status code.
    public let status: Int
    /// The header fields.
    public let fields: HeaderFields
    /// The content, byte for byte.
    public let body: [UInt8]
    /// Whether the hub says that it had answered this very message before.
    public let isReplay: Bool
    /// The receipt, checked against the message; `nil` when the answer has none.
    public let receipt: Receipt?
    /// How many attempts it took.
    public let attempts: Int

    /// Whether the hub did what it was asked (status 200 to 299).
    public var isSuccess: Bool { (200..<300).contains(status) }

    /// The content as JSON; `nil` when it is something else.
    public var json: JSONValue? { try? JSONReader.read(body) }

    /// The stable code of a refusal, such as `insufficient_points`; `nil` for a success.
    public var refusalCode: String? { isSuccess ? nil : json?["code"]?.string }
}

/// Why there is no answer that can be believed.
public enum HubClientError: Error, Hashable, Sendable {
    /// No answer came, after so many attempts.
    case connection(HTTPConnectionError, attempts: Int)
    /// The request could not be signed.
    case signing(SigningError)
    /// An answer of this status came, but it is not shown to be the hub's answer to this request.
    case response(ResponseRefusal, status: Int)
    /// The hub's key set could not be read; `status` is the answer's.
    case keys(status: Int)
    /// The answer is the hub's, but its receipt is not one for this message.
    case receipt(ReceiptRefusal)
    /// The task was cancelled between two attempts.
    case cancelled
}

extension HubClientError: CustomStringConvertible {
    /// One English sentence.
    public var description: String {
        switch self {
        case .connection(let error, let attempts): "\(error) (attempts: \(attempts))"
        case .signing(let error): "the request cannot be signed: \(error)"
        case .response(let refusal, let status): "the answer with status \(status) is not the hub's: \(refusal)"
        case .keys(let status): "the hub's keys cannot be read (status \(status))"
        case .receipt(let refusal): "the receipt is not this message's: \(refusal)"
        case .cancelled: "cancelled"
        }
    }
}
