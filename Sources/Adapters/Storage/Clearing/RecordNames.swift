import Glibc
import Quantities

/// What a message's answer and receipt say that stands in columns of its row too: the content's digest and the
/// transaction. In a record one byte stands for each.
struct RecordNames {
    /// The digest in Base64, behind the byte that stands for it.
    private let digest: [UInt8]
    /// The transaction's text; empty where there is none.
    private let transaction: [UInt8]

    private static let digestMark: UInt8 = 1
    private static let transactionMark: UInt8 = 2

    init(digest: [UInt8], transaction: UniqueID?) {
        self.digest = Base64URL.padded(digest)
        self.transaction = transaction.map(Self.text) ?? []
    }

    /// The text with marks where these stood; nothing where it could not be told from what it is made of.
    func cut(from text: ArraySlice<UInt8>) -> [UInt8]? {
        text.withUnsafeBytes { whole -> [UInt8]? in
            guard let start = whole.baseAddress, memchr(start, Int32(Self.digestMark), whole.count) == nil,
                memchr(start, Int32(Self.transactionMark), whole.count) == nil
            else { return nil }
            var cut: [UInt8] = []
            cut.reserveCapacity(whole.count)
            var next = 0
            // Both stand in quotation marks, as all texts in JSON.
            var place = 0
            while let quote = memchr(start + place, Int32(UInt8(ascii: "\"")), whole.count - place) {
                place = UnsafeRawPointer(quote) - start + 1
                let rest = UnsafeRawBufferPointer(rebasing: whole[place...])
                let (length, mark) =
                    if Self.begins(rest, with: transaction) {
                        (transaction.count, Self.transactionMark)
                    } else if Self.begins(rest, with: digest) {
                        (digest.count, Self.digestMark)
                    } else {
                        (0, 0 as UInt8)
                    }
                guard length > 0 else { continue }
                cut.append(contentsOf: whole[next..<place])
                cut.append(mark)
                place += length
                next = place
            }
            cut.append(contentsOf: whole[next...])
            return cut
        }
    }

    private static func begins(_ text: UnsafeRawBufferPointer, with name: [UInt8]) -> Bool {
        guard !name.isEmpty, text.count >= name.count, let start = text.baseAddress else { return false }
        return memcmp(start, name, name.count) == 0
    }

    /// The text that ``cut(from:)`` made this of.
    func restored(in cut: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(cut.count + digest.count + transaction.count)
        for byte in cut {
            switch byte {
            case Self.digestMark: text += digest
            case Self.transactionMark: text += transaction
            default: text.append(byte)
            }
        }
        return text
    }

    /// The usual text of 36 characters.
    private static func text(_ id: UniqueID) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 36) { text, count in
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    text[count] = UInt8(ascii: "-")
                    count += 1
                }
                let half = index < 16 ? id.high : id.low
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (index % 16))) & 0xF
                text[count] = digit < 10 ? 0x30 + digit : 0x57 + digit
                count += 1
            }
        }
    }
}
