import COpenSSL
import Foundation
import Glibc

/// The list of every certificate an authority issued, in the form of OpenSSL's `index.txt`.
///
/// One line a certificate, six fields separated by tabs: `V` or `R`, end of validity, moment and reason of revocation (or
/// nothing), serial, file name, subject. `openssl ca -status`, `-gencrl` and `-updatedb` read it.
public struct CertificateIndex: Hashable, Sendable {
    /// One certificate's line.
    public struct Entry: Hashable, Sendable {
        /// The certificate's number.
        public let serial: SerialNumber
        /// The last moment of its validity, to the second.
        public let validUntil: Date
        /// The name of the file it was written to, such as `grocery.pem`, or `unknown`; a renewal may have taken its place.
        public let file: String
        /// The subject as OpenSSL's index has it, such as `/CN=grocery`.
        public let subject: String
        /// How it was taken back, if it was.
        public internal(set) var revocation: Revocation?
    }

    /// In the order of issue.
    public internal(set) var entries: [Entry] = []

    init() {}

    /// The revocations, in the order of issue.
    public var revocations: [Revocation] { entries.compactMap(\.revocation) }

    /// The certificate with this number.
    public func entry(_ serial: SerialNumber) -> Entry? {
        entries.first { $0.serial == serial }
    }

    mutating func add(_ certificate: Certificate, file: String) {
        let facts = certificate.facts
        entries.append(
            Entry(serial: facts.serial, validUntil: facts.notAfter, file: file, subject: facts.indexSubject))
    }

    mutating func revoke(_ revocation: Revocation) throws(CertificateError) {
        guard let position = entries.firstIndex(where: { $0.serial == revocation.serial }) else {
            throw .serialUnknown(revocation.serial)
        }
        guard entries[position].revocation == nil else { throw .alreadyRevoked(revocation.serial) }
        entries[position].revocation = revocation
    }

    /// The text of the file.
    func text() throws(CertificateError) -> String {
        var text = ""
        for entry in entries {
            var revoked = ""
            if let revocation = entry.revocation {
                revoked = try Self.write(revocation.at)
                if revocation.reason != .unspecified { revoked += "," + revocation.reason.rawValue }
            }
            let state = entry.revocation == nil ? "V" : "R"
            let fields = [
                state, try Self.write(entry.validUntil), revoked, entry.serial.description, entry.file, entry.subject,
            ]
            text += fields.joined(separator: "\t") + "\n"
        }
        return text
    }

    /// Reads the text of the file at `path`, which is named in the error.
    init(text: String, path: String) throws(CertificateError) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: true).enumerated() {
            guard let entry = Self.entry(line) else { throw .indexMalformed(path: path, line: number + 1) }
            entries.append(entry)
        }
    }

    private static func entry(_ line: Substring) -> Entry? {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6, let serial = SerialNumber(fields[3]), let end = read(fields[1]) else { return nil }
        var entry = Entry(serial: serial, validUntil: end, file: fields[4], subject: fields[5])
        switch fields[0] {
        // E is what `openssl ca -updatedb` makes of an expired V.
        case "V", "E": return fields[2].isEmpty ? entry : nil
        case "R":
            let parts = fields[2].split(separator: ",", maxSplits: 1).map(String.init)
            guard let first = parts.first, let at = read(first) else { return nil }
            let word = parts.count == 2 ? parts[1] : RevocationReason.unspecified.rawValue
            guard let reason = RevocationReason(rawValue: word) else { return nil }
            entry.revocation = Revocation(serial: serial, reason: reason, at: at)
            return entry
        default: return nil
        }
    }

    /// `YYMMDDHHMMSSZ` for 1950 to 2049, else `YYYYMMDDHHMMSSZ`: the two forms of ASN.1.
    private static func write(_ date: Date) throws(CertificateError) -> String {
        var seconds = try epochSeconds(date)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let year = Int(parts.tm_year) + 1900
        let rest = [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
        let short = (1950..<2050).contains(year)
        return padded(short ? year % 100 : year, short ? 2 : 4) + rest.map { padded(Int($0), 2) }.joined() + "Z"
    }

    private static func read(_ text: String) -> Date? {
        let digits = Array(text.utf8)
        guard digits.count == 13 || digits.count == 15, digits.last == UInt8(ascii: "Z"),
            digits.dropLast().allSatisfy({ (48...57).contains($0) })
        else { return nil }
        func number(_ range: Range<Int>) -> Int32 { digits[range].reduce(0) { $0 * 10 + Int32($1 - 48) } }
        let yearDigits = digits.count - 11
        var parts = tm()
        let year = number(0..<yearDigits)
        parts.tm_year = yearDigits == 4 ? year - 1900 : (year < 50 ? year + 100 : year)
        let fields = stride(from: yearDigits, to: yearDigits + 10, by: 2).map { number($0..<$0 + 2) }
        guard (1...12).contains(fields[0]), (1...31).contains(fields[1]), fields[2] < 24, fields[3] < 60, fields[4] < 60
        else { return nil }
        (parts.tm_mon, parts.tm_mday) = (fields[0] - 1, fields[1])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (fields[2], fields[3], fields[4])
        return Date(timeIntervalSince1970: Double(timegm(&parts)))
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
