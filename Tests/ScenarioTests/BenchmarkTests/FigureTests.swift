import Testing

@testable import Benchmarks

@Suite struct `Figures of a benchmark` {
    @Test(
        arguments: [
            ([], 0, 0, 0), ([7], 7, 7, 7), ([3, 1, 2], 2, 1, 3), ([4, 1, 3, 2], 2.5, 1, 4), ([5, 5, 1], 5, 1, 5),
        ] as [([Double], Double, Double, Double)])
    func `the median is the middle, or the mean of the two in the middle`(
        values: [Double], median: Double, least: Double, most: Double
    ) {
        let spread = Spread(values)
        #expect(spread.median == median && spread.least == least && spread.most == most)
    }

    @Test func `percentiles are those of the values, to three digits`() {
        var latencies = Latencies()
        for milliseconds in 1...1000 { latencies.add(nanoseconds: UInt64(milliseconds) * 1_000_000) }
        let figures = latencies.figures
        #expect(figures.count == 1000)
        for (found, expected) in [
            (figures.p50, 500.0), (figures.p90, 900), (figures.p99, 990), (figures.p999, 999), (figures.most, 1000),
        ] {
            #expect(abs(found - expected) <= expected / 500)
        }
        #expect(Latencies().figures.most == 0)
    }

    @Test func `an open loop charges a stall to every message that fell due in it`() {
        // A message a millisecond for a second; the server stands still for the second half of it.
        var schedule = SendingSchedule(start: 1_000, perSecond: 1000, seconds: 1)
        var latencies = Latencies()
        let stall: ClosedRange<UInt64> = 500_001_000...1_000_001_000
        for now in stride(from: UInt64(1_000), through: 1_000_001_000, by: 1_000_000) where now <= stall.lowerBound {
            while let due = schedule.take(at: now) { latencies.add(nanoseconds: now + 1_000_000 - due) }
        }
        while let due = schedule.take(at: stall.upperBound) { latencies.add(nanoseconds: stall.upperBound - due) }
        let figures = latencies.figures
        #expect(figures.count == 1000)
        // Measured from when the client came round to sending, one message alone would have waited.
        #expect(figures.p50 < 2 && figures.p90 > 390 && figures.p90 < 410 && figures.p99 > 480)
    }

    @Test func `a schedule neither drops nor adds messages, whatever its rate`() {
        for perSecond in [0.5, 3, 333, 12_345.6] {
            var schedule = SendingSchedule(start: 10, perSecond: perSecond, seconds: 4)
            var moments: [UInt64] = []
            while let due = schedule.take(at: .max) { moments.append(due) }
            #expect(moments.count == max(1, Int(perSecond * 4)) && moments.first == 10)
            #expect(zip(moments, moments.dropFirst()).allSatisfy { $0 < $1 })
            #expect(schedule.upcoming == nil)
        }
    }

    @Test func `the longest stall is that of a message under way in the span`() {
        let slowest = [[1.0, 1.9], [2.0, 2.3], [5.0, 5.1], [3.9, 4.0]]
        #expect(abs(SlowestMessages.longest(of: slowest, from: 2.2, to: 4) - 300) < 0.001)
        #expect(SlowestMessages.longest(of: slowest, from: 6, to: 7) == 0)
    }

    @Test func `the slowest messages are kept, however many come`() {
        var slowest = SlowestMessages()
        for number in UInt64(0)..<20_000 { slowest.add(from: 0, to: 2_000_000 + (number * 7919 % 20_000) * 1_000) }
        #expect(slowest.all.count == 4_000)
        #expect(slowest.all.first == [0, 0.021999])
        #expect(slowest.all.last == [0, 0.018])
    }

    @Test func `the rate is read from what pgbench prints`() {
        let text = """
            transaction type: <builtin: TPC-B (sort of)>
            latency average = 1.950 ms
            tps = 8204.251386 (without initial connection time)
            """
        #expect(PgbenchYardstick.transactionsPerSecond(in: text) == 8204.251386)
        #expect(PgbenchYardstick.transactionsPerSecond(in: "tps is unknown") == nil)
    }
}
