import Foundation
import Wire

/// Why an argument holds no JSON.
public enum JSONArgumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file cannot be read.
    case unreadable(path: String)
    /// The text is no JSON, or has a member twice.
    case malformed(JSONError)

    /// One English sentence.
    public var description: String {
        switch self {
        case .unreadable(let path): "\(path): cannot be read"
        case .malformed(.malformed(let offset)): "not JSON, at byte \(offset)"
        case .malformed(.duplicateField(let path)): "the JSON has \(path) twice"
        case .malformed(.unknownField(let path)), .malformed(.invalidField(let path)): "the JSON's \(path) is wrong"
        }
    }
}

/// JSON as commands take it: the text itself, `-` for standard input, `@path` for a file.
public enum JSONArgument {
    /// Reads it.
    ///
    /// - Throws: ``JSONArgumentError``.
    public static func read(_ argument: String) throws(JSONArgumentError) -> JSONValue {
        let bytes: [UInt8]
        if argument == "-" {
            bytes = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
        } else if argument.hasPrefix("@") {
            bytes = try contents(of: String(argument.dropFirst()))
        } else {
            bytes = Array(argument.utf8)
        }
        return try parse(bytes)
    }

    /// Reads a file of JSON; `-` is standard input.
    ///
    /// - Throws: ``JSONArgumentError``.
    public static func readFile(_ path: String) throws(JSONArgumentError) -> JSONValue {
        path == "-" ? try read(path) : try parse(contents(of: path))
    }

    private static func contents(of path: String) throws(JSONArgumentError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path: path) }
        return [UInt8](data)
    }

    private static func parse(_ bytes: [UInt8]) throws(JSONArgumentError) -> JSONValue {
        do throws(JSONError) {
            return try JSONReader.read(bytes)
        } catch {
            throw .malformed(error)
        }
    }
}
