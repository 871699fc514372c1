import Messages
import Signatures
import Testing
import Wire

@Suite struct `Digesting contents` {
    private func digest(_ text: String, _ request: PostedRequest = .accrual) throws -> [UInt8] {
        try reader.read(Array(text.utf8), as: request).contentDigest.bytes
    }

    private let accrual = #"""
        {"message_id":"m-1","occurred_at":"2026-11-20T10:15:00Z","member":"card:9990123456789018","points":934}
        """#

    @Test func `the digest is SHA-256 of method, path and canonical body`() throws {
        let canonical =
            "POST\n/v1/accruals\n"
            + #"{"member":"card:9990123456789018","message_id":"m-1","occurred_at":"2026-11-20T10:15:00Z","points":934}"#
        #expect(try digest(accrual) == MessageDigest.sha256(Array(canonical.utf8)))
    }

    @Test(arguments: [
        #"{"points":934.0,"member":"card:9990123456789018","occurred_at":"2026-11-20T10:15:00Z","message_id":"m-1"}"#,
        #"{ "message_id" : "\u006d-1", "occurred_at":"2026-11-20T10:15:00Z","member":"card:9990123456789018","points":9.34e2}"#,
    ])
    func `the same content has the same digest`(_ text: String) throws {
        #expect(try digest(text) == digest(accrual))
    }

    @Test(arguments: [
        #"{"message_id":"m-1","occurred_at":"2026-11-20T10:15:00Z","member":"card:9990123456789018","points":935}"#,
        #"{"message_id":"m-2","occurred_at":"2026-11-20T10:15:00Z","member":"card:9990123456789018","points":934}"#,
        #"{"message_id":"m-1","occurred_at":"2026-11-20T10:15:00.0Z","member":"card:9990123456789018","points":934}"#,
    ])
    func `other content has another`(_ text: String) throws {
        #expect(try digest(text) != digest(accrual))
    }

    @Test func `the path is part of the content`() throws {
        let body = #"{"message_id":"m-1"}"#
        let digests = try [
            PostedRequest.capture(original: "a"), .capture(original: "b"), .void(original: "a"),
        ].map { try digest(body, $0) }
        #expect(Set(digests).count == 3)
        #expect(
            digests[2] == MessageDigest.sha256(Array("POST\n/v1/redemptions/a/void\n{\"message_id\":\"m-1\"}".utf8)))
    }
}
