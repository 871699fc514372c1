import Testing

@testable import Wire

@Suite struct `Taking known fields` {
    private let shape = JSONShape.object([
        "message_id": .any, "points": .any,
        "purchase": .object(["amount": .any, "items": .array(.object(["category": .any, "amount": .any]))]),
    ])

    private func read(_ text: String) throws(JSONError) -> (String, Int64, [Int64]) {
        let body = try JSONReader.read(text: text)
        try shape.refuseUnknown(in: body)
        var reader = try JSONObjectReader(body)
        let messageID = try reader.string("message_id", length: 1...64)
        var purchase = try reader.object("purchase")
        let amount = try purchase.integer("amount", in: 1...1_000_000_000_000)
        var amounts: [Int64] = []
        for var item in try purchase.optionalObjects("items", count: 0...10) ?? [] {
            _ = try item.string("category")
            amounts.append(try item.integer("amount", in: 0...1000))
            try item.finish()
        }
        try purchase.finish()
        _ = try reader.optionalInteger("points", in: 1...10)
        try reader.finish()
        return (messageID, amount, amounts)
    }

    @Test func `a whole body is read`() throws {
        let body =
            #"{"message_id":"a","purchase":{"amount":12990.0,"items":[{"category":"bakery","amount":7}]},"points":3}"#
        let (messageID, amount, amounts) = try read(body)
        #expect(messageID == "a")
        #expect(amount == 12990)
        #expect(amounts == [7])
    }

    @Test(
        arguments: [
            ("[]", .malformed(offset: 0)), ("3", .malformed(offset: 0)), (#"{"x":1"#, .malformed(offset: 6)),
            (#"{"x":1,"x":2}"#, .duplicateField(path: "x")), (#"{"x":1}"#, .unknownField(path: "x")),
            (#"{"message_id":5,"purchase":{"zz":1}}"#, .unknownField(path: "purchase.zz")),
            (
                #"{"message_id":5,"purchase":{"amount":"x","items":[{},{"amount":-1,"other":1}]}}"#,
                .unknownField(path: "purchase.items[1].other")
            ),
            (#"{"message_id":5,"purchase":{"amount":"x"}}"#, .invalidField(path: "message_id")),
            ("{}", .invalidField(path: "message_id")),
            (#"{"message_id":"a"}"#, .invalidField(path: "purchase")),
            (#"{"message_id":"a","purchase":[]}"#, .invalidField(path: "purchase")),
            (#"{"message_id":"a","purchase":{"amount":"934"}}"#, .invalidField(path: "purchase.amount")),
            (#"{"message_id":"a","purchase":{"amount":934.5}}"#, .invalidField(path: "purchase.amount")),
            (#"{"message_id":"a","purchase":{"amount":0}}"#, .invalidField(path: "purchase.amount")),
            (#"{"message_id":"a","purchase":{"amount":null}}"#, .invalidField(path: "purchase.amount")),
            (
                #"{"message_id":"a","purchase":{"amount":1,"items":[{"category":"b","amount":1},{"category":"c","amount":1001}]}}"#,
                .invalidField(path: "purchase.items[1].amount")
            ),
            (#"{"message_id":"a","purchase":{"amount":1,"items":[7]}}"#, .invalidField(path: "purchase.items[0]")),
            (#"{"message_id":"a\u0000","purchase":{"amount":1}}"#, .invalidField(path: "message_id")),
            (#"{"message_id":"","purchase":{"amount":1}}"#, .invalidField(path: "message_id")),
            (#"{"message_id":"a","purchase":{"amount":1},"points":11}"#, .invalidField(path: "points")),
            (#"{"message_id":"a","purchase":{"amount":1},"points":true}"#, .invalidField(path: "points")),
        ] as [(String, JSONError)])
    func `the first refusal in the written order is given`(text: String, expected: JSONError) {
        #expect(throws: expected) { _ = try read(text) }
    }

    @Test func `a member left over is unknown, also beyond the 64th`() throws {
        let body = JSONValue.object((0..<70).map { JSONMember(name: "f\($0)", value: .integer(Int64($0))) })
        var reader = try JSONObjectReader(body)
        for index in 0..<69 { #expect(try reader.integer("f\(index)", in: 0...100) == Int64(index)) }
        #expect(throws: JSONError.unknownField(path: "f69")) { try reader.finish() }
        _ = reader.value("f69")
        try reader.finish()
    }

    @Test func `flags, strings and absent fields`() throws {
        var reader = try JSONObjectReader(
            try JSONReader.read(text: #"{"a":true,"b":["x","y"],"c":{}}"#), path: "consents")
        #expect(try reader.bool("a"))
        #expect(try reader.optionalStrings("b", count: 1...2) == ["x", "y"])
        #expect(try reader.optionalObject("c") != nil)
        #expect(try reader.optionalBool("d") == nil)
        #expect(try reader.optionalString("d") == nil)
        #expect(try reader.optionalArray("d", count: 0...1) == nil)
        #expect(reader.has("a") && !reader.has("d"))
        #expect(throws: JSONError.invalidField(path: "consents.d")) { try reader.bool("d") }
        try reader.finish()
    }

    @Test func `a name of a megabyte is cut in the refusal`() throws {
        let body = JSONValue.object([JSONMember(name: String(repeating: "x", count: 1_000_000), value: .null)])
        #expect(throws: JSONError.unknownField(path: String(repeating: "x", count: 16) + "…")) {
            try shape.refuseUnknown(in: body)
        }
    }
}
