import CoalitionTestKit
@testable import Composition
import Foundation
import Operations
import Partners
import Payments
import Quantities
import ScenarioKit
import Settlement

/// What a node does for a cycle, each part of it as often as it is asked.
extension SettlementStory {
    /// Brings a cycle from wherever it stands to `dispatched` with a version of this number; what was given up before
    /// is given up again where it was not.
    func dispatch(_ cycle: Int64, version: Int64 = 1, on node: Hub) async throws {
        let desk = node.settlement
        while true {
            let now = try await desk.show(cycle).summary
            switch now.state {
            case .open: _ = try await desk.close(by: "ana", expecting: cycle)
            case .closed, .aborted: _ = try await desk.calculate(cycle, by: "ana")
            case .calculated, .approved: _ = try await desk.dispatch(cycle, by: "ana")
            case .dispatched where now.version < version: _ = try await desk.abort(cycle, by: "ana")
            case .dispatched, .settled:
                try await desk.keepFolders()
                return
            }
        }
    }

    /// A worker as a node has one.
    func worker(_ node: Hub) -> DeliveryWorker {
        DeliveryWorker(
            store: node.deliveries,
            pusher: FolderPushing(baseFolder: folder.path, dataFolder: node.directory.path), logger: node.logger)
    }

    /// Pushes whatever is due.
    func push(on node: Hub) async throws {
        let worker = worker(node)
        while try await worker.step() > 0 {}
    }

    /// Takes a delivery up and pushes so many of its files; then the node is gone.
    func pushHalf(_ random: inout ModelRandom, on node: Hub) async throws {
        let pusher = FolderPushing(baseFolder: folder.path, dataFolder: node.directory.path)
        for claim in try await node.deliveries.claim(random.number(1...4), leaseSeconds: 30) {
            guard let target = claim.target else { throw StoryBroken("no target") }
            let files = try await node.deliveries.files(of: claim)
            let count = random.number(0...files.count)
            if count > 0 {
                let outcome = await pusher.push(
                    Array(files.prefix(count)), of: claim, to: target, deadline: .now + .seconds(30))
                guard case .succeeded = outcome else { throw StoryBroken(outcome.detail) }
            }
            guard count < files.count else { continue }
            // What was being written when the node went, under the name the pusher gives it.
            let place = "\(inbox)/\(claim.folder.path)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            try Data(files[count].bytes.prefix(files[count].bytes.count / 2)).write(
                to: URL(fileURLWithPath: "\(place)/.\(files[count].name).d\(claim.id)-\(claim.attempt).part"))
        }
    }

    /// The debtors of the version in force pay, the bank says so, what may be paid is released, the bank carries it out
    /// and says so again.
    func pay(_ cycle: Int64, on node: Hub) async throws {
        let desk = node.payments
        let payments = try await desk.payments(of: cycle).filter { $0.state != .withdrawn }
        let day = try Self.today()
        let due = payments.filter { $0.direction == .incoming && $0.state != .paid }
        if !due.isEmpty {
            let incoming = due.map { BankMovement.incoming(reference: $0.endToEndID, $0.amount.minorUnits) }
            _ = try await desk.importFile(bank.statement(incoming, day: day), by: "ana")
        }
        _ = try await desk.release(by: "ana")
        try await desk.keepMessages()
        try bank.carryOut(outbox: node.directory.path + "/bank")
        // The bank tells of all it ever paid of this cycle, whatever it told before.
        let prefix = CycleName.text(cycle) + "-"
        let paid = bank.payouts.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
            .map { BankMovement.paid($0.key, $0.value.amount) }
        if !paid.isEmpty { _ = try await desk.importFile(bank.statement(paid, day: day), by: "ana") }
        try await desk.step()
    }

    static func today() throws -> LocalDay {
        let seconds = Int64(Date().timeIntervalSince1970)
        return ZoneRules.utc.day(of: Instant(seconds: seconds))
    }
}
