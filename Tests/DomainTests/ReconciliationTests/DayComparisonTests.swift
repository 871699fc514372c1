import Quantities
import Reconciliation
import Testing

@Suite struct `Comparing a partner's day with the hub's` {
    private static func entry(
        _ id: String, _ kind: BookedKind = .accrual, _ points: Int64 = 10, _ amount: Int64? = 1000
    ) -> DayEntry {
        DayEntry(messageID: id, kind: kind, points: points, amount: amount)
    }

    private static func file(_ entries: [DayEntry], unreadable: [UnreadableRow] = []) -> DayFile {
        DayFile(
            rows: entries.enumerated().map { DayRow(line: $0.offset + 2, entry: $0.element) }, unreadable: unreadable)
    }

    @Test func `equal days are clean, whatever their order`() {
        let day = [Self.entry("a"), Self.entry("b", .redemption, 5, nil), Self.entry("c", .void, 0, nil)]
        let comparison = DayComparison(Self.file(day.reversed()), with: day, elsewhere: [:])
        #expect(comparison.isClean)
        #expect(comparison.totals.map(\.kind) == [.accrual, .redemption, .void])
        #expect(comparison.totals.allSatisfy { $0.here == $0.there })
        #expect(DayComparison(Self.file([]), with: [], elsewhere: [:]).isClean)
    }

    @Test func `each kind of disagreement is named, with both sides' values`() {
        let here = [
            Self.entry("same"), Self.entry("points"), Self.entry("amount"), Self.entry("kind"), Self.entry("gone-b"),
            Self.entry("gone-a"), Self.entry("twice"),
        ]
        let there = [
            Self.entry("new"), Self.entry("same"), Self.entry("points", .accrual, 11),
            Self.entry("amount", .accrual, 10, 999),
            Self.entry("kind", .reversal, 12, 1), Self.entry("refused"), Self.entry("late"), Self.entry("twice"),
            Self.entry("twice", .accrual, 99),
        ]
        let comparison = DayComparison(
            Self.file(there, unreadable: [UnreadableRow(line: 11, reason: .points)]), with: here,
            elsewhere: [
                "refused": .refused(code: "insufficient_points"), "late": .anotherDay(LocalDay(dayNumber: 20_000)),
            ])
        #expect(!comparison.isClean)
        #expect(comparison.missingHere.map(\.entry.messageID) == ["new"])
        #expect(comparison.missingHere.map(\.line) == [2])
        #expect(comparison.missingThere.map(\.messageID) == ["gone-a", "gone-b"])
        #expect(comparison.different.map(\.here.messageID) == ["points", "amount", "kind"])
        #expect(comparison.different.map(\.fields) == [[.points], [.amount], [.kind, .points, .amount]])
        #expect(comparison.different[0].there.entry.points == 11 && comparison.different[0].here.points == 10)
        #expect(
            comparison.apart.map(\.place) == [
                .refused(code: "insufficient_points"), .anotherDay(LocalDay(dayNumber: 20_000)),
            ])
        #expect(comparison.repeated.map(\.messageID) == ["twice"] && comparison.repeated.map(\.lines) == [[9, 10]])
        #expect(comparison.unreadable.map(\.line) == [11])
    }

    @Test(arguments: [
        ([entry("a")], [entry("a")], true), ([entry("a")], [], false), ([], [entry("a")], false),
        ([entry("a"), entry("a")], [entry("a")], false), ([entry("a", .accrual, 10, nil)], [entry("a")], true),
        ([entry("a")], [entry("a", .accrual, 10, nil)], true), ([entry("A")], [entry("a")], false),
    ])
    func `one disagreement of any kind is enough not to be clean`(there: [DayEntry], here: [DayEntry], clean: Bool) {
        #expect(DayComparison(Self.file(there), with: here, elsewhere: [:]).isClean == clean)
    }

    @Test func `a message that moves no points is apart`() {
        let comparison = DayComparison(
            Self.file([Self.entry("enrol")]), with: [], elsewhere: ["enrol": .withoutPoints])
        #expect(comparison.apart.map(\.place) == [.withoutPoints] && !comparison.isClean)
    }

    @Test func `totals count every readable row of the partner and every message of the hub`() {
        let comparison = DayComparison(
            Self.file([Self.entry("a"), Self.entry("a"), Self.entry("x", .redemption, 7, nil)]),
            with: [Self.entry("a"), Self.entry("b", .accrual, 1, 2)], elsewhere: [:])
        #expect(comparison.totals.map(\.kind) == [.accrual, .redemption])
        let accruals = comparison.totals[0]
        #expect((accruals.here.messages, accruals.here.points, accruals.here.amount) == (2, 11, 1002))
        #expect((accruals.there.messages, accruals.there.points, accruals.there.amount) == (2, 20, 2000))
        #expect(comparison.totals[1].here.messages == 0 && comparison.totals[1].there.points == 7)
    }

    /// Whatever is changed, every disagreement that was put in is found, and nothing else.
    @Test(arguments: UInt64(1)...30)
    func `what was changed is what is found`(seed: UInt64) {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let here = (0..<next(200)).map { Self.entry("m-\($0)", BookedKind.allCases[next(5)], Int64(next(50)), 100) }
        var there: [DayEntry] = []
        var (lost, changed, added) = (Set<String>(), Set<String>(), Set<String>())
        for entry in here {
            switch next(6) {
            case 0: lost.insert(entry.messageID)
            case 1:
                changed.insert(entry.messageID)
                there.append(Self.entry(entry.messageID, entry.kind, entry.points + 1, entry.amount))
            case 2:
                added.insert("new-\(entry.messageID)")
                there.append(Self.entry("new-\(entry.messageID)"))
                there.append(entry)
            default: there.append(entry)
            }
        }
        let found = DayComparison(Self.file(there), with: here, elsewhere: [:])
        #expect(Set(found.missingThere.map(\.messageID)) == lost, "seed \(seed)")
        #expect(Set(found.different.map(\.here.messageID)) == changed, "seed \(seed)")
        #expect(Set(found.missingHere.map(\.entry.messageID)) == added, "seed \(seed)")
        #expect(found.isClean == (lost.isEmpty && changed.isEmpty && added.isEmpty), "seed \(seed)")
    }

    @Test func `a day of 100,000 messages takes seconds`() throws {
        var text = "message_id,kind,points,amount\r\n"
        var here: [DayEntry] = []
        for number in 0..<100_000 {
            let id = "till\(number % 90)-\(number)"
            here.append(Self.entry(id, .accrual, Int64(number % 500), Int64(number % 50_000)))
            text += "\(id),accrual,\(number % 500),\(number % 50_000)\r\n"
        }
        let bytes = Array(text.utf8)
        let start = ContinuousClock.now
        let comparison = DayComparison(try DayFile.read(bytes), with: here, elsewhere: [:])
        let elapsed = ContinuousClock.now - start
        #expect(comparison.isClean)
        #expect(comparison.totals[0].there.messages == 100_000)
        #expect(elapsed < .seconds(60), "\(elapsed)")
        print("100,000 rows of \(bytes.count) bytes read and compared in \(elapsed)")
    }
}
