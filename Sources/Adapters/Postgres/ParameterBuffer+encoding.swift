import Glibc

/// A refusal on its way from the encoder to the call, which knows statement and parameter.
struct EncodingRefusal: Error {
    let reason: ParameterRefusal
}

/// PostgreSQL's binary formats, as its `*_recv` functions read them (`src/backend/utils/adt`).
extension ParameterBuffer {
    /// The longest field: PostgreSQL allocates less than 1 GiB for any value.
    private static var longest: Int { 0x3fff_ff00 }

    /// Appends a field: length, then bytes.
    ///
    /// - Parameter rowTypes: the object identifiers of composite types, by their names.
    mutating func putField(_ value: PostgresValue, rowTypes: [String: UInt32] = [:]) throws(EncodingRefusal) {
        switch value {
        case .null: put(Int32(-1))
        case .bool(let bool): putBool(bool)
        case .int2(let number): putNumber(number)
        case .int4(let number): putNumber(number)
        case .int64(let number): putNumber(number)
        case .text(let text): try putText(text)
        case .bytes(let bytes): try putBytes(bytes)
        case .uuid(let uuid): putUUID(uuid)
        case .timestamp(let microseconds): try putTimestamp(microseconds)
        case .date(let days): try putDate(days)
        case .jsonb(let text): try putText(text, version: 1)
        case .boolArray(let values):
            try putArray(values, of: .bool) { buffer, value throws(EncodingRefusal) in buffer.putBool(value) }
        case .int4Array(let values):
            try putArray(values, of: .int4) { buffer, value throws(EncodingRefusal) in buffer.putNumber(value) }
        case .int64Array(let values):
            try putArray(values, of: .int8) { buffer, value throws(EncodingRefusal) in buffer.putNumber(value) }
        case .textArray(let values):
            try putArray(values, of: .text) { buffer, value throws(EncodingRefusal) in try buffer.putText(value) }
        case .bytesArray(let values):
            try putArray(values, of: .bytea) { buffer, value throws(EncodingRefusal) in try buffer.putBytes(value) }
        case .uuidArray(let values):
            try putArray(values, of: .uuid) { buffer, value throws(EncodingRefusal) in buffer.putUUID(value) }
        case .timestampArray(let values):
            try putArray(values, of: .timestampWithZone) { buffer, value throws(EncodingRefusal) in
                try buffer.putTimestamp(value)
            }
        case .rows(let rows): try putRows(rows, rowTypes)
        }
    }

    /// An array of rows that are encoded already.
    private mutating func putRows(_ rows: PostgresRows, _ rowTypes: [String: UInt32]) throws(EncodingRefusal) {
        if let refusal = rows.refusal { throw EncodingRefusal(reason: refusal) }
        guard let type = rowTypes[rows.type] else { throw EncodingRefusal(reason: .rowTypeMissing) }
        let size = rows.bytes.count + (rows.isEmpty ? 12 : 20)
        guard size <= Self.longest else { throw EncodingRefusal(reason: .tooLong) }
        put(Int32(truncatingIfNeeded: size))
        put(Int32(rows.isEmpty ? 0 : 1))
        put(Int32(0))  // no element is NULL
        put(type)
        guard !rows.isEmpty else { return }
        put(Int32(truncatingIfNeeded: rows.count))
        put(Int32(1))  // the lower bound
        rows.bytes.withUnsafeBytes { put($0) }
    }

    private mutating func putBool(_ bool: Bool) {
        putNumber(UInt8(bool ? 1 : 0))
    }

    @inline(__always)
    private mutating func putNumber<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
        put(Int32(MemoryLayout<Number>.size))
        put(number)
    }

    private mutating func putUUID(_ uuid: PostgresUUID) {
        put(Int32(16))
        put(uuid.high)
        put(uuid.low)
    }

    private mutating func putTimestamp(_ microseconds: Int64) throws(EncodingRefusal) {
        guard let shifted = Epoch.shifted(microseconds) else { throw EncodingRefusal(reason: .instantOutOfRange) }
        putNumber(shifted)
    }

    private mutating func putDate(_ days: Int32) throws(EncodingRefusal) {
        if days == .max || days == .min { return putNumber(days) }
        let (shifted, overflow) = days.subtractingReportingOverflow(Epoch.days)
        guard !overflow else { throw EncodingRefusal(reason: .instantOutOfRange) }
        putNumber(shifted)
    }

    private mutating func putBytes(_ bytes: [UInt8]) throws(EncodingRefusal) {
        guard bytes.count <= Self.longest else { throw EncodingRefusal(reason: .tooLong) }
        put(Int32(bytes.count))
        bytes.withUnsafeBytes { put($0) }
    }

    /// `version` is the byte with which jsonb begins.
    private mutating func putText(_ text: String, version: UInt8? = nil) throws(EncodingRefusal) {
        var text = text
        let refusal = text.withUTF8 { characters -> ParameterRefusal? in
            let size = characters.count + (version == nil ? 0 : 1)
            guard size <= Self.longest else { return .tooLong }
            if let start = characters.baseAddress, memchr(start, 0, characters.count) != nil { return .textHoldsNull }
            put(Int32(size))
            if let version { put(version) }
            put(UnsafeRawBufferPointer(characters))
            return nil
        }
        if let refusal { throw EncodingRefusal(reason: refusal) }
    }

    /// An array of one dimension, or of none when it is empty (`array_recv`).
    @inline(__always)
    private mutating func putArray<Element>(
        _ elements: [Element?], of type: PostgresType,
        _ putElement: (inout ParameterBuffer, Element) throws(EncodingRefusal) -> Void
    ) throws(EncodingRefusal) {
        let start = count
        put(Int32(0))  // the length, patched below
        put(Int32(elements.isEmpty ? 0 : 1))
        let nullsFlag = count
        put(Int32(0))
        put(type.identifier)
        var holdsNull = false
        if !elements.isEmpty {
            put(Int32(truncatingIfNeeded: elements.count))
            put(Int32(1))  // the lower bound
            for element in elements {
                if let element {
                    try putElement(&self, element)
                } else {
                    holdsNull = true
                    put(Int32(-1))
                }
            }
        }
        if holdsNull { patch(length: 1, at: nullsFlag) }
        guard count - start - 4 <= Self.longest else { throw EncodingRefusal(reason: .tooLong) }
        patch(length: count - start - 4, at: start)
    }
}
