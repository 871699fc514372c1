import CoalitionTestKit
import Members
import Testing

@Suite struct `Cards` {
    @Test(arguments: ["9990123456789018", "9990000000000003", "9990999999999994", "9990123456789026"])
    func `sixteen digits with the prefix and a right check digit are a card`(text: String) {
        #expect(CardNumber(text, prefix: "9990")?.digits == text)
    }

    @Test(
        arguments: [
            "9990123456789010", "9990123456789081", "999012345678901", "99901234567890180", "9991123456789017",
            "9990 1234 5678 9018", "9990-1234-5678-9018", "9990٠23456789018", "９990123456789018", "",
            "999012345678901a", "+990123456789018",
        ])
    func `anything else is none`(text: String) {
        #expect(CardNumber(text, prefix: "9990") == nil)
    }

    @Test func `every single wrong digit and every swap of neighbours but 0 and 9 is found`() {
        let card = Array("9990123456789018".utf8)
        for place in card.indices {
            for digit in UInt8(0x30)...0x39 where digit != card[place] {
                var wrong = card
                wrong[place] = digit
                #expect(CardNumber(String(decoding: wrong, as: UTF8.self), prefix: "") == nil)
            }
        }
        for place in card.indices.dropLast() {
            let pair = [card[place], card[place + 1]].sorted()
            guard pair[0] != pair[1], pair != [0x30, 0x39] else { continue }
            var swapped = card
            swapped.swapAt(place, place + 1)
            #expect(CardNumber(String(decoding: swapped, as: UTF8.self), prefix: "") == nil)
        }
    }

    @Test(arguments: ["9990", "9", "123456789012345"])
    func `what is made is read`(prefix: String) {
        var random = ModelRandom(seed: 5)
        for _ in 0..<200 {
            let card = CardNumber.make(prefix: prefix, using: &random)
            #expect(CardNumber(card.digits, prefix: prefix) == card)
        }
    }
}
