import CoalitionTestKit
import Testing

@testable import Storage

@Suite struct `What a lane expects` {
    @Test func `a new session looks first`() {
        #expect(!Novelty().isExpected)
    }

    @Test func `after so many transactions without anything known, all is expected to be new`() {
        var novelty = Novelty()
        for number in 0..<Novelty.careful {
            #expect(!novelty.isExpected, "after \(number)")
            novelty.note(metKnown: false)
        }
        #expect(novelty.isExpected)
        novelty.note(metKnown: false)
        #expect(novelty.isExpected)
    }

    @Test(arguments: [0, 1, Novelty.careful - 1, Novelty.careful, 100])
    func `whatever is met that was known, the next transactions look first`(before: Int) {
        var novelty = Novelty()
        for _ in 0..<before { novelty.note(metKnown: false) }
        novelty.note(metKnown: true)
        #expect(!novelty.isExpected)
        for _ in 1..<Novelty.careful { novelty.note(metKnown: false) }
        #expect(!novelty.isExpected)
        novelty.note(metKnown: false)
        #expect(novelty.isExpected)
    }
}
