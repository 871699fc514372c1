import BankFiles
import Operations
import Payments
import Signatures

/// Reads a bank's file for the desk that imports it, front to back.
struct BankFileImport: BankFileReading {
    func digest(of path: String) throws -> [UInt8] {
        do {
            return try MessageDigest.sha256(ofFile: path)
        } catch {
            throw CommandFailure("“\(path)” cannot be read.")
        }
    }

    func read(
        _ path: String, onHeader: (BankFileHeader) throws -> Void, onItem: (BankItem) throws -> Void
    ) throws {
        var reader = try BankFileReader(path: path)
        try onHeader(reader.header)
        while let item = try reader.next() { try onItem(item) }
    }
}
