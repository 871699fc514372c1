import Operations
import Partners
import Payments
import Postgres
import Quantities

extension PostgresPaymentStore {
    /// See ``PaymentStore/take(digest:name:by:read:)``.
    public func take(
        digest: [UInt8], name: String, by actor: String,
        read:
            @escaping @Sendable (
                _ onHeader: (BankFileHeader) throws -> Void, _ onItem: (BankItem) throws -> Void
            ) throws -> Void
    ) async throws(PaymentFailure) -> BankImportReport {
        let store = self
        return try await writing { connection in
            try connection.execute(PaymentStatements.alone)
            if let row = try connection.execute(BankStatements.file, [.bytes(digest)]).first {
                return try Self.repeated(row)
            }
            let (now, terms) = try store.now(connection)
            var run = BankImport(
                digest: digest, name: name, actor: actor, now: now, terms: terms, sha256: store.sha256)
            // A reader may wrap what its closures throw: what went wrong here is told as it was.
            var failure: (any Error)?
            do {
                try read(
                    { header in
                        do { try run.begin(header, connection) } catch {
                            failure = error
                            throw error
                        }
                    },
                    { item in
                        do { try run.add(item, connection) } catch {
                            failure = error
                            throw error
                        }
                    })
            } catch {
                throw failure ?? PaymentFailure.unreadable("\(error)")
            }
            return try run.finish(connection)
        }
    }

    private static func repeated(_ row: Row) throws -> BankImportReport {
        guard let kind = BankFileHeader.Kind(rawValue: try row.text("kind")) else {
            throw StoreError.failed("a bank file is of no known kind")
        }
        return BankImportReport(
            messageID: try row.text("message_id"), kind: kind, isRepeat: true, items: try row.int64("items"),
            matched: try row.int64("matched"), partlyMatched: try row.int64("partly_matched"),
            unmatched: try row.int64("unmatched"), duplicates: try row.int64("duplicates"),
            paymentsMoved: try row.int64("payments_moved"))
    }
}
