import Glibc
import Payments

/// Reads a bank's file item by item: pain.002.001.10, camt.053.001.08 or camt.054.001.08.
///
/// Memory does not grow with the file. Items come out before the file's end is known to be good: whoever takes them keeps
/// them only once ``next()`` has answered that there are no more. Unknown elements are ignored. Not for sharing.
public struct BankFileReader: ~Copyable {
    /// What the file is.
    public let header: BankFileHeader

    private var feed: FileFeed
    private var items: [BankItem] = []
    private var index = 0

    /// Opens the file and reads up to its header.
    ///
    /// - Throws: ``BankFileError``.
    public init(path: String) throws(BankFileError) {
        var feed = try FileFeed(path: path)
        while feed.header == nil {
            guard try feed.advance() else { break }
        }
        // A document that ended without a header was refused by the feed.
        guard let header = feed.header else { throw .missing(line: 1, element: "GrpHdr") }
        self.header = header
        self.feed = feed
    }

    /// The next item; nothing when the file has ended well.
    ///
    /// - Throws: ``BankFileError``; after that the reader is of no more use.
    public mutating func next() throws(BankFileError) -> BankItem? {
        while index == items.count {
            items = feed.takeItems()
            index = 0
            if items.isEmpty, !(try feed.advance()) {
                items = feed.takeItems()
                if items.isEmpty { return nil }
            }
        }
        defer { index += 1 }
        return items[index]
    }

    /// Reads a whole file: `onHeader` once, then `onItem` for each item in order.
    ///
    /// - Throws: ``BankFileError``; items may have come out before.
    public static func read(
        path: String, onHeader: (BankFileHeader) -> Void = { _ in }, onItem: (BankItem) -> Void
    ) throws(BankFileError) {
        var reader = try BankFileReader(path: path)
        onHeader(reader.header)
        while let item = try reader.next() { onItem(item) }
    }
}

/// The owner of an open file, fed to the parser piece by piece.
private struct FileFeed: ~Copyable {
    private static let pieceSize = 65_536

    private let file: Int32
    private let walk: DocumentWalk
    private var parser: PushParser
    private let piece: UnsafeMutableRawBufferPointer
    private var hasEnded = false
    private var isEmpty = true

    init(path: String) throws(BankFileError) {
        let walk = DocumentWalk()
        let parser = try PushParser(walk)
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(code: errno) }
        self.walk = walk
        self.parser = parser
        self.file = file
        piece = .allocate(byteCount: Self.pieceSize, alignment: 16)
    }

    deinit {
        close(file)
        piece.deallocate()
    }

    var header: BankFileHeader? { walk.document?.header }

    func takeItems() -> [BankItem] { walk.takeItems() }

    /// Feeds the next piece; false once the file has ended and the document with it.
    mutating func advance() throws(BankFileError) -> Bool {
        guard !hasEnded else { return false }
        var count: Int
        repeat { count = Glibc.read(file, piece.baseAddress, Self.pieceSize) } while count < 0 && errno == EINTR
        guard count >= 0 else { throw .unreadable(code: errno) }
        if count > 0 {
            isEmpty = false
            try parser.feed(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(piece)[..<count]), isLast: false)
        } else {
            hasEnded = true
            guard !isEmpty else { throw .truncated(line: 1) }
            try parser.feed(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(piece)[..<0]), isLast: true)
            try walk.checkEnd(line: max(1, walk.line()))
        }
        return true
    }
}
