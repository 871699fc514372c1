import Operations
import Messages
import Signatures
import Wire

/// The results of a batch on their way into a spool: in order, hashed as they pass.
struct BatchResults {
    /// So many bytes are written together.
    private static let writtenTogether = 1 << 18

    private let spool: BatchSpool
    private var digest = RunningDigest()
    private var buffer: [UInt8] = []
    private var size = 0

    init(folder: String) throws(BatchSpool.Failure) {
        spool = try BatchSpool(folder: folder)
    }

    /// Adds the result of the next line.
    mutating func append(_ answer: StoredAnswer, isReplay: Bool) throws(BatchSpool.Failure) {
        BatchResultLine.append(status: answer.status, isReplay: isReplay, answer: answer.body, to: &buffer)
        if buffer.count >= Self.writtenTogether { try flush() }
    }

    /// Adds the result of the next line: a refusal that leaves no trace.
    mutating func append(_ refusal: Refusal, messageID: String? = nil) throws(BatchSpool.Failure) {
        let problem = ProblemDocument(refusal, messageID: messageID)
        BatchResultLine.append(status: problem.status, isReplay: false, answer: problem.json, to: &buffer)
        if buffer.count >= Self.writtenTogether { try flush() }
    }

    /// The whole answer.
    mutating func finish() throws(BatchSpool.Failure) -> SpooledBody {
        try flush()
        return SpooledBody(spool: spool, size: size, digests: digest.digests)
    }

    private mutating func flush() throws(BatchSpool.Failure) {
        buffer.withUnsafeBytes { digest.update($0) }
        try spool.write(buffer, at: size)
        self.size += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}
