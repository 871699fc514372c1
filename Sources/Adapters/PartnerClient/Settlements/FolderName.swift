/// What the name of a received folder says: `v2`, or `v2-copy-1` for the first copy of the second version.
struct FolderName: Hashable {
    /// The version, from 1.
    let version: Int64
    /// The number of the copy, from 1; `nil` for the first delivery.
    let copy: Int64?

    /// The file beside the manifest that marks a copy; the manifest does not list it.
    static let copyMarker = "copy.json"

    /// Reads the last name of a path; `nil` for any other name.
    init?(path: String) {
        guard let name = path.split(separator: "/").last, name.first == "v" else { return nil }
        let parts = name.dropFirst().split(separator: "-", omittingEmptySubsequences: false)
        guard let version = Self.number(parts[0]) else { return nil }
        switch parts.count {
        case 1: copy = nil
        case 3 where parts[1] == "copy":
            guard let number = Self.number(parts[2]) else { return nil }
            copy = number
        default: return nil
        }
        self.version = version
    }

    private static func number(_ digits: Substring) -> Int64? {
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int64(digits), number > 0
        else { return nil }
        return number
    }
}
