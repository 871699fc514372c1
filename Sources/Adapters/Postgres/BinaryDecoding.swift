/// PostgreSQL's binary formats, as its `*_send` functions write them. Each answers nil for a type it does not read, or
/// for bytes that are no value of the type.
enum BinaryDecoding {
    static func bool(_ type: PostgresType, _ bytes: UnsafeRawBufferPointer) -> Bool? {
        guard type == .bool, bytes.count == 1 else { return nil }
        return bytes[0] != 0
    }

    static func number<Number: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, as: Number.Type, at offset: Int = 0
    ) -> Number? {
        guard bytes.count >= offset + MemoryLayout<Number>.size else { return nil }
        return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    /// Reads smallint and integer too, which lose nothing.
    static func int64(_ type: PostgresType, _ bytes: UnsafeRawBufferPointer) -> Int64? {
        switch type {
        case .int8: number(bytes, as: Int64.self)
        case .objectIdentifier: number(bytes, as: UInt32.self).map(Int64.init)
        default: int4(type, bytes).map(Int64.init)
        }
    }

    /// Reads smallint too.
    static func int4(_ type: PostgresType, _ bytes: UnsafeRawBufferPointer) -> Int32? {
        switch type {
        case .int4: number(bytes, as: Int32.self)
        case .int2: number(bytes, as: Int16.self).map(Int32.init)
        default: nil
        }
    }

    static func text(_ type: PostgresType, _ bytes: UnsafeRawBufferPointer) -> String? {
        switch type {
        case .text, .varchar, .blankPadded, .name, .json: String(decoding: bytes, as: UTF8.self)
        case .jsonb: bytes.first == 1 ? String(decoding: bytes.dropFirst(), as: UTF8.self) : nil
        case .numeric: NumericText.decode(bytes)
        default: nil
        }
    }

    static func bytes(_ type: PostgresType, _ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        type == .bytea ? Array(bytes) : nil
    }

    static func uuid(_ type: PostgresType, _ bytes: UnsafeRawBufferPointer) -> PostgresUUID? {
        guard type == .uuid, bytes.count == 16, let high = number(bytes, as: UInt64.self),
            let low = number(bytes, as: UInt64.self, at: 8)
        else { return nil }
        return PostgresUUID(high: high, low: low)
    }

    static func timestamp(_ type: PostgresType, _ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard type == .timestampWithZone, let shifted = number(bytes, as: Int64.self) else { return nil }
        if shifted == .max || shifted == .min { return shifted }
        let (microseconds, overflow) = shifted.addingReportingOverflow(Epoch.microseconds)
        return overflow ? nil : microseconds
    }

    static func date(_ type: PostgresType, _ bytes: UnsafeRawBufferPointer) -> Int32? {
        guard type == .date, let shifted = number(bytes, as: Int32.self) else { return nil }
        if shifted == .max || shifted == .min { return shifted }
        let (days, overflow) = shifted.addingReportingOverflow(Epoch.days)
        return overflow ? nil : days
    }

    /// An array of at most one dimension. The elements carry their own type, so that of the array is not needed.
    static func array<Element>(
        _ bytes: UnsafeRawBufferPointer, _ element: (PostgresType, UnsafeRawBufferPointer) -> Element?
    ) -> [Element?]? {
        guard let dimensions = number(bytes, as: Int32.self), let identifier = number(bytes, as: UInt32.self, at: 8)
        else { return nil }
        let type = PostgresType(identifier: identifier)
        if dimensions == 0 { return [] }
        guard dimensions == 1, let count = number(bytes, as: Int32.self, at: 12), count >= 0,
            Int(count) <= bytes.count / 4
        else { return nil }
        var elements: [Element?] = []
        elements.reserveCapacity(Int(count))
        var offset = 20
        for _ in 0..<count {
            guard let length = number(bytes, as: Int32.self, at: offset).map(Int.init) else { return nil }
            offset += 4
            if length < 0 {
                elements.append(nil)
                continue
            }
            guard bytes.count - offset >= length else { return nil }
            let field = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
            guard let value = element(type, field) else { return nil }
            elements.append(value)
            offset += length
        }
        return elements
    }
}
