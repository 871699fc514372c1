/// What is wrong with one line of a back-office file.
public struct BatchMistake: Error, Hashable, Sendable {
    /// The line in the file, from 1, as an editor counts it; the first one of a row that spans several.
    public let line: Int64
    /// The column of CSV, or the path of the JSON member; `nil` when it is the line as a whole.
    public let field: String?
    /// What is wrong, in a few words.
    public let reason: String

    init(line: Int64, field: String? = nil, _ reason: String) {
        self.line = line
        self.field = field
        self.reason = reason
    }

    /// `file:line:field: reason`, as compilers write it.
    public func text(in file: String) -> String {
        "\(file):\(line):\(field.map { "\($0):" } ?? "") \(reason)"
    }
}

/// Why a batch cannot be sent, or not to its end.
public enum BatchError: Error, Hashable, Sendable {
    /// The file is missing or cannot be read; `code` is `errno`.
    case unreadable(path: String, code: Int32)
    /// A file beside the input cannot be written; `code` is `errno`.
    case unwritable(path: String, code: Int32)
    /// The file has mistakes. Only the first of them are listed, `count` is all.
    case mistakes([BatchMistake], count: Int)
    /// The file was changed while it was being sent.
    case changed(path: String)
    /// The progress beside the file belongs to another content of it, to other results, or cannot be read.
    case progress(path: String, reason: String)
    /// Another process is at work on the same results.
    case busy(path: String)
    /// The hub cannot be spoken to, or not be believed.
    case access(HubAccessError)
    /// The hub refused a whole part, with this status and code.
    case refused(status: Int, code: String?)
    /// The answer to a part is the hub's, but not a result a line: so many came for so many.
    case results(count: Int, lines: Int)
    /// The result of this line cannot be read.
    case result(line: Int64)
    /// The hub answered `unavailable` for these many lines of a part, each time they were sent.
    case unavailable(lines: Int)
    /// The task was cancelled.
    case cancelled
}

extension BatchError: CustomStringConvertible {
    /// One English sentence.
    public var description: String {
        switch self {
        case .unreadable(let path, let code): "\(path): cannot be read: \(SystemFailure.text(code))"
        case .unwritable(let path, let code): "\(path): cannot be written: \(SystemFailure.text(code))"
        case .mistakes(_, let count): "\(count) \(count == 1 ? "mistake" : "mistakes") in the file"
        case .changed(let path): "\(path): was changed while it was being sent"
        case .progress(let path, let reason): "\(path): \(reason)"
        case .busy(let path): "\(path): another partner batch is writing it"
        case .access(let error): error.description
        case .refused(let status, let code):
            "the hub refused a part with status \(status)\(code.map { ", \($0)" } ?? "")"
        case .results(let count, let lines): "the hub answered \(count) results for \(lines) lines"
        case .result(let line): "the hub's result of line \(line) cannot be read"
        case .unavailable(let lines): "the hub could not take \(lines) \(lines == 1 ? "line" : "lines") of a part"
        case .cancelled: "cancelled"
        }
    }
}
