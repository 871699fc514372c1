import CPostgres
import Glibc

/// One growing buffer in which all parameters of a call, a pipeline or a stretch of COPY are encoded.
///
/// A field is its length (big-endian, -1 for NULL) and its bytes, as in COPY and inside arrays; a parameter is the same
/// field with its length passed beside. It owns its memory.
struct ParameterBuffer: ~Copyable {
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 4096) {
        self.capacity = capacity
        base = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        base.deallocate()
    }

    /// Forgets the contents and keeps the memory.
    mutating func clear() {
        count = 0
    }

    /// Makes room for `size` bytes more.
    mutating func reserve(_ size: Int) {
        guard capacity - count < size else { return }
        capacity = Swift.max(capacity * 2, count + size)
        let grown = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        grown.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = grown
    }

    /// Appends an integer, big-endian.
    mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
        let size = MemoryLayout<Number>.size
        reserve(size)
        (base + count).storeBytes(of: number.bigEndian, as: Number.self)
        count += size
    }

    /// Appends bytes as they are.
    mutating func put(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        if let start = bytes.baseAddress {
            (base + count).copyMemory(from: start, byteCount: bytes.count)
        }
        count += bytes.count
    }

    /// Writes a length over the four bytes at `offset`, left free before.
    mutating func patch(length: Int, at offset: Int) {
        (base + offset).storeBytes(of: Int32(truncatingIfNeeded: length).bigEndian, as: Int32.self)
    }

    /// Gives the contents to `body`, for as long as it runs.
    borrowing func withContents<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Gives the fields that begin at `offsets` to `body` in the shape `PQsendQueryPrepared` wants: values, lengths,
    /// formats (all binary).
    borrowing func withParameters<Result>(
        at offsets: ArraySlice<Int>,
        _ body: (
            UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        let number = offsets.count
        return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: number) { values in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * number) { numbers in
                for (index, offset) in offsets.enumerated() {
                    let length = Int32(bigEndian: (base + offset).loadUnaligned(as: Int32.self))
                    let start = UnsafePointer((base + offset + 4).assumingMemoryBound(to: CChar.self))
                    values.initializeElement(at: index, to: length < 0 ? nil : start)
                    numbers.initializeElement(at: index, to: Swift.max(length, 0))
                    numbers.initializeElement(at: number + index, to: 1)
                }
                let lengths = numbers.baseAddress.map { UnsafePointer($0) }
                return body(values.baseAddress.map { UnsafePointer($0) }, lengths, lengths.map { $0 + number })
            }
        }
    }
}
