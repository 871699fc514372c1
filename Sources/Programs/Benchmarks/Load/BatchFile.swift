import Foundation
import Glibc

/// A file of messages, made before the clock runs, in parts that are each signed once.
struct BatchFile: Sendable {
    /// One part.
    struct Part: Sendable {
        /// The place of the partner that sends it.
        let sender: Int
        /// The lines as NDJSON.
        let path: String
        /// The answer as it came.
        let answerPath: String
        /// What each line is.
        let kinds: [MessageSource.Kind]
    }

    /// The parts in order.
    let parts: [Part]
    /// Bytes in all.
    let size: Int

    /// Makes the messages and writes the parts.
    ///
    /// - Parameters:
    ///   - count: messages in all.
    ///   - now: Unix seconds, which every message names as its moment.
    ///   - prefix: how the parts' paths begin.
    /// - Throws: ``BenchmarkFailure`` when a part cannot be written.
    init(
        _ source: MessageSource, count: Int, shape: LoadPlan.BatchShape, senders: Int, now: Int64, prefix: String
    ) throws {
        var source = source
        var parts: [Part] = []
        var (left, size) = (count, 0)
        var pending: MessageSource.Draft?
        while left > 0 {
            let sender = shape.sender ?? parts.count % max(1, senders)
            var content: [UInt8] = []
            var kinds: [MessageSource.Kind] = []
            content.reserveCapacity(shape.partBytes)
            while left > 0 {
                let draft = pending ?? source.next(now: now, sender: sender)
                pending = nil
                if !content.isEmpty, content.count + draft.body.count + 1 > shape.partBytes {
                    // It belongs to the next part, unless that is another partner's.
                    if shape.sender != nil { pending = draft }
                    break
                }
                content.append(contentsOf: draft.body)
                content.append(0x0A)
                kinds.append(draft.kind)
                left -= 1
            }
            let path = "\(prefix)-\(parts.count).ndjson"
            guard FileManager.default.createFile(atPath: path, contents: Data(content)) else {
                throw BenchmarkFailure("\(path) cannot be written.")
            }
            size += content.count
            parts.append(Part(sender: sender, path: path, answerPath: path + ".answers", kinds: kinds))
        }
        self.parts = parts
        self.size = size
    }

    /// Removes the parts and their answers.
    func remove() {
        for part in parts {
            unlink(part.path)
            unlink(part.answerPath)
        }
    }
}
