/// Cuts a stream of bytes into the lines of a batch, in bounded memory.
///
/// Lines end with a line feed, the last perhaps without; what follows the last line feed is no line when it is empty. A line
/// that is longer than a message may be is noted and its bytes thrown away.
public struct BatchLineSplitter: Sendable {
    /// A line, without its line feed.
    public enum Line: Hashable, Sendable {
        /// Its bytes, a return at its end included.
        case bytes([UInt8])
        /// It is longer than ``BatchLineSplitter/mostBytes``.
        case tooLong
    }

    /// The most bytes of a line, its line feed apart: those of a single request.
    public static let mostBytes = 1 << 20

    private var open: [UInt8] = []
    private var isTooLong = false
    private var isOpen = false

    /// A splitter that has seen nothing.
    public init() {}

    /// Takes the next bytes and hands out every line that ends in them.
    public mutating func take(_ bytes: UnsafeRawBufferPointer, line: (Line) -> Void) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                keep(rest)
                return
            }
            if isOpen {
                keep(rest[..<end])
                finish(line)
            } else {
                let piece = rest[..<end]
                line(piece.count > Self.mostBytes ? .tooLong : .bytes(Array(piece)))
            }
            rest = rest[(end + 1)...]
        }
    }

    /// Hands out the last line where it has no line feed.
    public mutating func end(line: (Line) -> Void) {
        if isOpen { finish(line) }
    }

    private mutating func keep(_ piece: Slice<UnsafeRawBufferPointer>) {
        isOpen = true
        guard !isTooLong else { return }
        if open.count + piece.count > Self.mostBytes {
            isTooLong = true
            open = []
        } else {
            open.append(contentsOf: piece)
        }
    }

    private mutating func finish(_ line: (Line) -> Void) {
        line(isTooLong ? .tooLong : .bytes(open))
        open = []
        isTooLong = false
        isOpen = false
    }
}
