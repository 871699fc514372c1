import Testing
import Wire

@Suite struct `Ids of messages` {
    @Test(arguments: ["a", "till7-000123", "A.b_c:d-9", String(repeating: "x", count: 64)])
    func `these are accepted`(_ id: String) {
        #expect(MessageIDForm.accepts(id))
    }

    @Test(arguments: [
        "", String(repeating: "x", count: 65), "a b", "a/b", "é", "a\n", "a\u{0}", "a%20", "ａ", "a+b", "a,b",
    ])
    func `these are refused`(_ id: String) {
        #expect(!MessageIDForm.accepts(id))
    }
}
