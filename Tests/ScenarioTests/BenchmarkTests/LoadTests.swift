import Foundation
import Members
import Testing
import Wire

@testable import Benchmarks

@Suite struct `What a load client sends and reads` {
    private func cards(_ count: Int64) throws -> CardList {
        let path = NSTemporaryDirectory() + "cards-\(UInt32.random(in: .min ... .max)).txt"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = (1...count).map { SeededCard.identifier($0) + "\n" }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try CardList(path: path)
    }

    @Test func `traffic is four accruals to one redemption, every id once for its partner`() throws {
        var source = MessageSource(.traffic, senders: 8, name: "t", cards: try cards(50), seed: 7)
        var ids: Set<String> = []
        var redemptions = 0
        for _ in 0..<1000 {
            let draft = source.next(now: 1_800_000_000)
            let json = try JSONReader.read(draft.body)
            let id = try #require(json["message_id"]?.string)
            #expect(ids.insert("\(draft.sender) \(id)").inserted)
            #expect(json["occurred_at"]?.string == "2027-01-15T08:00:00Z")
            if draft.kind == .redemption { redemptions += 1 }
            #expect((draft.path == "/v1/redemptions") == (json["points"] != nil))
        }
        #expect(redemptions == 200)
    }

    @Test func `the same seed makes the same messages`() throws {
        let cards = try cards(20)
        var one = MessageSource(.traffic, senders: 3, name: "x", cards: cards, seed: 1)
        var other = MessageSource(.traffic, senders: 3, name: "x", cards: cards, seed: 1)
        for _ in 0..<100 { #expect(one.next(now: 5).body == other.next(now: 5).body) }
    }

    @Test func `seeded cards are cards, each another`() {
        let cards = (Int64(1)...2000).map(SeededCard.identifier)
        #expect(Set(cards).count == 2000)
        #expect(cards.allSatisfy { CardNumber(String($0.dropFirst(5)), prefix: "9990") != nil })
    }

    @Test func `a head is read when it is complete, and only then`() throws {
        let text = "HTTP/1.1 201 Created\r\nContent-Length: 7\r\nSignature:  a=:b:\r\nX: y\r\n\r\n{...}"
        let bytes = Array(text.utf8)
        let end = bytes.count - 5
        for count in 0..<end {
            #expect(try Array(bytes.prefix(count)).withUnsafeBytes { try ResponseReader.head($0) } == nil)
        }
        let head = try #require(try bytes.withUnsafeBytes { try ResponseReader.head($0) })
        #expect(head.status == 201 && head.contentLength == 7 && head.contentStart == end)
        #expect(head.fields.combined("signature") == "a=:b:" && !head.fields.contains("x"))
    }

    @Test func `chunks are put together wherever they are cut`() throws {
        let bytes = Array("4\r\nWiki\r\n6;x=y\r\npedia \r\nE\r\nin \r\n\r\nchunks.\r\n0\r\n\r\n".utf8)
        for size in 1...bytes.count {
            var content = ChunkedContent()
            var isComplete = false
            for start in stride(from: 0, to: bytes.count, by: size) {
                isComplete = try content.take(Array(bytes[start..<min(bytes.count, start + size)]))
            }
            #expect(isComplete)
            #expect(String(decoding: content.content, as: UTF8.self) == "Wikipedia in \r\n\r\nchunks.")
        }
    }

    @Test func `a file is cut into parts at the ends of lines`() throws {
        let folder = NSTemporaryDirectory() + "parts-\(UInt32.random(in: .min ... .max))"
        let shape = LoadPlan.BatchShape(partBytes: 1500, parallel: 1, sender: 1)
        let source = MessageSource(
            .traffic, senders: 2, name: "b", cards: try cards(10), seed: 3, isForBatch: true)
        let file = try BatchFile(source, count: 40, shape: shape, senders: 2, now: 5, prefix: folder)
        defer { file.remove() }
        #expect(file.parts.count > 4 && file.parts.allSatisfy { $0.sender == 1 })
        var ids: Set<String> = []
        for part in file.parts {
            let content = try #require(FileManager.default.contents(atPath: part.path))
            #expect(content.count <= 1500 && content.last == 0x0A)
            let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
            #expect(lines.count == part.kinds.count)
            for (line, kind) in zip(lines, part.kinds) {
                let json = try JSONReader.read(text: String(line))
                #expect(json["type"]?.string == kind.type)
                ids.insert(json["message_id"]?.string ?? "")
            }
        }
        #expect(ids.count == 40)
    }
}
