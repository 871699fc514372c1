import Foundation

/// The cards of all members, each as the identifier `card:9990…` of 21 characters on a line of its own.
struct CardList: Sendable {
    /// The length of an identifier.
    static let length = 21
    private let bytes: [UInt8]

    /// How many there are.
    var count: Int { bytes.count / (Self.length + 1) }

    /// - Throws: ``BenchmarkFailure`` when the file is missing or of another form.
    init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path), !data.isEmpty,
            data.count.isMultiple(of: Self.length + 1)
        else { throw BenchmarkFailure("\(path) is no list of cards.") }
        bytes = Array(data)
    }

    /// No cards, for those that enrol.
    init() {
        bytes = []
    }

    /// The identifier of a member.
    subscript(index: Int) -> ArraySlice<UInt8> {
        let start = index * (Self.length + 1)
        return bytes[start..<start + Self.length]
    }
}
