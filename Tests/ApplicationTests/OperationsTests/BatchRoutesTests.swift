import CoalitionTestKit
import Members
import Messages
import Quantities
import Testing

@testable import Operations

@Suite struct `Where the lines of a batch go` {
    private static func message(_ id: String, _ content: MessageContent) -> VerifiedMessage {
        .sample(content, id: id, at: Instant(seconds: 0))
    }

    @Test func `a line without ties goes where its single request goes`() {
        var routes = BatchRoutes(laneCount: 7)
        for number in 0..<100 {
            let message = Self.message("a-\(number)", .purchase(100, by: .phone(number)))
            #expect(routes.lane(of: message) == LaneRoute.lane(of: message.route, count: 7))
        }
    }

    @Test(arguments: 0..<30)
    func `enrolment, earning, spending and taking back of one member meet in one lane`(number: Int) {
        var routes = BatchRoutes(laneCount: 7)
        let member = Identifier.phone(number)
        let steps: [(String, MessageContent)] = [
            ("e", .enrolment(member)), ("a", .purchase(100, by: member)), ("s", .spending(1, by: member)),
            ("r", .reversing("a")), ("a", .purchase(100, by: member)),
        ]
        var lanes: Set<Int?> = []
        for (index, step) in steps.enumerated() {
            lanes.insert(routes.lane(of: Self.message(step.0, step.1)))
            if index == 2 { routes.beginWindow() }
        }
        #expect(lanes.count == 1 && lanes.first != .some(nil))
    }

    @Test func `a line tied to two lanes waits until both have answered`() throws {
        var routes = BatchRoutes(laneCount: 2)
        let numbers = [0, 1].compactMap { lane in
            (0..<100).first { LaneRoute.lane(of: Identifier.phone($0).description, count: 2) == lane }
        }
        try #require(numbers.count == 2)
        #expect(routes.lane(of: Self.message("a", .purchase(1, by: .phone(numbers[0])))) == 0)
        #expect(routes.lane(of: Self.message("b", .purchase(1, by: .phone(numbers[1])))) == 1)
        // The id of one, the member of the other.
        let torn = Self.message("a", .purchase(1, by: .phone(numbers[1])))
        #expect(routes.lane(of: torn) == nil)
        routes.forgetAll()
        #expect(routes.lane(of: torn) == 1)
    }
}
