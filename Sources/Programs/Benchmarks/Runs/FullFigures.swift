import Foundation

/// The figures of a full run as they come in.
struct FullFigures {
    var pgbench: [Double] = []
    var copyRows: [Double] = []
    var ed25519Verifications: [Double] = []
    var ed25519Signatures: [Double] = []
    var p256Verifications: [Double] = []
    /// What the closed loop with the most connections reached last.
    var maximum: Double?
    private var loads: [(name: String, rounds: [SingleRound])] = []
    var batches: [Int: [BatchRound]] = [:]
    var reads: [ReadRound] = []
    var besides: [BesideRound] = []
    var closes: [CloseRound] = []
    var growth: [GrowthRound] = []
    var hubMebibytes = 0.0

    /// Adds a round of a load.
    mutating func add(_ name: String, _ round: SingleRound) {
        if let place = loads.firstIndex(where: { $0.name == name }) {
            loads[place].rounds.append(round)
        } else {
            loads.append((name, [round]))
        }
    }

    /// All of it as a report.
    func report(_ options: BenchmarkOptions) -> FullReport {
        let process = ProcessInfo.processInfo
        return FullReport(
            machine: FullReport.Machine(
                processors: process.activeProcessorCount, memoryMebibytes: Int(process.physicalMemory >> 20),
                system: process.operatingSystemVersionString, at: Date().ISO8601Format()),
            rounds: options.rounds, members: options.members,
            yardsticks: FullReport.Yardsticks(
                pgbench: Spread(pgbench), copyRows: Spread(copyRows),
                ed25519Verifications: Spread(ed25519Verifications),
                p256Verifications: Spread(p256Verifications), ed25519Signatures: Spread(ed25519Signatures)),
            single: loads.map { FullReport.Load(name: $0.name, rounds: $0.rounds) },
            batch: batches.sorted { $0.key < $1.key }.map { FullReport.Files(messages: $0.key, rounds: $0.value) },
            read: reads, beside: besides, close: closes, growth: growth, hubMebibytes: hubMebibytes)
    }
}
