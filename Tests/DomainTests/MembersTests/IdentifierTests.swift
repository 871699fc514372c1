import CoalitionTestKit
import Members
import Testing

@Suite struct `Identifiers` {
    private func read(_ text: String) -> Identifier? {
        // Stands for the real normaliser: it knows one national form.
        Identifier(text, cardPrefix: "9990") {
            $0 == "0722 123 456" ? PhoneNumber(e164: "+40722123456") : PhoneNumber(e164: $0)
        }
    }

    @Test(
        arguments: [
            ("card:9990123456789018", "card:9990123456789018", Identifier.Kind.card),
            ("phone:+40722123456", "phone:+40722123456", .phone), ("phone:0722 123 456", "phone:+40722123456", .phone),
            ("code:wqtc-hwvm-d", "code:WQTCHWVMD", .code),
        ])
    func `are read into one canonical text`(text: String, canonical: String, kind: Identifier.Kind) {
        #expect(read(text)?.description == canonical)
        #expect(read(text)?.kind == kind)
    }

    @Test(
        arguments: [
            "", "card", ":", "card:", "9990123456789018", "CARD:9990123456789018", "card:9990123456789010",
            "phone:12", "phone:+0722123456", "code:WQTCHWVME", "mail:a@b.c", "card:card:9990123456789018",
            " card:9990123456789018",
        ])
    func `with another prefix or value are none`(text: String) {
        #expect(read(text) == nil)
    }

    @Test(
        arguments: [
            ("+4072212", true), ("+40722123456", true), ("+123456789012345", true), ("+1234567890123456", false),
            ("+123456", false), ("40722123456", false), ("+40 722 123", false), ("", false), ("+٤0722123456", false),
        ])
    func `a phone is a plus sign and seven to fifteen digits`(text: String, isPhone: Bool) {
        #expect((PhoneNumber(e164: text) != nil) == isPhone)
    }
}
