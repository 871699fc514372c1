import CoalitionTestKit
import Foundation
import Glibc
import LoopbackServers
import ScenarioKit
import Testing

@Suite struct `A program that is killed while it dispatches` {
    @Test func `SIGKILL at any moment, eight times: run again, everything is there once`() async throws {
        try await SettlementStory.run { story in
            var random = ModelRandom(seed: 1)
            var whole = Duration.seconds(60)
            var killed = 0
            for run in 0..<10 {
                let cycle = try await story.trade(&random)
                _ = try await story.hub.settlement.close(by: "ana", expecting: cycle)
                _ = try await story.hub.settlement.calculate(cycle, by: "ana")
                let start = ContinuousClock.now
                var command = try Self.dispatch(cycle, story, "\(run)")
                if run < 2 {
                    // Nobody kills these two: they say how long it takes.
                    try await Self.end(of: command)
                    whole = min(whole, ContinuousClock.now - start)
                } else {
                    // Most of the time a program starts and reads; what matters comes after that.
                    let percent = random.number(run < 4 ? 0...50 : 40...95)
                    try await Task.sleep(for: whole * percent / 100)
                    if let pid = command.processIdentifier {
                        Glibc.kill(pid, SIGKILL)
                        killed += 1
                    }
                    try await Self.end(of: command)
                    try await story.expectNoFaults("run \(run), after \(percent) % of \(whole)")
                    command = try Self.dispatch(cycle, story, "\(run)-again")
                    try await Self.end(of: command)
                }
                // The folders of the killed one may be in the database only: the next look at them writes them down.
                #expect(try await story.hub.settlement.show(cycle).summary.state == .dispatched, "run \(run)")
                try await story.settle(cycle, versions: 1, on: story.hub)
                try await story.expectNoFaults("run \(run)")
                try await story.expectDone(cycle, versions: 1, "run \(run)")
            }
            #expect(killed > 0)
            try story.expectReceived()
        }
    }

    /// `clearinghouse cycle dispatch` as an operator calls it, on the story's database and data.
    private static func dispatch(
        _ cycle: Int64, _ story: SettlementStory, _ name: String
    ) throws -> ServerProcess {
        try ServerProcess(
            "/usr/bin/env",
            [
                "DATABASE_URL=\(story.database.connectionString)", HubProcess.program, "cycle", "dispatch", "\(cycle)",
                "--data", story.hub.directory.path,
            ], logFile: "\(story.folder.path)/dispatch-\(name).log")
    }

    private static func end(of command: ServerProcess) async throws {
        try await eventually("the command ends", within: 60, every: .milliseconds(2)) {
            command.processIdentifier == nil
        }
    }
}
