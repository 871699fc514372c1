/// Reads JSON strictly (RFC 8259), refusing duplicate names.
///
/// Every deviation is refused, never repaired, so that two readers of one body cannot disagree about its content.
public enum JSONReader {
    /// The most levels of arrays and objects inside each other.
    public static let maximumDepth = 64

    /// Reads one JSON value that fills the bytes, white space around it aside.
    ///
    /// - Throws: ``JSONError/malformed(offset:)``; ``JSONError/duplicateField(path:)`` only when nothing is malformed.
    public static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in try read(buffer) }
    }

    /// Reads one JSON value that fills the bytes of a string.
    ///
    /// - Throws: as ``read(_:)-([UInt8])``.
    public static func read(text: String) throws(JSONError) -> JSONValue {
        try read(Array(text.utf8))
    }

    /// Reads one JSON value that fills the bytes, without copying them first.
    ///
    /// - Throws: as ``read(_:)-([UInt8])``.
    public static func read(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONValue {
        try bytes.withMemoryRebound(to: UInt8.self) { (buffer) throws(JSONError) in try read(buffer) }
    }

    private static func read(_ buffer: UnsafeBufferPointer<UInt8>) throws(JSONError) -> JSONValue {
        var scanner = JSONScanner(bytes: buffer)
        let value = try scanner.document()
        if scanner.hasDuplicate, let path = duplicatePath(in: value, at: "") {
            throw .duplicateField(path: path)
        }
        return value
    }

    /// The path of the first repeated name, in the order of the document.
    private static func duplicatePath(in value: JSONValue, at path: String) -> String? {
        switch value {
        case .null, .bool, .number, .string:
            return nil
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                let inner = JSONPath.element(index, of: path)
                if let found = duplicatePath(in: element, at: inner) { return found }
            }
        case .object(let members):
            var seen: Set<[UInt8]> = []
            for member in members {
                let inner = JSONPath.member(member.name, of: path)
                guard seen.insert(Array(member.name.utf8)).inserted else { return inner }
                if let found = duplicatePath(in: member.value, at: inner) { return found }
            }
        }
        return nil
    }
}
