import CoalitionTestKit
import Members
import Testing

@Suite struct `Codes for reading aloud` {
    @Test(
        arguments: [
            ("WQTCHWVMD", "WQTCHWVMD"), ("WQTC-HWVM-D", "WQTCHWVMD"), ("wqtc-hwvm-d", "WQTCHWVMD"),
            ("W-Q-T-C-H-W-V-M-D", "WQTCHWVMD"), ("01234567B", "01234567B"), ("oi23-4567-b", "01234567B"),
            ("OL234567B", "01234567B"), ("0i234567b", "01234567B"), ("000000000", "000000000"),
            ("OOOOOOOOO", "000000000"), ("ooooooolI", "000000011"), ("ZZZZZZZZF", "ZZZZZZZZF"),
            ("0000000ZZ", "0000000ZZ"), ("A1B2C3D4O", "A1B2C3D40"),
        ])
    func `are read without regard to case, hyphens, O and 0, I, L and 1`(text: String, symbols: String) {
        #expect(MemberCode(text)?.symbols == symbols)
    }

    @Test(
        arguments: [
            "", "WQTCHWVM", "WQTCHWVME", "WQTCHWVMDD", "WQTCHWVUD", "QWTCHWVMD", "WQTC HWVM D", "WQTCHWVM*",
            "00000010*", "0000001U~", "WQTCHWVM‐D", "ШQTCHWVMD",
        ])
    func `with a wrong check symbol, a sign or another alphabet they are none`(text: String) {
        #expect(MemberCode(text) == nil)
    }

    @Test func `are shown in groups`() {
        #expect(MemberCode("wqtchwvmd")?.display == "WQTC-HWVM-D")
    }

    @Test func `every single wrong symbol and every swap of neighbours is found`() {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let code = Array("WQTCHWVMD")
        for place in code.indices {
            for symbol in alphabet where symbol != code[place] {
                var wrong = code
                wrong[place] = symbol
                #expect(MemberCode(String(wrong)) == nil)
            }
        }
        for place in code.indices.dropLast() where code[place] != code[place + 1] {
            var swapped = code
            swapped.swapAt(place, place + 1)
            #expect(MemberCode(String(swapped)) == nil, "\(String(swapped))")
        }
    }

    @Test(arguments: 1...4)
    func `what is made is read, and ends in a letter or digit`(seed: UInt64) {
        var random = ModelRandom(seed: seed)
        for _ in 0..<200 {
            let code = MemberCode.make(using: &random)
            #expect(MemberCode(code.symbols) == code && MemberCode(code.display) == code, "seed \(seed): \(code)")
            // Of the five symbols that only check, U is a letter.
            #expect(code.symbols.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
            #expect(!code.symbols.dropLast().contains("U"))
        }
    }
}
